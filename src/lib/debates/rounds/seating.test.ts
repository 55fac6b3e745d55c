import { describe, expect, it } from 'vitest';
import { absent, moved, placeCode, placeFrom, present, type Change, type Seated } from './seating';

const seat = (enrolmentId: string, over: Partial<Seated> = {}): Seated => ({
	enrolmentId,
	debateId: 'one',
	role: 'speaker',
	team: 'for',
	speaker: '1',
	notes: false,
	isAbsent: false,
	why: 'drawn',
	...over
});
const listener = { role: 'audience', team: null, speaker: null } as const;
const amna = seat('amna');
const bilal = seat('bilal', { team: 'against', debateId: 'two' });
const chand = seat('chand', listener);
const all = [amna, bilal, chand];
const placesAfter = (changes: Change[]) =>
	Object.fromEntries(
		changes.map(({ enrolmentId, to }) => [enrolmentId, `${to.debateId}/${placeCode(to)}`])
	);

it('a place has a code that is read back', () => {
	for (const one of [
		...all,
		seat('d', { speaker: null }),
		seat('e', { ...listener, notes: true })
	]) {
		const { debateId, role, team, speaker, notes } = one;
		expect(placeFrom(placeCode(one), debateId)).toEqual({ debateId, role, team, speaker, notes });
	}
	expect(placeFrom('king', 'one')).toBeNull();
});

describe('somebody who is put on a place', () => {
	it('changes with whoever has it, also across rooms', () => {
		expect(placesAfter(moved(all, 'amna', bilal))).toEqual({
			amna: 'two/speaker:against:1',
			bilal: 'one/speaker:for:1'
		});
	});

	it('sends them to the audience when there was no place to give', () => {
		expect(placesAfter(moved(all, 'new', bilal))).toEqual({
			new: 'two/speaker:against:1',
			bilal: 'two/audience'
		});
	});

	it('joins whoever is there where many may be', () => {
		expect(placesAfter(moved(all, 'amna', chand))).toEqual({ amna: 'one/audience' });
	});

	it('changes nothing where they are already', () => {
		expect(moved(all, 'amna', amna)).toEqual([]);
	});
});

describe('somebody absent', () => {
	it('gives their place to a stand-in, who leaves theirs', () => {
		const changes = absent(all, 'amna', 'chand');
		expect(placesAfter(changes)).toEqual({ amna: 'one/audience', chand: 'one/speaker:for:1' });
		expect(changes.map(({ to }) => [to.isAbsent, to.why])).toEqual([
			[true, 'drawn'],
			[false, 'stand-in']
		]);
	});

	it('keeps it while there is nobody, and has it again when they come', () => {
		const [change] = absent(all, 'amna', null);
		expect(change?.to).toEqual({ ...amna, isAbsent: true });
		const after = [{ ...amna, isAbsent: true }, bilal];
		expect(absent(after, 'amna', null)).toEqual([]);
		expect(present(after, 'amna')[0]?.to).toEqual(amna);
	});

	it('cannot stand in for themselves, and a stranger is not absent', () => {
		expect(absent(all, 'amna', 'amna')).toEqual([]);
		expect(absent(all, 'zara', 'amna')).toEqual([]);
		expect(present(all, 'amna')).toEqual([]);
	});
});
