import { describe, expect, it } from 'vitest';
import {
	canMove,
	fieldsOf,
	filterQuery,
	hasComment,
	hidesWriter,
	isAmong,
	isSameWriting,
	isShown,
	knownWriting,
	missingIn,
	mostPoints,
	queueFilter,
	reviewStates,
	scoreOf,
	standingOf,
	stateAfterSave,
	writtenIn,
	type Queued,
	type QueueFilter,
	type RubricBody
} from './review';

const level = (points: number) => ({ points, label: { en: `L${points}` }, text: { en: '' } });
const rubric: RubricBody = {
	title: { en: 'Position' },
	rule: { en: '' },
	notes: { en: '' },
	criteria: ['R1', 'R2'].map((key) => ({
		key,
		title: { en: key },
		levels: [1, 2, 3, 4].map(level)
	}))
};

describe('the states of a sheet', () => {
	it('move only as marking and release do', () => {
		const legal = (['marker', 'releaser'] as const).flatMap((mover) =>
			reviewStates.flatMap((from) =>
				reviewStates
					.filter((to) => canMove(from, to, mover))
					.map((to) => `${mover}: ${from} → ${to}`)
			)
		);
		expect(legal).toEqual([
			'marker: unmarked → marking',
			'marker: unmarked → marked',
			'marker: marking → marked',
			'marker: marked → marking',
			'marker: marked → moderation',
			'marker: marked → ready',
			'marker: moderation → marking',
			'marker: moderation → marked',
			'marker: moderation → ready',
			'marker: ready → marking',
			'marker: ready → marked',
			'releaser: ready → released'
		]);
	});

	it('follow from what is judged: a save takes “ready” back', () => {
		expect(stateAfterSave('unmarked', rubric, { R1: 2 })).toBe('marking');
		expect(stateAfterSave('marking', rubric, { R1: 2, R2: 4 })).toBe('marked');
		expect(stateAfterSave('ready', rubric, { R1: 2, R2: 4 })).toBe('marked');
		expect(stateAfterSave('moderation', rubric, { R1: 2, R2: 4 })).toBe('moderation');
		expect(stateAfterSave('ready', rubric, { R1: 2 })).toBe('marking');
	});
});

describe('the score', () => {
	it('is the sum of the points of the levels that the rubric knows', () => {
		expect(scoreOf(rubric, { R1: 3, R2: 4 })).toBe(7);
		expect(scoreOf(rubric, { R1: 3, R2: 99, R9: 4 })).toBe(3);
		expect(mostPoints(rubric)).toBe(8);
	});

	it('names the criteria that are still to be judged', () => {
		expect(missingIn(rubric, { R2: 1 }).map((c) => c.key)).toEqual(['R1']);
		expect(missingIn(rubric, { R1: 5, R2: 1 }).map((c) => c.key)).toEqual(['R1']);
	});
});

describe('what is written on a sheet', () => {
	it('keeps only criteria, points and parts that there are', () => {
		const known = knownWriting(
			{
				levels: { R1: 2, R2: 7, X: 1 },
				comments: { thesis: ' a ', reply: ' ', y: 'b' },
				overall: ' c '
			},
			rubric,
			['thesis', 'reply']
		);
		expect(known).toEqual({ levels: { R1: 2 }, comments: { thesis: 'a' }, overall: 'c' });
	});

	it('is the same in whatever order the database gives it back', () => {
		const a = { levels: { R1: 1, R2: 2 }, comments: { x: '1', y: '2' }, overall: '' };
		const b = { levels: { R2: 2, R1: 1 }, comments: { y: '2', x: '1' }, overall: '' };
		expect(isSameWriting(a, b)).toBe(true);
		expect(isSameWriting(a, { ...b, overall: 'more' })).toBe(false);
	});

	it('says something only when there is a comment', () => {
		expect(hasComment({ levels: { R1: 1 }, comments: {}, overall: '' })).toBe(false);
		expect(hasComment({ levels: {}, comments: { thesis: 'why?' }, overall: '' })).toBe(true);
	});
});

describe('the form of a sheet', () => {
	it('holds what is written, and gives it back', () => {
		const sheet = { levels: { R2: 3 }, comments: { thesis: 'a', reply: '' }, overall: 'b' };
		const fields = fieldsOf(sheet, rubric.criteria, ['thesis', 'reply']);
		expect(fields).toEqual({
			overall: 'b',
			'level-R1': '',
			'level-R2': '3',
			'comment-thesis': 'a',
			'comment-reply': ''
		});
		expect(writtenIn(fields, rubric.criteria, ['thesis', 'reply'])).toEqual(sheet);
	});
});

describe('the queue', () => {
	it('shows each position in one place', () => {
		expect(standingOf('submitted', null)).toBe('unmarked');
		expect(standingOf('submitted', 'unmarked')).toBe('unmarked');
		expect(standingOf('submitted', 'marking')).toBe('marking');
		expect(standingOf('submitted', 'marked')).toBe('marking');
		expect(standingOf('submitted', 'moderation')).toBe('marking');
		expect(standingOf('returned', 'marked')).toBe('returned');
		expect(standingOf('returned', 'ready')).toBe('ready');
		expect(standingOf('submitted', 'released')).toBe('released');
	});

	const all: QueueFilter = { standing: null, late: false, mine: false, sectionId: null };
	const one: Queued = {
		standing: 'marking',
		lateMinutes: 0,
		lateWaived: false,
		isMine: false,
		sectionId: 's1'
	};

	it('is filtered by standing, section, late and mine together', () => {
		expect(isShown(all, one)).toBe(true);
		expect(isShown({ ...all, standing: 'ready' }, one)).toBe(false);
		expect(isAmong({ ...all, standing: 'ready' }, one)).toBe(true);
		expect(isShown({ ...all, late: true }, one)).toBe(false);
		expect(isShown({ ...all, late: true }, { ...one, lateMinutes: 5 })).toBe(true);
		const waived = { ...one, lateMinutes: 5, lateWaived: true };
		expect(isShown({ ...all, late: true }, waived)).toBe(false);
		expect(isShown({ ...all, mine: true }, one)).toBe(false);
		expect(isShown({ ...all, sectionId: 's2' }, one)).toBe(false);
		expect(isShown({ ...all, sectionId: 's1', standing: 'marking' }, one)).toBe(true);
	});

	it('keeps its filter in the address, and ignores what it does not know', () => {
		const filter = { standing: 'ready', late: true, mine: true, sectionId: 's1' } as const;
		expect(queueFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
		expect(queueFilter(new URLSearchParams('state=x&late=1&section='))).toEqual(all);
		expect(filterQuery(all)).toBe('');
	});

	it('hides names until release, unless the task shows them', () => {
		expect(hidesWriter(true, null)).toBe(true);
		expect(hidesWriter(true, 'ready')).toBe(true);
		expect(hidesWriter(true, 'released')).toBe(false);
		expect(hidesWriter(false, 'marking')).toBe(false);
	});
});
