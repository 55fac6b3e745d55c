import { describe, expect, it } from 'vitest';
import { deviceOf } from './device';

describe('a device', () => {
	it.each([
		[
			'Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36',
			'Chrome',
			'Android'
		],
		[
			'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17 Safari/604',
			'Safari',
			'iPhone'
		],
		[
			'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/120 Safari/537.36 Edg/120',
			'Edge',
			'Windows'
		],
		['curl/8.0', null, null],
		['', null, null]
	])('is told from %j', (userAgent, browser, system) => {
		expect(deviceOf(userAgent)).toEqual({ browser, system });
	});
});
