import { describe, expect, test } from 'vitest';
import { makeAnchor } from '$lib/readings/anchor';
import { placerIn } from '$lib/readings/placing';
import { replace, type KeptPlace } from './replacing';

const first = 'The state must first rebuild its courts, which nobody trusts as they are.';
const second = 'The state must at once rebuild its courts, which nobody trusts as they are.';
const words = 'must first rebuild its courts';

const version = (text: string) => placerIn([{ id: 'p1', text, predecessors: [] }]);
const texts = (text: string) => new Map([['p1', text]]);
const at = first.indexOf(words);
const quote = { ...makeAnchor(first, at, at + words.length), paragraphId: 'p1' } as never;
const place = (text: string, passage: string, state: KeptPlace['state']): KeptPlace => {
	const start = text.indexOf(passage);
	return { state, paragraphId: 'p1', start, end: start + passage.length };
};
const said = (text: string, kept: KeptPlace) =>
	`${kept.state}: ${text.slice(kept.start, kept.end)}`;

describe('a note, from one version to the next', () => {
	test('whose words changed goes on as changed, and stays where nothing happened since', () => {
		const last = place(first, words, 'exact');
		const changed = replace({ quote, last }, texts(first), version(second));
		expect(said(second, changed.kept)).toBe('changed: must at once rebuild its courts');
		expect(changed.becomes).toBe('changed');
		const again = replace({ quote, last: changed.kept }, texts(second), version(second));
		expect(again).toEqual({ kept: changed.kept, becomes: 'exact' });
	});

	test('has its own words again when they come back', () => {
		const last = place(second, 'must at once rebuild its courts', 'changed');
		const back = replace({ quote, last }, texts(second), version(first));
		expect(said(first, back.kept)).toBe(`moved: ${words}`);
		const orphan: KeptPlace = { state: 'orphaned', paragraphId: null, start: 0, end: 0 };
		expect(replace({ quote, last: orphan }, texts(second), version(first)).kept.state).toBe(
			'exact'
		);
	});

	test('that lost its words before is not lost twice', () => {
		const last: KeptPlace = { state: 'orphaned', paragraphId: null, start: 0, end: 0 };
		const still = replace({ quote, last }, texts(second), version('Nothing of the kind.'));
		expect(still).toEqual({ kept: last, becomes: 'lost' });
	});

	test('put somewhere by a person stays what that person said', () => {
		const last = place(second, 'nobody trusts', 'attached');
		const now = `It is said: ${second}`;
		const moved = replace({ quote, last }, texts(second), version(now));
		expect(said(now, moved.kept)).toBe('attached: nobody trusts');
		expect(moved.becomes).toBe('moved');
	});

	test('that the version before knew nothing of is placed by its own words', () => {
		const placed = replace({ quote, last: null }, texts(second), version(`Well. ${first}`));
		expect(said(`Well. ${first}`, placed.kept)).toBe(`moved: ${words}`);
	});
});
