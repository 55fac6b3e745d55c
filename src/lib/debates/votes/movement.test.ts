import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
	choices,
	classView,
	directionsIn,
	matrixOf,
	movementIn,
	movementOf,
	staffView,
	type Choice,
	type ClassView,
	type Matrix,
	type Pair
} from './movement';

const choice = fc.constantFrom(...choices);
const pairs = fc.array(fc.record({ before: choice, after: choice }), { maxLength: 60 });
const voters = fc.array(fc.record({ before: fc.option(choice), after: fc.option(choice) }), {
	maxLength: 60
});

/** Rows before, columns after: for, against, undecided. */
function matrix(...rows: [number, number, number][]): Matrix {
	const row = ([f, a, u]: readonly number[] = []) => ({
		for: f ?? 0,
		against: a ?? 0,
		undecided: u ?? 0
	});
	return { for: row(rows[0]), against: row(rows[1]), undecided: row(rows[2]) };
}

/** As many pairs as the matrix says. */
function pairsOf(m: Matrix): Pair[] {
	return choices.flatMap((before) =>
		choices.flatMap((after) => Array.from({ length: m[before][after] }, () => ({ before, after })))
	);
}

const cellsOf = (m: Matrix) => choices.flatMap((from) => choices.map((to) => m[from][to]));

describe('movement', () => {
	it('comes out as worked out by hand', () => {
		// Forty people: 16 for, 14 against, 10 undecided before; 18, 19 and 3 after.
		const movement = movementOf(pairsOf(matrix([12, 3, 1], [2, 11, 1], [4, 5, 1])));
		expect(movement.people).toBe(40);
		expect(movement.before).toEqual({ for: 16, against: 14, undecided: 10 });
		expect(movement.after).toEqual({ for: 18, against: 19, undecided: 3 });
		expect(movement.shares.before).toEqual({ for: 40, against: 35, undecided: 25 });
		expect(movement.shares.after).toEqual({ for: 45, against: 47.5, undecided: 7.5 });
		expect(movement.gain).toEqual({ for: 5, against: 12.5, undecided: -17.5 });
		expect(movement.winner).toBe('against');
		expect(movement.persuaded).toEqual({ for: 2, against: 3 });
		expect(movement.decided).toEqual({ for: 4, against: 5 });
		expect(movement.unsure).toEqual({ for: 1, against: 1 });
		expect(movement.stayed).toEqual({ for: 12, against: 11, undecided: 1 });
	});

	it('gives the smaller loss the win when both sides lose to the undecided', () => {
		const { gain, winner } = movementIn(matrix([6, 0, 1], [0, 10, 3], [0, 0, 0]));
		expect(gain).toEqual({ for: -5, against: -15, undecided: 20 });
		expect(winner).toBe('for');
	});

	it('knows that the side with more votes may lose', () => {
		const { after, winner } = movementIn(matrix([30, 1, 0], [0, 5, 0], [0, 4, 0]));
		expect(after.for).toBeGreaterThan(after.against);
		expect(winner).toBe('against');
	});

	it('is a tie that nobody wins when both gain the same, in whole people and not in rounded shares', () => {
		expect(movementIn(matrix([1, 0, 0], [0, 1, 0], [1, 1, 3])).winner).toBeNull();
		// 33.33 and 33.33 percent of three people each.
		expect(movementIn(matrix([0, 0, 0], [0, 0, 0], [1, 1, 1])).winner).toBeNull();
		expect(movementOf([]).winner).toBeNull();
		// One person in a thousand is no tie.
		expect(movementIn(matrix([499, 0, 0], [0, 500, 0], [1, 0, 0])).winner).toBe('for');
	});

	it('leaves out whoever voted once and says how many they are', () => {
		const movement = movementOf([
			{ before: 'for', after: 'against' },
			{ before: 'for', after: null },
			{ before: null, after: 'for' },
			{ before: null, after: 'for' },
			{ before: null, after: null }
		]);
		expect(movement).toMatchObject({ people: 1, once: 3, winner: 'against' });
		expect(movement.shares.after).toEqual({ for: 0, against: 100, undecided: 0 });
	});

	it('has no shares when nobody voted twice', () => {
		const { shares, gain } = movementOf([{ before: 'for', after: null }]);
		expect([...Object.values(shares.before), ...Object.values(gain)]).toEqual([0, 0, 0, 0, 0, 0]);
	});

	it('adds up: cells to people, shares to a hundred, gains to nothing, kinds of change to people', () => {
		fc.assert(
			fc.property(voters, (given) => {
				const movement = movementOf(given);
				const { people, once, before, after, shares, gain } = movement;
				const sum = (counts: Record<string, number>) =>
					Object.values(counts).reduce((a, b) => a + b, 0);
				expect(people + once).toBe(given.filter((v) => v.before ?? v.after).length);
				expect(sum(before)).toBe(people);
				expect(sum(after)).toBe(people);
				expect(sum(shares.before)).toBeCloseTo(people ? 100 : 0, 8);
				expect(sum(shares.after)).toBeCloseTo(people ? 100 : 0, 8);
				expect(sum(gain)).toBeCloseTo(0, 8);
				const { persuaded, decided, unsure, stayed } = movement;
				expect(sum(persuaded) + sum(decided) + sum(unsure) + sum(stayed)).toBe(people);
				expect(sum({ ...directionsIn(movement.matrix) })).toBe(people);
			})
		);
	});

	it('gains of a side are who came to it without who left it', () => {
		fc.assert(
			fc.property(pairs, (given) => {
				const { people, gain, persuaded, decided, unsure } = movementOf(given);
				const came = persuaded.for + decided.for - persuaded.against - unsure.for;
				expect((gain.for * people) / 100).toBeCloseTo(came, 8);
			})
		);
	});

	it('is the other way round when the sides are', () => {
		const swap = (c: Choice): Choice => (c === 'for' ? 'against' : c === 'against' ? 'for' : c);
		fc.assert(
			fc.property(pairs, (given) => {
				const one = movementOf(given).winner;
				const other = movementOf(
					given.map(({ before, after }) => ({ before: swap(before), after: swap(after) }))
				).winner;
				expect(other).toBe(one && swap(one));
			})
		);
	});

	it('does not depend on the order of the votes', () => {
		fc.assert(
			fc.property(pairs, (given) => {
				expect(movementOf([...given].reverse())).toEqual(movementOf(given));
				expect(matrixOf(given)).toEqual(movementOf(given).matrix);
			})
		);
	});
});

