import { describe, expect, it } from 'vitest';
import { clientOf, counted, forgottenAfter, waitAfter, waitLeft, type Attempts } from './attempts';

describe('wrong passwords', () => {
	it('cost nothing at first, then a wait that grows to ten minutes and no further', () => {
		const waits = Array.from({ length: 20 }, (_, n) => waitAfter(n + 1) / 1000);
		expect(waits.slice(0, 10)).toEqual([0, 0, 0, 0, 15, 30, 60, 120, 300, 600]);
		expect(new Set(waits.slice(10))).toEqual(new Set([600]));
	});

	it('let a guesser who waits whenever told try fewer than two hundred passwords a day', () => {
		let attempts: Attempts | undefined;
		let tries = 0;
		for (let now = 0; now < 24 * 60 * 60 * 1000; now += Math.max(1000, waitLeft(attempts, now))) {
			attempts = counted(attempts, now);
			tries += 1;
		}
		expect(tries).toBeLessThan(200);
	});

	it('are forgotten after an hour', () => {
		const attempts = { count: 12, latest: 0 };
		expect(waitLeft(attempts, 1)).toBeGreaterThan(0);
		expect(waitLeft(attempts, forgottenAfter)).toBe(0);
		expect(counted(attempts, forgottenAfter).count).toBe(1);
	});
});

describe('the client as limits see it', () => {
	it.each([
		['192.0.2.7', '192.0.2.7'],
		['::ffff:192.0.2.7', '192.0.2.7'],
		['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
		['2001:db8:1:2::9', '2001:db8:1:2'],
		['2001:0db8:0001:0002::9', '2001:db8:1:2'],
		['::1', '0:0:0:0'],
		['fe80::1%eth0', 'fe80:0:0:0']
	])('takes %s as %s', (address, client) => {
		expect(clientOf(address)).toBe(client);
	});
});
