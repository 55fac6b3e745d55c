/*
 * What a vote before and after a debate comes to. Only people with both votes count, as pairs; the
 * audience before and the audience after are then the same people, and every share is of the same
 * base. Undecided people who decide make any side look good, so that winning over the other side
 * stands apart from them. Who wins follows Oxford-style debating: whoever gained more of the
 * audience, whatever each began with. What the class may see of it is decided here too. Pure.
 */
import { aggregate, fewest } from '$lib/access/aggregate';
import type { Stance } from '../format';

export const choices = ['for', 'against', 'undecided'] as const;
export type Choice = (typeof choices)[number];
export const moments = ['before', 'after'] as const;
export type VoteMoment = (typeof moments)[number];

export interface Pair {
	before: Choice;
	after: Choice;
}

/** What one person gave; null: no vote at that moment. */
export interface Voter {
	before: Choice | null;
	after: Choice | null;
}

/** People by their vote before, then by their vote after. */
export type Matrix = Record<Choice, Record<Choice, number>>;
export type PerChoice = Record<Choice, number>;
export type PerSide = Record<Stance, number>;

/** What was counted when the votes were published; every later reading of them is made of this. */
export interface VoteFigures {
	matrix: Matrix;
	/** Who voted before or after only. */
	once: number;
}

export interface Movement {
	/** Everybody who voted twice: the base of every share. */
	people: number;
	/** Who voted before or after only; they count for nothing. */
	once: number;
	matrix: Matrix;
	before: PerChoice;
	after: PerChoice;
	/** In percent of `people`, not rounded; 0 where nobody voted twice. */
	shares: { before: PerChoice; after: PerChoice };
	/** Share after − share before, in percentage points. */
	gain: PerChoice;
	/** The side with the larger gain; a smaller loss is larger. Null: a tie, which nobody wins. */
	winner: Stance | null;
	/** Came over from the other side, by the side that they came to. */
	persuaded: PerSide;
	/** Were undecided before, by the side that they came to. */
	decided: PerSide;
	/** Are undecided now, by the side that they left. */
	unsure: PerSide;
	stayed: PerChoice;
}

function perChoice(of: (choice: Choice) => number): PerChoice {
	return { for: of('for'), against: of('against'), undecided: of('undecided') };
}

const sumOf = (counts: PerChoice) => counts.for + counts.against + counts.undecided;

export function matrixOf(pairs: readonly Pair[]): Matrix {
	const row = (): PerChoice => perChoice(() => 0);
	const matrix: Matrix = { for: row(), against: row(), undecided: row() };
	for (const { before, after } of pairs) matrix[before][after]++;
	return matrix;
}

/** A plain array of pairs will do: a recorded vote is recomputed with it. */
export function movementOf(voters: readonly Voter[]): Movement {
	const pairs = voters.flatMap(({ before, after }) => (before && after ? [{ before, after }] : []));
	const given = voters.filter(({ before, after }) => before !== null || after !== null);
	return { ...movementIn(matrixOf(pairs)), once: given.length - pairs.length };
}

/**
 * With n the sum of all nine cells and m(b, a) the people who went from b to a:
 * before(c) = Σ m(c, ·), after(c) = Σ m(·, c), share = 100 · count / n, gain(c) = share after −
 * share before. The three gains add up to nothing. The winner is found in whole people, n being the
 * same for both: after(for) − before(for) against after(against) − before(against).
 */
export function movementIn(matrix: Matrix): Omit<Movement, 'once'> {
	const before = perChoice((choice) => sumOf(matrix[choice]));
	const after = perChoice((choice) => choices.reduce((sum, from) => sum + matrix[from][choice], 0));
	const people = sumOf(before);
	const percent = (n: number) => (people === 0 ? 0 : (100 * n) / people);
	const more = after.for - before.for - (after.against - before.against);
	return {
		people,
		matrix,
		before,
		after,
		shares: {
			before: perChoice((choice) => percent(before[choice])),
			after: perChoice((choice) => percent(after[choice]))
		},
		gain: perChoice((choice) => percent(after[choice] - before[choice])),
		winner: more === 0 ? null : more > 0 ? 'for' : 'against',
		persuaded: { for: matrix.against.for, against: matrix.for.against },
		decided: { for: matrix.undecided.for, against: matrix.undecided.against },
		unsure: { for: matrix.for.undecided, against: matrix.against.undecided },
		stayed: perChoice((choice) => matrix[choice][choice])
	};
}

/** In which direction people went; a step to undecided is one towards the other side. */
export interface Directions {
	for: number;
	against: number;
	stayed: number;
}

export function directionsIn(matrix: Matrix): Directions {
	return {
		for: matrix.against.for + matrix.undecided.for + matrix.against.undecided,
		against: matrix.for.against + matrix.undecided.against + matrix.for.undecided,
		stayed: matrix.for.for + matrix.against.against + matrix.undecided.undecided
	};
}

/**
 * What the class is shown. `few`: fewer than five people voted twice, and there is nothing to show.
 * `directions` instead of `movement` where a cell of the matrix holds one to four people; they are
 * null where one of the three numbers would.
 */
export type ClassView =
	| { kind: 'few' }
	| { kind: 'directions'; people: number; winner: Stance | null; directions: Directions | null }
	| { kind: 'movement'; movement: Movement };

/**
 * Either the whole or three sums that share no cell: sums of rows and columns beside them could be
 * subtracted from each other until one person is left, so that there are none.
 */
export function classView(movement: Movement): ClassView {
	const { people, matrix, winner } = movement;
	if (people < fewest) return { kind: 'few' };
	const cells = choices.flatMap((from) => choices.map((to) => matrix[from][to]));
	if (cells.every((n) => n === 0 || n >= fewest)) return { kind: 'movement', movement };
	const directions = directionsIn(matrix);
	const shown = aggregate([directions.for, directions.against, directions.stayed]);
	const isWhole = shown.shown && shown.cells.every((n) => n !== null);
	return { kind: 'directions', people, winner, directions: isWhole ? directions : null };
}

/** What staff are shown: the whole, of five people or more. */
export function staffView(movement: Movement): ClassView {
	return movement.people < fewest ? { kind: 'few' } : { kind: 'movement', movement };
}
