import { and, eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { exportModule } from '$lib/packs/exporting.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { classTable } from '$lib/progress/progress.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { newBody } from '$lib/questions/authoring';
import {
	makeSet,
	moveSet,
	retireSet,
	saveSet,
	setsToEdit,
	setToEdit
} from '$lib/questions/authoring-sets.server';
import {
	makeQuestion,
	moveQuestion,
	moveQuestionTo,
	questionToEdit,
	retireQuestion,
	saveQuestion
} from '$lib/questions/authoring.server';
import { answersToMark, markAnswer, questionsToMark } from '$lib/questions/marking.server';
import {
	questionKinds,
	type AnswerValue,
	type QuestionBody,
	type QuestionKind
} from '$lib/questions/question';
import { questionsBeside, questionSetFor } from '$lib/questions/questions.server';
import { questionSetsIn, setsTakenOut } from '$lib/questions/set-list.server';
import { submitSet } from '$lib/questions/submitting.server';
import { readingIndex } from '$lib/readings/readings.server';
import { db } from '$lib/server/db/client';
import {
	answer,
	auditEvent,
	course as courseTable,
	grade,
	gradeItem,
	questionSet,
	questionVersion,
	submittedAnswer
} from '$lib/server/db/schema';
import { actions as questionActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/questions/[question]/+page.server';
import { actions as newActions } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/sets/[set]/new/[kind]/+page.server';
import { actorOf, anAssistant, aStudent, aTeacher } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const module = 'hard-state-soft-state';
const talks = 'taliban-talks';

interface Here {
	courseId: string;
	slug: string;
	teacher: Actor;
}
let here: Here;
const at = (setSlug: string) => ({ moduleSlug: module, setSlug });

async function aModule(): Promise<Here> {
	const person = await aTeacher();
	const opened = await openCourseFromPack(
		person,
		{ title: { en: 'Politics' }, timeZone: 'Asia/Karachi', packSlug: module },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	const place = { courseId: opened.courseId, slug: opened.courseSlug };
	return { ...place, teacher: await actorOf(person, place) };
}

beforeAll(async () => {
	here = await aModule();
});

const is = (status: number) => expect.objectContaining({ status }) as Error;

async function save(
	student: Actor,
	setSlug: string,
	key: string,
	value: AnswerValue,
	version = 0,
	asked?: number
) {
	const set = await setToAnswer(student, at(setSlug));
	const one = { key, value, version, deviceAt: null, ...(asked === undefined ? {} : { asked }) };
	return saveAnswers(student, set, [one], 'en', now);
}

async function submit(student: Actor, setSlug: string, seen?: string) {
	return submitSet(student, await setToAnswer(student, at(setSlug)), now, seen);
}

async function asked(student: Actor, setSlug: string, key: string) {
	const set = await questionSetFor(student, at(setSlug), now);
	const found = set.questions.find((q) => q.key === key);
	if (!found) throw new Error(`no ${key}`);
	return found;
}

async function idOf(setSlug: string, key: string): Promise<string> {
	const { questions } = await setToEdit(here.teacher, module, setSlug);
	const found = questions.find((q) => q.key === key);
	if (!found) throw new Error(`no ${key} in ${setSlug}`);
	return found.id;
}

async function change(id: string, by: Partial<QuestionBody>, base?: number) {
	const { body, version } = await questionToEdit(here.teacher, module, id);
	const wanted = { body: { ...body, ...by }, base: base ?? version };
	return saveQuestion(here.teacher, module, id, wanted, now);
}

async function versionsOf(id: string): Promise<number[]> {
	const rows = await db()
		.select({ version: questionVersion.version })
		.from(questionVersion)
		.where(and(eq(questionVersion.courseId, here.courseId), eq(questionVersion.questionId, id)));
	return rows.map((row) => row.version).sort();
}

async function maxOf(setSlug: string): Promise<number | undefined> {
	const [row] = await db()
		.select({ max: gradeItem.max })
		.from(gradeItem)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, gradeItem.courseId), eq(questionSet.id, gradeItem.subjectId))
		)
		.where(and(eq(gradeItem.courseId, here.courseId), eq(questionSet.slug, setSlug)));
	return row?.max;
}

