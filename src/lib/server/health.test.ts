import { describe, expect, it, vi } from 'vitest';
import { inTime, troubleOf } from './health';

describe('the trouble with a database', () => {
	it.each([
		[{ code: 'ECONNREFUSED' }, 'unreachable'],
		[{ code: 'CONNECTION_CLOSED' }, 'unreachable'],
		[{ code: '57P03' }, 'unreachable'],
		[{ code: 'CONNECT_TIMEOUT' }, 'timeout'],
		[{ code: '42P01' }, 'no-schema'],
		[new Error('no such table: migration'), 'no-schema'],
		[new Error('a query failed', { cause: { code: 'ECONNREFUSED' } }), 'unreachable'],
		[{ code: '23505' }, 'failed'],
		['what else', 'failed']
	])('%j is of the kind %s', (cause, kind) => {
		expect(troubleOf(cause)).toBe(kind);
	});

	it('is too slow an answer, which is not waited for', async () => {
		vi.useFakeTimers();
		const waiting = inTime(new Promise(() => {}), 3000).catch(troubleOf);
		await vi.advanceTimersByTimeAsync(3000);
		expect(await waiting).toBe('timeout');
		vi.useRealTimers();
	});
});
