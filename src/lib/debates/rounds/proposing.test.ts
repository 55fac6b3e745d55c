import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatBody, ResultKind } from '../format';
import {
	placesIn,
	propose,
	pull,
	sectionWays,
	sideWishes,
	usualRooms,
	type Candidate,
	type ProposedSeat,
	type RoomsWish
} from './proposing';

type Shape = Pick<FormatBody, 'teams' | 'result' | 'circle' | 'corners'>;

function teamsOf(keys: string[], places: number): Shape['teams'] {
	return keys.map((key, i) => ({
		key,
		title: { en: key },
		stance: i % 2 === 0 ? 'for' : 'against',
		speakers: Array.from({ length: places }, (_, n) => ({
			key: String(n + 1),
			title: { en: `${n + 1}` }
		}))
	}));
}
function shape(keys: string[], places: number, result: ResultKind): Shape {
	return { teams: teamsOf(keys, places), result, circle: null, corners: [] };
}
const shapes = {
	oxford: shape(['for', 'against'], 2, 'movement'),
	duel: shape(['for', 'against'], 1, 'ballot'),
	schools: shape(['for', 'against'], 3, 'ballot'),
	parliament: shape(['og', 'oo', 'cg', 'co'], 2, 'ranking'),
	pairs: shape(['a', 'b'], 2, 'statement'),
	corners: shape([], 0, 'moves')
};

/** Not random, and different for each name and seed. */
const lotOf = (seed: number) => (name: string) => {
	let hash = 2166136261 ^ seed;
	for (const letter of name) hash = Math.imul(hash ^ letter.charCodeAt(0), 16777619);
	return ((hash ^ (hash >>> 15)) >>> 0) / 2 ** 32;
};

const candidate = (id: number) =>
	fc.record<Candidate>({
		id: fc.constant(`p${id}`),
		sectionId: fc.constantFrom('a', 'b', null),
		leaning: fc.constantFrom('for', 'against', null),
		inConfidence: fc.boolean(),
		argued: fc.record({ for: fc.nat(3), against: fc.nat(3) }),
		spoke: fc.nat(4)
	});
const classes = fc
	.nat(45)
	.chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => candidate(i))));
const wishes = fc.record<RoomsWish>({
	rooms: fc.option(fc.integer({ min: 1, max: 12 })),
	wish: fc.constantFrom(...sideWishes),
	sections: fc.constantFrom(...sectionWays)
});
const anyShape = fc.constantFrom(...Object.values(shapes));

function grouped(seats: ProposedSeat[], keyOf: (seat: ProposedSeat) => string) {
	const groups = new Map<string, ProposedSeat[]>();
	for (const seat of seats) groups.set(keyOf(seat), [...(groups.get(keyOf(seat)) ?? []), seat]);
	return groups;
}
const spread = (sizes: number[]) => Math.max(...sizes) - Math.min(...sizes);
const plain: RoomsWish = { rooms: null, wish: 'none', sections: 'mixed' };
const someone = (id: string, over: Partial<Candidate> = {}): Candidate => ({
	id,
	sectionId: null,
	leaning: null,
	inConfidence: false,
	argued: { for: 0, against: 0 },
	spoke: 0,
	...over
});
const classOf = (n: number, over: (i: number) => Partial<Candidate> = () => ({})) =>
	Array.from({ length: n }, (_, i) => someone(`p${i}`, over(i)));
const teamsIn = (seats: ProposedSeat[]) => [
	...grouped(
		seats.filter((seat) => seat.team),
		(seat) => `${seat.room}:${seat.team}`
	).values()
];