async function gradeOf(student: Actor): Promise<number | null | undefined> {
	const [row] = await db()
		.select({ points: grade.points })
		.from(grade)
		.where(
			and(
				eq(grade.courseId, here.courseId),
				eq(grade.enrolmentId, student.membership?.enrolmentId ?? '')
			)
		);
	return row?.points;
}

describe('a question that is changed', () => {
	beforeEach(async () => {
		here = await aModule();
	});

	it('is replaced while nobody has answered it, and leaves no trail of versions', async () => {
		const id = await idOf(talks, 'Q02c');
		expect(await change(id, { points: 3 })).toMatchObject({ ok: true, version: 2, stays: 0 });
		expect(await change(id, { points: 2 })).toMatchObject({ ok: true, version: 3, stays: 0 });
		expect(await versionsOf(id)).toEqual([3]);
		const student = await aStudent(here);
		expect((await asked(student, talks, 'Q02c')).asked.points).toBe(2);
	});

	it('is forked once somebody has answered; what was handed in stays with its version', async () => {
		const id = await idOf(talks, 'Q02c');
		const [early, late] = [await aStudent(here), await aStudent(here)];
		await save(early, talks, 'Q02c', { choice: 'b' });
		expect(await submit(early, talks)).toMatchObject({ ok: true });
		expect(await gradeOf(early)).toBe(1);

		const { body } = await questionToEdit(here.teacher, module, id);
		const options = body.options?.map((o) => ({ ...o, right: o.key === 'a' })) ?? [];
		expect(await change(id, { options, prompt: { en: 'With whom, really?' } })).toMatchObject({
			ok: true,
			version: 2,
			stays: 1
		});
		expect(await versionsOf(id)).toEqual([1, 2]);
		const shown = await asked(early, talks, 'Q02c');
		expect(shown).toMatchObject({ version: 1, answer: { value: { choice: 'b' } } });
		expect(shown.asked.prompt).toEqual(body.prompt);

		expect((await asked(late, talks, 'Q02c')).asked.prompt).toEqual({ en: 'With whom, really?' });
		await save(late, talks, 'Q02c', { choice: 'b' });
		await submit(late, talks);
		expect(await gradeOf(early)).toBe(1);
		expect(await gradeOf(late)).toBe(0);
		const list = await answersToMark(here.teacher, module, id, {
			page: 1,
			unmarkedOnly: false,
			showNames: false
		});
		expect(list.answers.map((a) => [a.isEarlier, a.asked.prompt.en]).sort()).toEqual([
			[false, 'With whom, really?'],
			[true, body.prompt.en]
		]);
	});

	it('takes drafts along as far as they fit, and shows what does not', async () => {
		const id = await idOf(talks, 'Q02c');
		const student = await aStudent(here);
		await save(student, talks, 'Q02c', { choice: 'b' });
		await change(id, { prompt: { en: 'Reworded' } });
		expect(await asked(student, talks, 'Q02c')).toMatchObject({
			version: 2,
			isChanged: true,
			earlier: null,
			answer: { value: { choice: 'b' }, version: 1 }
		});
		// Sent again on the new page, the answer is one to the new version.
		await save(student, talks, 'Q02c', { choice: 'b' }, 1, 2);
		expect((await asked(student, talks, 'Q02c')).isChanged).toBe(false);

		const { body } = await questionToEdit(here.teacher, module, id);
		await change(id, {
			options:
				body.options?.filter((o) => o.key !== 'b').map((o, i) => ({ ...o, right: i === 0 })) ?? []
		});
		const shown = await asked(student, talks, 'Q02c');
		expect(shown).toMatchObject({
			version: 3,
			isChanged: true,
			answer: { value: {} },
			earlier: { value: { choice: 'b' } },
			progress: 'empty'
		});
		// Left so, it is handed in as what it was, and counts by the key of its own version.
		expect(await submit(student, talks)).toMatchObject({ ok: true });
		const [row] = await db()
			.select()
			.from(submittedAnswer)
			.where(and(eq(submittedAnswer.courseId, here.courseId), eq(submittedAnswer.questionId, id)));
		expect(row).toMatchObject({ questionVersion: 2, value: { choice: 'b' }, machinePoints: 1 });
	});

	it('keeps the words of a draft when its kind changes, and hands them in under the new one', async () => {
		const id = await idOf(talks, 'Q02b');
		const student = await aStudent(here);
		const text = Array.from({ length: 30 }, () => 'word').join(' ');
		await save(student, talks, 'Q02b', { text });
		await change(id, { ...newBody('short'), prompt: { en: 'Now short' }, points: 4 });
		expect(await asked(student, talks, 'Q02b')).toMatchObject({
			asked: { kind: 'short' },
			answer: { value: { text } },
			progress: 'complete'
		});
		await submit(student, talks);
		const [row] = await db()
			.select()
			.from(submittedAnswer)
			.where(and(eq(submittedAnswer.courseId, here.courseId), eq(submittedAnswer.questionId, id)));
		expect(row?.questionVersion).toBe(2);
	});

	it('lets a page that was opened before answer the version that it shows', async () => {
		const id = await idOf(talks, 'Q02c');
		const [first, second] = [await aStudent(here), await aStudent(here)];
		await save(first, talks, 'Q02c', { choice: 'a' });
		await change(id, { prompt: { en: 'Reworded' } });
		expect(await save(second, talks, 'Q02c', { choice: 'b' }, 0, 1)).toMatchObject({ ok: true });
		const [row] = await db()
			.select()
			.from(answer)
			.where(
				and(
					eq(answer.courseId, here.courseId),
					eq(answer.enrolmentId, second.membership?.enrolmentId ?? '')
				)
			);
		expect(row?.questionVersion).toBe(1);
		expect((await asked(second, talks, 'Q02c')).isChanged).toBe(true);
	});

	it('never loses an answer that is saved at the same moment, nor changes the words it was given to', async () => {
		const id = await idOf(talks, 'Q02c');
		for (let round = 0; round < 6; round++) {
			const student = await aStudent(here);
			const prompt = { en: `Round ${round}` };
			const [saved, changed] = await Promise.all([
				save(student, talks, 'Q02c', { choice: 'b' }),
				change(id, { prompt })
			]);
			expect(saved.ok).toBe(true);
			expect(changed.ok).toBe(true);
			const [row] = await db()
				.select()
				.from(answer)
				.where(
					and(
						eq(answer.courseId, here.courseId),
						eq(answer.enrolmentId, student.membership?.enrolmentId ?? '')
					)
				);
			expect(await versionsOf(id)).toContain(row?.questionVersion);
		}
	});

	it('lets one of two authors win and gives the other the newest', async () => {
		const id = await idOf(talks, 'Q02c');
		const { version } = await questionToEdit(here.teacher, module, id);
		const tries = await Promise.all([
			change(id, { prompt: { en: 'One' } }, version),
			change(id, { prompt: { en: 'Two' } }, version)
		]);
		expect(tries.filter((t) => t.ok)).toHaveLength(1);
		const lost = tries.find((t) => !t.ok);
		const won = (await questionToEdit(here.teacher, module, id)).body.prompt;
		expect(lost).toMatchObject({ reason: 'conflict', version: version + 1, kept: { prompt: won } });
	});

	it('is noticed by whoever hands in from a page that showed it otherwise', async () => {
		const id = await idOf(talks, 'Q02c');
		const student = await aStudent(here);
		await save(student, talks, 'Q02c', { choice: 'b' });
		const { versionsAsked } = await questionSetFor(student, at(talks), now);
		const opened = await setToAnswer(student, at(talks));
		await change(id, { prompt: { en: 'Reworded' } });
		expect(await submit(student, talks, versionsAsked)).toEqual({ ok: false, reason: 'changed' });
		expect(await submitSet(student, opened, now)).toEqual({ ok: false, reason: 'changed' });
		const again = await questionSetFor(student, at(talks), now);
		expect(await submit(student, talks, again.versionsAsked)).toMatchObject({ ok: true });
	});
});

