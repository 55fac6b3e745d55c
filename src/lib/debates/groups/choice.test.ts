import { describe, expect, it } from 'vitest';
import { chair, listener, Table } from '../engine/table';
import { fourCorners } from '../formats/four-corners';
import { choiceBar } from './choice';

describe('a private choice of a corner', () => {
	it('is made in its phase, by whoever does not lead or judge', () => {
		const table = new Table(fourCorners);
		const bar = (who: number | null) => choiceBar(table.rules, table.state, who);
		expect(bar(listener)).toBe('not-now');
		table.to('choose');
		expect([bar(listener), bar(null), bar(chair)]).toEqual([null, null, 'not-yours']);
		table.move(chair, { kind: 'remove', who: listener, on: true });
		expect(bar(listener)).toBe('removed');
		table.to('gather');
		expect(bar(6)).toBe('not-now');
	});
});