describe('a proposal', () => {
	it('gives everybody one place, and no place to two', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, wish, lotOf(seed));
				expect(seats.map((seat) => seat.id).sort()).toEqual(people.map(({ id }) => id).sort());
				const taken = seats
					.filter((seat) => seat.speaker !== null)
					.map((seat) => `${seat.room}:${seat.team}:${seat.speaker}`);
				expect(new Set(taken).size).toBe(taken.length);
			})
		);
	});

	it('has in every room teams that differ by one person at most, and none without anybody', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, wish, lotOf(seed));
				const speaking = seats.filter((seat) => seat.team !== null);
				for (const room of grouped(speaking, (seat) => String(seat.room)).values()) {
					const sizes = format.teams.map(({ key }) => room.filter((s) => s.team === key).length);
					expect(spread(sizes)).toBeLessThanOrEqual(1);
					if (wish.sections === 'mixed' && people.length >= format.teams.length)
						expect(Math.min(...sizes)).toBeGreaterThan(0);
				}
			})
		);
	});

	it('has rooms of like size where sections are mixed', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, { ...wish, sections: 'mixed' }, lotOf(seed));
				if (seats.length === 0) return;
				const rooms = grouped(seats, (seat) => String(seat.room));
				expect([...rooms.keys()].map(Number).sort((a, b) => a - b)).toEqual(
					Array.from({ length: rooms.size }, (_, i) => i)
				);
				expect(spread([...rooms.values()].map((room) => room.length))).toBeLessThanOrEqual(1);
			})
		);
	});

	it('is the same for the same seed, in whatever order people come', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const sorted = (seats: ProposedSeat[]) => [...seats].sort((a, b) => (a.id < b.id ? -1 : 1));
				const once = propose(people, format, wish, lotOf(seed));
				const again = propose([...people].reverse(), format, wish, lotOf(seed));
				expect(sorted(again)).toEqual(sorted(once));
			})
		);
	});

	it('puts nobody for who is drawn to it less than somebody against', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, { ...wish, sections: 'mixed' }, lotOf(seed));
				const pulls = (stance: string) =>
					seats.flatMap((seat) => {
						const team = format.teams.find(({ key }) => key === seat.team);
						const person = people.find(({ id }) => id === seat.id);
						return team?.stance === stance && person ? [pull(person, wish.wish)] : [];
					});
				const [forPulls, againstPulls] = [pulls('for'), pulls('against')];
				if (forPulls.length && againstPulls.length)
					expect(Math.min(...forPulls)).toBeGreaterThanOrEqual(Math.max(...againstPulls));
			})
		);
	});

	it('says of what was told in confidence no more than of what was not told', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, wish, lotOf(seed));
				for (const seat of seats) {
					const person = people.find(({ id }) => id === seat.id);
					const team = format.teams.find(({ key }) => key === seat.team);
					if (!person || !team || !person.inConfidence) continue;
					const turn = person.argued.against - person.argued.for;
					const isTurn = turn !== 0 && (turn > 0 ? 'for' : 'against') === team.stance;
					expect(seat.why).toBe(isTurn ? 'turn' : 'drawn');
				}
			})
		);
	});

	it('keeps sections apart when asked, whatever the number of rooms', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, { ...wish, sections: 'apart' }, lotOf(seed));
				for (const room of grouped(seats, (seat) => String(seat.room)).values()) {
					const sections = room.flatMap(
						(seat) => people.find(({ id }) => id === seat.id)?.sectionId ?? []
					);
					expect(new Set(sections).size).toBeLessThanOrEqual(1);
				}
			})
		);
	});

	it('lets speak first who has not spoken', () => {
		fc.assert(
			fc.property(classes, anyShape, wishes, fc.nat(), (people, format, wish, seed) => {
				const seats = propose(people, format, { ...wish, sections: 'mixed' }, lotOf(seed));
				const spoke = (roles: boolean) =>
					seats.flatMap((seat) =>
						(seat.role === 'speaker') === roles
							? (people.find(({ id }) => id === seat.id)?.spoke ?? [])
							: []
					);
				const [speaking, resting] = [spoke(true), spoke(false)];
				if (speaking.length && resting.length)
					expect(Math.max(...speaking)).toBeLessThanOrEqual(Math.min(...resting));
			})
		);
	});
});