describe('grades of a set whose questions changed', () => {
	beforeEach(async () => {
		here = await aModule();
	});

	it('are all out of what the set is worth now, by the version that each answered', async () => {
		const id = await idOf(talks, 'Q02c');
		const before = (await maxOf(talks)) ?? 0;
		const [early, late] = [await aStudent(here), await aStudent(here)];
		await save(early, talks, 'Q02c', { choice: 'b' });
		await submit(early, talks);
		await change(id, { points: 3 });
		expect(await maxOf(talks)).toBe(before + 2);
		await save(late, talks, 'Q02c', { choice: 'b' });
		await submit(late, talks);
		expect([await gradeOf(early), await gradeOf(late)]).toEqual([3, 3]);
		const set = await questionSetFor(early, at(talks), now);
		expect(set.most).toBe(before + 2);
	});

	it('keep a marker’s points in proportion, and let only so many be given as the version was worth', async () => {
		const id = await idOf(talks, 'Q02b');
		const student = await aStudent(here);
		await save(student, talks, 'Q02b', { text: Array.from({ length: 90 }, () => 'w').join(' ') });
		await submit(student, talks);
		await change(id, { points: 8 });
		const view = { page: 1, unmarkedOnly: false, showNames: false };
		const [one] = (await answersToMark(here.teacher, module, id, view)).answers;
		const mark = (points: number) => ({ ref: one?.ref ?? '', points, comment: '', version: 0 });
		expect(await markAnswer(here.teacher, module, id, mark(5), now)).toEqual({
			ok: false,
			reason: 'too-many-points',
			most: 4
		});
		expect(await markAnswer(here.teacher, module, id, mark(3), now)).toMatchObject({ ok: true });
		expect(await gradeOf(student)).toBe(6);
	});

	it('leave out what was taken out, and count it again when it comes back', async () => {
		const id = await idOf(talks, 'Q02c');
		const before = (await maxOf(talks)) ?? 0;
		const student = await aStudent(here);
		await save(student, talks, 'Q02c', { choice: 'b' });
		await submit(student, talks);
		await retireQuestion(here.teacher, module, id, true, now);
		expect([await maxOf(talks), await gradeOf(student)]).toEqual([before - 1, 0]);
		expect(await asked(student, talks, 'Q02c')).toMatchObject({
			isRetired: true,
			answer: { value: { choice: 'b' } }
		});
		const stranger = await aStudent(here);
		const others = await questionSetFor(stranger, at(talks), now);
		expect(others.questions.map((q) => q.key)).not.toContain('Q02c');
		expect((await questionsToMark(here.teacher, module)).find((q) => q.id === id)).toMatchObject({
			isRetired: true,
			submitted: 1
		});
		await retireQuestion(here.teacher, module, id, false, now);
		expect([await maxOf(talks), await gradeOf(student)]).toEqual([before, 1]);
	});
});