/** Everything that a reader of the page holds. */
const seen = (view: ClassView) => JSON.stringify(view);

/** All matrices of `people`. */
function everyMatrix(people: number, each: (m: Matrix) => void): void {
	const cells = Array.from({ length: 9 }, () => 0);
	const walk = (i: number, left: number) => {
		if (i === 8) {
			cells[8] = left;
			const [a, b, c, d, e, f, g, h, k] = cells as [
				number,
				...[number, number, number, number, number, number, number, number]
			];
			each(matrix([a, b, c], [d, e, f], [g, h, k]));
			return;
		}
		for (let n = 0; n <= left; n++) {
			cells[i] = n;
			walk(i + 1, left - n);
		}
	};
	walk(0, people);
}

describe('what the class sees of a vote', () => {
	it('is nothing under five people who voted twice, for staff as for the class', () => {
		const four = { ...movementIn(matrix([4, 0, 0], [0, 0, 0], [0, 0, 0])), once: 30 };
		expect(classView(four)).toEqual({ kind: 'few' });
		expect(staffView(four)).toEqual({ kind: 'few' });
	});

	it('is the whole matrix where every cell is empty or holds five', () => {
		const movement = { ...movementIn(matrix([5, 0, 0], [0, 6, 0], [0, 7, 0])), once: 0 };
		expect(classView(movement)).toEqual({ kind: 'movement', movement });
	});

	it('is three sums where a cell is smaller, and not even those where one of them is', () => {
		const some = { ...movementIn(matrix([9, 2, 1], [3, 8, 0], [4, 2, 0])), once: 0 };
		expect(classView(some)).toEqual({
			kind: 'directions',
			people: 29,
			winner: 'for',
			directions: { for: 7, against: 5, stayed: 17 }
		});
		expect(staffView(some).kind).toBe('movement');
		const one = { ...movementIn(matrix([9, 0, 0], [1, 8, 0], [0, 0, 0])), once: 0 };
		expect(classView(one)).toMatchObject({ kind: 'directions', directions: null });
	});

	// Whoever knows the rule and all that is shown holds every matrix possible that looks the same.
	it.each([5, 6, 7, 8, 9, 10])(
		'cannot be solved: of %i people no cell of one to four has only one possible value',
		(people) => {
			const possible = new Map<string, Set<number>[]>();
			everyMatrix(people, (m) => {
				const key = seen(classView({ ...movementIn(m), once: 0 }));
				const values = possible.get(key) ?? cellsOf(m).map(() => new Set<number>());
				cellsOf(m).forEach((n, i) => values[i]?.add(n));
				possible.set(key, values);
			});
			const solved = [...possible.entries()].filter(([, values]) =>
				values.some((set) => set.size === 1 && [...set].some((n) => n > 0 && n < 5))
			);
			expect(solved.map(([key]) => key)).toEqual([]);
		}
	);

	it('cannot be solved by subtraction in a large class either', () => {
		const cell = fc.oneof(fc.nat(4), fc.nat(40));
		const row = fc.tuple(cell, cell, cell);
		fc.assert(
			fc.property(row, row, row, (a, b, c) => {
				const movement = { ...movementIn(matrix(a, b, c)), once: 0 };
				const view = classView(movement);
				if (view.kind === 'few') return;
				// Of parts that share nobody, what is left over is a sum of the others.
				const parts =
					view.kind === 'movement'
						? cellsOf(view.movement.matrix)
						: Object.values({ ...view.directions });
				const all = view.kind === 'movement' ? view.movement.people : view.people;
				for (const part of parts)
					for (const left of [part, all - part]) expect(left === 0 || left >= 5).toBe(true);
			})
		);
	});
});