describe('a class of thirty', () => {
	it('is five debates of three against three at once', () => {
		const seats = propose(classOf(30), shapes.schools, plain, lotOf(1));
		expect(grouped(seats, (seat) => String(seat.room)).size).toBe(5);
		expect(seats.every((seat) => seat.role === 'speaker')).toBe(true);
		expect(teamsIn(seats).every((team) => team.length === 3)).toBe(true);
	});

	it('is three rooms of a parliament, with two judges in each', () => {
		const seats = propose(classOf(30), shapes.parliament, plain, lotOf(1));
		const rooms = [...grouped(seats, (seat) => String(seat.room)).values()];
		expect(rooms.map((room) => room.length)).toEqual([10, 10, 10]);
		expect(rooms.map((room) => room.filter((seat) => seat.role === 'judge').length)).toEqual([
			1, 1, 1
		]);
		expect(rooms.map((room) => room.filter((seat) => seat.notes).length)).toEqual([1, 1, 1]);
	});

	it('is one debate with an audience where its votes decide', () => {
		const seats = propose(classOf(30), shapes.oxford, plain, lotOf(1));
		expect(seats.filter((seat) => seat.role === 'speaker')).toHaveLength(4);
		expect(seats.filter((seat) => seat.role === 'audience')).toHaveLength(26);
	});

	it('stands in four corners together', () => {
		const seats = propose(classOf(30), shapes.corners, plain, lotOf(1));
		expect(new Set(seats.map((seat) => seat.why))).toEqual(new Set(['everybody']));
		expect(placesIn(shapes.corners)).toBe(0);
	});
});

it.each([
	[4, [4]],
	[5, [5]],
	[6, [3, 3]],
	[7, [4, 3]],
	[9, [5, 4]],
	[30, [4, 4, 4, 4, 4, 4, 3, 3]]
])('%i people in pairs of pairs make groups of %j', (n, sizes) => {
	const seats = propose(classOf(n), shapes.pairs, plain, lotOf(3));
	const rooms = [...grouped(seats, (seat) => String(seat.room)).values()];
	expect(rooms.map((room) => room.length).sort((a, b) => b - a)).toEqual(sizes);
	expect(seats.every((seat) => seat.team !== null)).toBe(true);
});

describe('the side', () => {
	it('is the other one for who argued one twice, whatever was wished', () => {
		const twice = { argued: { for: 2, against: 0 }, leaning: 'for' as const };
		const seats = propose(
			classOf(4, (i) => (i < 2 ? twice : {})),
			shapes.oxford,
			{ ...plain, wish: 'own' },
			lotOf(5)
		);
		for (const id of ['p0', 'p1'])
			expect(seats.find((seat) => seat.id === id)).toMatchObject({ team: 'against', why: 'turn' });
	});

	it('is one’s own or the other as it was wished, and says so', () => {
		const people = classOf(4, (i) => ({ leaning: i < 2 ? 'for' : 'against' }));
		const of = (wish: RoomsWish['wish'], id: string) =>
			propose(people, shapes.oxford, { ...plain, wish }, lotOf(2)).find((seat) => seat.id === id);
		expect(of('own', 'p0')).toMatchObject({ team: 'for', why: 'wish' });
		expect(of('other', 'p0')).toMatchObject({ team: 'against', why: 'other-side' });
		expect(of('none', 'p0')?.why).toBe('drawn');
	});

	it('is even where all hold the same, and says of some that numbers asked for it', () => {
		const people = classOf(6, () => ({ leaning: 'for' }));
		const seats = propose(people, shapes.schools, { ...plain, wish: 'own' }, lotOf(2));
		expect(teamsIn(seats).map((team) => team.length)).toEqual([3, 3]);
		expect(seats.filter((seat) => seat.why === 'number')).toHaveLength(3);
	});
});

it('fills fewer rooms than were asked for rather than leave a side without anybody', () => {
	const seats = propose(classOf(5), shapes.duel, { ...plain, rooms: 12 }, lotOf(2));
	expect(grouped(seats, (seat) => String(seat.room)).size).toBe(2);
	expect(usualRooms(1, shapes.duel)).toBe(1);
});

it('proposes nothing for nobody', () => {
	expect(propose([], shapes.duel, plain, lotOf(2))).toEqual([]);
});