describe('a set that is taken out', () => {
	let setId: string;
	let author: Actor;
	let other: Actor;
	beforeAll(async () => {
		here = await aModule();
		[author, other] = [await aStudent(here), await aStudent(here)];
		await save(author, talks, 'Q02c', { choice: 'b' });
		setId = (await setToEdit(here.teacher, module, talks)).id;
		await retireSet(here.teacher, module, setId, true, now);
	});

	it('is on no list, beside no reading, in no count', async () => {
		expect((await questionSetsIn(author, module, now)).map((s) => s.slug)).not.toContain(talks);
		const { moduleId, readingId } = await readingOf(talks);
		expect(await questionsBeside(author, module, readingId, now)).toBeNull();
		expect(moduleId).toBeTruthy();
		const table = await classTable(here.teacher, module, { section: null, page: 1 });
		expect(table.sets).toBe((await questionSetsIn(here.teacher, module, now)).length);
		expect((await questionsToMark(here.teacher, module)).some((q) => q.setSlug === talks)).toBe(
			false
		);
	});

	it('stays readable for whoever answered and for staff, and takes nothing more', async () => {
		expect(await setsTakenOut(author, module)).toMatchObject([{ slug: talks }]);
		expect(await setsTakenOut(other, module)).toEqual([]);
		expect(await questionSetFor(author, at(talks), now)).toMatchObject({
			isRetired: true,
			isOpen: false
		});
		expect((await questionSetFor(here.teacher, at(talks), now)).isRetired).toBe(true);
		await expect(questionSetFor(other, at(talks), now)).rejects.toEqual(is(404));
		expect(await save(author, talks, 'Q02c', { choice: 'a' }, 1)).toEqual({
			ok: false,
			reason: 'retired'
		});
		expect(await submit(author, talks)).toEqual({ ok: false, reason: 'retired' });
	});

	it('comes back with everything in it', async () => {
		await retireSet(here.teacher, module, setId, false, now);
		expect(await submit(author, talks)).toMatchObject({ ok: true });
	});
});

async function readingOf(setSlug: string) {
	const [row] = await db()
		.select({ moduleId: questionSet.moduleId, readingId: questionSet.readingId })
		.from(questionSet)
		.where(and(eq(questionSet.courseId, here.courseId), eq(questionSet.slug, setSlug)));
	return { moduleId: row?.moduleId ?? '', readingId: row?.readingId ?? '' };
}

const words = {
	title: { en: 'After the film', ur: 'فلم کے بعد' },
	intro: {},
	stage: 'after' as const,
	readingId: null,
	feedbackAtOnce: true,
	dueAt: null,
	closesAt: null
};

describe('sets', () => {
	beforeAll(async () => {
		here = await aModule();
	});

	it('are made with a name in addresses of their own, and a grade', async () => {
		expect(await makeSet(here.teacher, module, words, now)).toEqual({
			ok: true,
			slug: 'after-the-film'
		});
		expect(await makeSet(here.teacher, module, words, now)).toMatchObject({
			slug: 'after-the-film-2'
		});
		const urdu = { ...words, title: { ur: 'فلم' } };
		expect(await makeSet(here.teacher, module, urdu, now)).toMatchObject({ slug: 'set' });
		expect(
			await makeSet(here.teacher, module, { ...words, title: { en: 'New' } }, now)
		).toMatchObject({
			slug: 'new-2'
		});
		expect(await maxOf('after-the-film')).toBe(0);
	});

	it('keep their address when their title changes; two authors see each other’s words', async () => {
		const { stamp } = await setToEdit(here.teacher, module, 'after-the-film');
		const title = (en: string) => ({ ...words, title: { en } });
		const change = (en: string) =>
			saveSet(here.teacher, module, 'after-the-film', title(en), stamp, now);
		expect(await change('One')).toEqual({ ok: true });
		expect(await change('Two')).toMatchObject({
			reason: 'conflict',
			kept: { title: { en: 'One' } }
		});
		expect((await setToEdit(here.teacher, module, 'after-the-film')).title).toEqual({ en: 'One' });
	});

	it('are not closed before they are due, and belong to a reading of their own module', async () => {
		const dueAt = new Date('2026-12-02T10:00:00Z');
		const closesAt = new Date('2026-12-01T10:00:00Z');
		expect(await makeSet(here.teacher, module, { ...words, dueAt, closesAt }, now)).toEqual({
			ok: false,
			reason: 'closes-before-due'
		});
		const mine = here;
		here = await aModule();
		const { readingId } = await readingOf(talks);
		here = mine;
		await expect(makeSet(here.teacher, module, { ...words, readingId }, now)).rejects.toEqual(
			is(404)
		);
	});

	it('change places, as their questions do', async () => {
		const slugs = async () => (await setsToEdit(here.teacher, module)).map((s) => s.slug);
		const before = await slugs();
		const second = (await setsToEdit(here.teacher, module))[1]?.id ?? '';
		await moveSet(here.teacher, module, second, -1, now);
		expect((await slugs()).slice(0, 2)).toEqual([before[1], before[0]]);
		const keys = async () =>
			(await setToEdit(here.teacher, module, talks)).questions.map((q) => q.key);
		const [first, next] = await keys();
		await moveQuestion(here.teacher, module, await idOf(talks, first ?? ''), 1, now);
		expect((await keys()).slice(0, 2)).toEqual([next, first]);
		const student = await aStudent(here);
		const shown = await questionSetFor(student, at(talks), now);
		expect(shown.questions[0]?.key).toBe(next);
	});

	it('pass a question on while nobody has answered it', async () => {
		const id = await idOf(talks, 'Q02c');
		const to = (await setToEdit(here.teacher, module, 'after-the-film')).id;
		expect(await moveQuestionTo(here.teacher, module, id, to, now)).toEqual({
			ok: true,
			setSlug: 'after-the-film'
		});
		expect(await maxOf('after-the-film')).toBe(1);
		const student = await aStudent(here);
		await save(student, 'after-the-film', 'Q02c', { choice: 'b' });
		const back = (await setToEdit(here.teacher, module, talks)).id;
		expect(await moveQuestionTo(here.teacher, module, id, back, now)).toEqual({
			ok: false,
			reason: 'answered'
		});
	});
});

/** A browser in which the instructor is signed in. */
class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(
		act: unknown,
		form: Record<string, string>,
		params: Record<string, string>
	): Promise<Answer> {
		const path = `/courses/c/modules/${module}/edit/sets/${talks}/new/choice`;
		return this.visit(act, { path, form, params: { module, ...params }, now });
	}
}

const common = {
	'prompt.en': 'Which of these?',
	'prompt.ur': 'ان میں سے کون سا؟',
	points: '2',
	feedback: 'at-once'
};
const option = (i: number, text: string, right = false): Record<string, string> => ({
	[`options.${i}.row`]: 'kept',
	[`options.${i}.text.en`]: text,
	...(right ? { [`options.${i}.right`]: 'on' } : {})
});
const forms: Record<QuestionKind, Record<string, string>> = {
	short: { ...common, 'words.least': '10', 'words.most': '50' },
	long: { ...common, 'words.least': '', 'words.most': '', 'paragraphs.in-002': '3, 4–5' },
	choice: { ...common, marking: 'key', ...option(0, 'This', true), ...option(1, 'That') },
	multiple: {
		...common,
		marking: 'complete',
		reason: 'on',
		...option(0, 'This', true),
		...option(1, 'That', true)
	},
	scale: { ...common, 'scale.low.en': 'Never', 'scale.high.ur': 'ہمیشہ', 'scale.steps': '5' },
	passage: {
		...common,
		'find.reading': '004',
		'find.numbers': '3, 4, 9',
		'find.least': '2',
		'find.most': '4'
	},
	order: { ...common, 'items.0.text.en': 'First', 'items.1.text.en': 'Second' },
	arithmetic: {
		...common,
		points: '0,5',
		'parts.0.label.en': 'Sum',
		'parts.0.answer': '26',
		'parts.0.tolerance': '2'
	}
};

describe('the form of a question', () => {
	let teacher: SignedIn;
	beforeAll(async () => {
		here = await aModule();
		teacher = new SignedIn(here.teacher);
	});

	const make = (kind: string, form: Record<string, string>) =>
		teacher.send(newActions.save, form, { set: talks, kind });

	it.each(questionKinds)('makes a question of the kind %s that can be answered', async (kind) => {
		const before = (await setToEdit(here.teacher, module, talks)).questions.length;
		expect(await make(kind, forms[kind])).toMatchObject({ status: 303 });
		const { questions } = await setToEdit(here.teacher, module, talks);
		expect(questions).toHaveLength(before + 1);
		expect(questions.at(-1)).toMatchObject({ kind, points: kind === 'arithmetic' ? 0.5 : 2 });
		const student = await aStudent(here);
		const shown = await asked(student, talks, questions.at(-1)?.key ?? '');
		expect(shown.asked.prompt).toEqual({ en: 'Which of these?', ur: 'ان میں سے کون سا؟' });
	});

	it('makes modules that leave as a pack that holds together', async () => {
		const wish = { version: '1.0.0', licence: 'CC-BY-4.0' };
		expect(await exportModule(here.teacher, module, wish, now)).toMatchObject({ ok: true });
	});

	it('counts a sum that is off by no more than it may be', async () => {
		const { questions } = await setToEdit(here.teacher, module, talks);
		const key = questions.find((q) => q.kind === 'arithmetic')?.key ?? '';
		for (const [given, points] of [
			[24, 0.5],
			[28, 0.5],
			[29, 0]
		] as const) {
			const student = await aStudent(here);
			await save(student, talks, key, { numbers: { a: given } });
			await submit(student, talks);
			expect(await gradeOf(student)).toBe(points);
		}
	});

	it.each([
		['no words in either language', 'choice', { 'prompt.en': ' ', 'prompt.ur': '' }, 'prompt.en'],
		['points below zero', 'choice', { points: '-1' }, 'points'],
		['points that are no number', 'choice', { points: 'NaN' }, 'points'],
		['points beyond every measure', 'choice', { points: '1e9' }, 'points'],
		['more points than a question may be worth', 'choice', { points: '101' }, 'points'],
		['no option that is right', 'choice', { 'options.0.right': '' }, 'options'],
		['two right ones where one is chosen', 'choice', { 'options.1.right': 'on' }, 'options'],
		['an option without words', 'choice', { 'options.1.text.en': '' }, 'options.1.text.en'],
		['the same row twice', 'choice', { 'options.0.key': 'a', 'options.1.key': 'a' }, 'options'],
		[
			'a paragraph that the text does not have',
			'short',
			{ 'paragraphs.in-002': '77' },
			'paragraphs.in-002'
		],
		['numbers that are none', 'short', { 'paragraphs.in-002': '002:p3' }, 'paragraphs.in-002'],
		[
			'targets of no reading of the module',
			'passage',
			{ 'find.reading': 'elsewhere' },
			'find.reading'
		],
		[
			'a target that the reading does not have',
			'passage',
			{ 'find.numbers': '3, 99' },
			'find.numbers'
		],
		['fewer at most than at least', 'passage', { 'find.most': '1' }, 'find.most'],
		['words that end before they begin', 'short', { 'words.most': '5' }, 'words.most'],
		['a scale of one step', 'scale', { 'scale.steps': '1' }, 'scale.steps'],
		['one item to put in order', 'order', { 'items.1.text.en': '' }, 'items.1.text.en'],
		['a sum without its answer', 'arithmetic', { 'parts.0.answer': '' }, 'parts.0.answer'],
		['more than a text may hold', 'short', { 'prompt.en': 'x'.repeat(1001) }, 'prompt.en'],
		['a NUL', 'short', { 'prompt.en': 'a\u0000b' }, 'prompt.en']
	] as const)(
		'refuses %s beside its field and keeps every word',
		async (_what, kind, bad, field) => {
			const sent = { ...forms[kind], ...bad } as Record<string, string>;
			const answer = await make(kind, sent);
			expect(answer.status).toBe(400);
			expect(Object.keys(answer.form?.errors ?? {})).toContain(field);
			expect(answer.form?.values).toEqual(sent);
		}
	);

	it('keeps tags as the letters that they are', async () => {
		const tags = '<script>alert(1)</script> & <b>x</b>';
		await make('short', { ...forms.short, 'prompt.en': tags });
		const last = (await setToEdit(here.teacher, module, talks)).questions.at(-1);
		expect(last?.prompt.en).toBe(tags);
	});

	it('adds, moves and removes rows without saving anything', async () => {
		const before = (await setToEdit(here.teacher, module, talks)).questions.length;
		const press = (rows: string, form = forms.choice) =>
			teacher.send(newActions.arrange, { ...form, rows }, { set: talks, kind: 'choice' });
		const added = await press('options:add');
		expect(added.form?.values).toMatchObject({
			'options.0.text.en': 'This',
			'options.2.row': 'new'
		});
		const moved = await press('options.1:up');
		expect(moved.form?.values).toMatchObject({
			'options.0.text.en': 'That',
			'options.1.text.en': 'This',
			'options.1.right': 'on'
		});
		expect((await setToEdit(here.teacher, module, talks)).questions).toHaveLength(before);
	});

	it('does not give the right order of items away', async () => {
		const student = await aStudent(here);
		const { questions } = await setToEdit(here.teacher, module, talks);
		const key = questions.findLast((q) => q.kind === 'order')?.key ?? '';
		const shown = await asked(student, talks, key);
		expect(shown.asked.items.map((item) => item.text.en)).toEqual(['Second', 'First']);
	});

	it('is a 404 for a set or a question of another course', async () => {
		const mine = here;
		here = await aModule();
		const strange = await idOf(talks, 'Q02c');
		here = mine;
		const answer = await teacher.send(questionActions.save, forms.choice, { question: strange });
		expect(answer.status).toBe(404);
		expect(await make('choice', forms.choice)).toMatchObject({ status: 303 });
		const elsewhere = await teacher.send(newActions.save, forms.choice, {
			set: 'no-such-set',
			kind: 'choice'
		});
		expect(elsewhere.status).toBe(404);
		const strangeKind = await teacher.send(newActions.save, forms.choice, {
			set: talks,
			kind: 'essay'
		});
		expect(strangeKind.status).toBe(404);
	});

	it('comes back with a 409 and what is kept when somebody was faster', async () => {
		const id = await idOf(talks, 'Q02c');
		const { version } = await questionToEdit(here.teacher, module, id);
		await change(id, { prompt: { en: 'Theirs' } });
		const form = { ...forms.choice, kind: 'choice', base: String(version) };
		const late = await teacher.send(questionActions.save, form, { question: id });
		expect(late.status).toBe(409);
		expect(late.form?.values).toMatchObject({
			'prompt.en': 'Which of these?',
			base: String(version + 1)
		});
		const again = { ...form, base: late.form?.values.base as string };
		const sent = await teacher.send(questionActions.save, again, { question: id });
		expect(sent.status).toBe(200);
	});
});

describe('who writes a module', () => {
	beforeAll(async () => {
		here = await aModule();
	});

	it('is its instructor alone, while the course is not archived', async () => {
		const id = await idOf(talks, 'Q02c');
		const body = { ...newBody('short'), prompt: { en: 'x' } };
		for (const who of [await anAssistant(here), await aStudent(here)]) {
			await expect(makeQuestion(who, module, talks, body, now)).rejects.toEqual(is(403));
			await expect(questionToEdit(who, module, id)).rejects.toEqual(is(403));
			await expect(setsToEdit(who, module)).rejects.toEqual(is(403));
		}
		const stranger = (await aModule()).teacher;
		await expect(questionToEdit(stranger, module, id)).rejects.toEqual(is(404));
		await db()
			.update(courseTable)
			.set({ state: 'archived' })
			.where(eq(courseTable.id, here.courseId));
		const teacher = await actorOf(here.teacher, here);
		await expect(makeQuestion(teacher, module, talks, body, now)).rejects.toEqual(is(403));
		await expect(retireQuestion(teacher, module, id, true, now)).rejects.toEqual(is(403));
	});

	it('leaves acts in the record, without a word of what was written', async () => {
		here = await aModule();
		const id = await idOf(talks, 'Q02c');
		await change(id, { prompt: { en: 'Canary words' } });
		await retireQuestion(here.teacher, module, id, true, now);
		const rows = await db().select().from(auditEvent).where(eq(auditEvent.courseId, here.courseId));
		expect(rows.map((row) => row.act)).toEqual(
			expect.arrayContaining(['question.change', 'question.retire'])
		);
		expect(JSON.stringify(rows)).not.toContain('Canary');
	});
});

it('has readings to name paragraphs of', async () => {
	const { moduleId } = await readingOf(talks);
	expect((await readingIndex(here.teacher, moduleId)).map((r) => r.key)).toContain('004');
});
