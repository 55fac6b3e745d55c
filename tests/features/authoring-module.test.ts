/*
 * A module from nothing: an instructor fills it by its pages alone, a student takes it from end to
 * end, staff review it, and it goes to another course as a file with everything in it.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { documentToEdit, moduleContents } from '$lib/modules/authoring.server';
import { glossaryFor, moduleFor, modulesIn, timelineFor } from '$lib/modules/modules.server';
import { exportModule } from '$lib/packs/exporting.server';
import { bringInZip } from '$lib/packs/importing.server';
import { unzipPack } from '$lib/packs/zip.server';
import { taskSettingsFor } from '$lib/positions/assigning.server';
import { citePassage } from '$lib/positions/citing.server';
import { datesFor } from '$lib/positions/dates.server';
import { savePosition } from '$lib/positions/drafting.server';
import { positionFor } from '$lib/positions/positions.server';
import { submitPosition } from '$lib/positions/submitting.server';
import { pathFor } from '$lib/progress/progress.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { setToEdit } from '$lib/questions/authoring-sets.server';
import { questionSetFor } from '$lib/questions/questions.server';
import { submitSet } from '$lib/questions/submitting.server';
import { noteToEdit } from '$lib/readings/note-editing.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingFor, readingsIn } from '$lib/readings/readings.server';
import { askForPositions, askingOffer } from '$lib/reviews/asking.server';
import { queueFor } from '$lib/reviews/queue.server';
import { queueFilter } from '$lib/reviews/queue';
import { rubricToEdit } from '$lib/reviews/rubrics.server';
import { rubricToBeginWith } from '$lib/reviews/starting';
import { placeStances, setMoment, stancesFor } from '$lib/stances/stances.server';
import { actions as newModule } from '../../src/routes/(staff)/courses/[course]/modules/new/+page.server';
import { actions as overview } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/+page.server';
import { actions as axisPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/axes/[axis]/+page.server';
import { actions as datesPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/dates/+page.server';
import { actions as termPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/glossary/[term]/+page.server';
import { actions as motionPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/motions/[motion]/+page.server';
import { actions as notePage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/note/+page.server';
import {
	actions as positionPage,
	load as loadPosition
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/position/+page.server';
import { actions as newReading } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/readings/new/+page.server';
import { actions as textPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/readings/[reading]/[lang]/+page.server';
import { actions as rubricPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/rubric/+page.server';
import { actions as setPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/sets/[set]/+page.server';
import { actions as newQuestion } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/sets/[set]/new/[kind]/+page.server';
import { actions as documentPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/texts/[document]/+page.server';
import { actions as eventPage } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/timeline/[event]/+page.server';
import { load as loadReview } from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/+page.server';
import { aCourse, aStudent, anAssistant, type BuiltCourse } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const module = 'dams';
const is = (status: number) => expect.objectContaining({ status }) as Error;

let here: BuiltCourse;
let teacher: SignedIn;

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
		form: Record<string, string | string[]> | undefined,
		params: Record<string, string> = {},
		path = 'edit/x/new'
	): Promise<Answer> {
		const at = `/courses/${here.slug}/modules/${module}/${path}`;
		const where = { course: here.slug, module, ...params };
		return this.visit(act, { path: at, ...(form ? { form } : {}), params: where, now });
	}
}

/** The form of a rubric as its page shows it to who has none. */
function rubricForm(stamp: string): Record<string, string> {
	const { title, criteria } = rubricToBeginWith();
	const form: Record<string, string> = {
		stamp,
		'title.en': title.en ?? '',
		'title.ur': title.ur ?? '',
		'rule.en': 'Would I say the same of the other side?'
	};
	for (const [i, { key, title: name, levels }] of criteria.entries()) {
		form[`criteria.${i}.key`] = key;
		form[`criteria.${i}.title.en`] = name.en ?? '';
		form[`criteria.${i}.title.ur`] = name.ur ?? '';
		for (const [j, { points, label }] of levels.entries()) {
			form[`criteria.${i}.levels.${j}.points`] = String(points);
			form[`criteria.${i}.levels.${j}.label.en`] = label.en ?? '';
			form[`criteria.${i}.levels.${j}.label.ur`] = label.ur ?? '';
		}
	}
	return form;
}

const source = 'A dam gives [storage](glossary:storage) in dry months.\n\nIt also moves people.';
const sourceUr = 'ڈیم خشک مہینوں میں ذخیرہ دیتا ہے۔\n\nوہ لوگوں کو بے گھر بھی کرتا ہے۔';

/** What the files of a pack hold, in whatever order their fields stand. */
function contents(files: ReadonlyMap<string, string>): Record<string, unknown> {
	return Object.fromEntries(
		[...files].map(([name, words]): [string, unknown] => [
			name,
			name.endsWith('.json') ? JSON.parse(words) : words
		])
	);
}

/** Everything that a small module has, by its pages. */
async function fill(): Promise<void> {
	const done = async (answer: Promise<Answer>, status = 303) =>
		expect(await answer).toMatchObject({ status });
	await done(
		teacher.send(newModule.default, {
			'title.en': 'Dams',
			'title.ur': 'ڈیم',
			'summary.en': 'Should we build large dams?'
		})
	);
	await done(
		teacher.send(
			termPage.save,
			{ base: '', 'term.en': 'storage', 'term.ur': 'ذخیرہ', 'short.en': 'Kept for later.' },
			{ term: 'new' }
		)
	);
	await done(
		teacher.send(newReading.default, {
			lang: 'en',
			title: 'The case for dams',
			standfirst: 'An opinion.',
			source,
			'author.en': 'A. Writer',
			'author.ur': 'ایک مصنف',
			date: '2024-05',
			basis: 'inferred'
		})
	);
	await done(
		teacher.send(
			textPage.publish,
			{ title: 'ڈیموں کے حق میں', standfirst: '', source: sourceUr, base: '0' },
			{ reading: 'the-case-for-dams', lang: 'ur' }
		)
	);
	await done(
		teacher.send(
			eventPage.save,
			{
				base: '',
				precision: 'month',
				date: '1967',
				'text.en': 'A dam is finished.',
				'text.ur': 'ایک ڈیم مکمل ہوا۔',
				paragraphs: '1:1'
			},
			{ event: 'new' }
		)
	);
	const [reading] = await readingsIn(teacher.who, (await moduleFor(teacher.who, module)).id);
	await done(
		teacher.send(
			setPage.save,
			{
				'title.en': 'On the case',
				'title.ur': 'دلیل پر',
				stage: 'reading',
				reading: reading?.id ?? '',
				feedbackAtOnce: 'on',
				stamp: ''
			},
			{ set: 'new' },
			'edit/sets/new'
		)
	);
	await done(
		teacher.send(
			newQuestion.save,
			{
				'prompt.en': 'What does it cost?',
				'prompt.ur': 'اس کی قیمت کیا ہے؟',
				points: '2',
				feedback: 'at-once',
				marking: 'key',
				[`paragraphs.in-${reading?.key ?? ''}`]: '2',
				'options.0.text.en': 'People move',
				'options.0.text.ur': 'لوگ بے گھر ہوتے ہیں',
				'options.0.right': 'on',
				'options.1.text.en': 'Nothing'
			},
			{ set: 'on-the-case', kind: 'choice' }
		)
	);
	await done(
		teacher.send(
			axisPage.save,
			{
				'title.en': 'Dams',
				'a.en': 'Large dams are worth their cost.',
				'a.ur': 'بڑے ڈیم اپنی قیمت کے قابل ہیں۔',
				'b.en': 'Small works are worth more.',
				first: 'a',
				stamp: ''
			},
			{ axis: 'new' }
		)
	);
	await done(
		teacher.send(
			motionPage.save,
			{
				'text.en': 'This house would stop building large dams.',
				'text.ur': 'یہ ایوان بڑے ڈیموں کی تعمیر روک دے گا۔',
				[`for.in-${reading?.key ?? ''}`]: '2',
				stamp: ''
			},
			{ motion: 'new' }
		)
	);
	const { stamp } = await rubricToEdit(teacher.who, module);
	await done(teacher.send(rubricPage.save, rubricForm(stamp)), 200);
	await done(teacher.send(positionPage.ask, {}), 200);
	await done(
		teacher.send(notePage.save, {
			base: (await noteToEdit(teacher.who, module)).base,
			'title.en': 'Background',
			'frame.0.text.en': 'Rivers vary.',
			'frame.0.text.ur': 'دریا بدلتے رہتے ہیں۔',
			'firm.0.text.en': 'In English only.',
			'firm.0.source.en': 'A report'
		}),
		200
	);
	await done(
		teacher.send(
			documentPage.save,
			{
				base: (await documentToEdit(teacher.who, module, 'about')).base,
				licence: 'CC0',
				licenceText: 'Do as you like.',
				hours: '3'
			},
			{ document: 'about' }
		),
		200
	);
}

beforeAll(async () => {
	here = await aCourse();
	teacher = new SignedIn(here.instructor);
});

describe('a module from nothing', () => {
	test('is filled by its pages alone', async () => {
		await fill();
		const { parts, pack, asksPosition } = await moduleContents(teacher.who, module);
		expect(pack).toBeNull();
		expect(asksPosition).toBe(true);
		const counts = Object.fromEntries(parts.map((p) => [p.part, p.count]));
		expect(counts).toMatchObject({
			readings: 1,
			glossary: 1,
			timeline: 1,
			sets: 1,
			axes: 1,
			motions: 1,
			rubric: 1,
			about: 1
		});
	});

	test('gets its dates on the page of all dates', async () => {
		const { rows, stamp } = await datesFor(teacher.who, module);
		expect(rows.map((r) => r.kind)).toEqual(['set', 'position']);
		const form: Record<string, string> = { stamp, graceMinutes: '10' };
		for (const [i, { id }] of rows.entries()) {
			form[`rows.${i}.id`] = id;
			form[`rows.${i}.dueAt`] = '2026-12-10T18:00';
			form[`rows.${i}.closesAt`] = '';
		}
		expect((await teacher.send(datesPage.save, form)).status).toBe(200);
		const due = (await datesFor(teacher.who, module)).rows.map((r) => r.dueAt?.toISOString());
		expect(due).toEqual(['2026-12-10T13:00:00.000Z', '2026-12-10T13:00:00.000Z']);
	});

	test('is not there for the class until it is opened', async () => {
		const student = await aStudent(here);
		await expect(pathFor(student, module, 'en', now)).rejects.toEqual(is(404));
		const form = { titleEn: 'Dams', titleUr: 'ڈیم', summaryEn: 'Should we?', shown: 'now' };
		expect((await teacher.send(overview.default, form)).status).toBe(200);
		const path = await pathFor(student, module, 'en', now);
		const kinds = Object.values(path)
			.flat()
			.map((step) => step.kind);
		expect(kinds).toEqual(expect.arrayContaining(['reading', 'questions', 'position']));
	});

	test('is taken by a student from end to end and reviewed by staff', async () => {
		const student = await aStudent(here);
		const { id: moduleId } = await moduleFor(student, module, now);
		await setMoment(teacher.who, moduleId, 'before', 'open', now);
		const { axes } = await stancesFor(student, moduleId);
		const placed = {
			axisId: axes[0]?.id ?? '',
			answer: 'middle' as const,
			confidence: null,
			reason: ''
		};
		expect(await placeStances(student, moduleId, 'before', [placed], 'en', now)).toEqual({
			ok: true
		});

		const shown = await readingFor(
			student,
			{ moduleSlug: module, readingSlug: 'the-case-for-dams', kind: 'study', lang: 'ur' },
			now
		);
		expect(shown.paragraphs.map((p) => [p.id, p.number])).toEqual([
			['p1', 1],
			['p2', 2]
		]);

		const at = { moduleSlug: module, setSlug: 'on-the-case' };
		const { questions } = await questionSetFor(student, at, now);
		const key = questions[0]?.key ?? '';
		const option = questions[0]?.asked.options.find((o) => o.text.en === 'People move')?.key ?? '';
		const set = await setToAnswer(student, at);
		const answer = { key, value: { choice: option }, version: 0, deviceAt: null };
		expect(await saveAnswers(student, set, [answer], 'en', now)).toMatchObject({ ok: true });
		expect(await submitSet(student, await setToAnswer(student, at), now)).toMatchObject({
			ok: true
		});

		const body = {
			thesis: 'Stop them.',
			reasons: [{ id: 'r1', claim: 'They move people.', warrant: 'Homes are not made good.' }],
			against: 'Dry months need water.',
			reply: 'Small works keep it too.',
			change: 'A dam that moved nobody.'
		};
		const draft = { version: 0, side: 'for' as const, body };
		await savePosition(student, module, draft, 'en', now);
		const text = await paragraphsFor(student, shown.id, { kind: 'study', lang: 'en' });
		for (const [part, nth] of [
			['reason:r1', 1],
			['against', 0]
		] as const) {
			const paragraph = text?.paragraphs[nth];
			const [start = 0, end = 0] = paragraph?.sentences[0] ?? [];
			const chosen = {
				part,
				versionId: text?.versionId ?? '',
				paragraphId: paragraph?.id ?? '',
				start,
				end,
				exact: null
			};
			expect(await citePassage(student, module, chosen, 'en', now)).toMatchObject({ ok: true });
		}
		const { own, task } = await positionFor(student, module, now);
		expect(task.motion.text.ur).toContain('ایوان');
		const whole = { version: own?.version ?? 0, side: 'for' as const, body };
		expect(await submitPosition(student, module, whole, 'en', now)).toMatchObject({ ok: true });
		const queue = await queueFor(teacher.who, module, queueFilter(new URLSearchParams()), 1, now);
		expect(queue.submitted).toBe(1);
	});

	test('comes into another course as a file with the same content', async () => {
		const wish = { version: '1.0.0', licence: 'CC0' };
		const out = await exportModule(teacher.who, module, wish, now);
		if (!out.ok) throw new Error(JSON.stringify(out.fault));
		const there = await aCourse();
		expect(await bringInZip(there.instructor, out.zip, now)).toEqual({
			ok: true,
			moduleSlug: module
		});
		const again = await exportModule(there.instructor, module, wish, now);
		if (!again.ok) throw new Error(JSON.stringify(again.fault));
		const [before, after] = [unzipPack(out.zip), unzipPack(again.zip)];
		if (!before.ok || !after.ok) throw new Error('no zip');
		expect(contents(after.files)).toEqual(contents(before.files));
		expect(JSON.parse(before.files.get('pack.json') ?? '{}')).toMatchObject({
			licence: 'CC0',
			hours: 3,
			languages: ['en', 'ur']
		});
		expect(before.files.get('LICENCE.md')).toBe('Do as you like.');

		const student = await aStudent(there);
		expect(await glossaryFor(student, module)).toMatchObject([{ key: 'storage' }]);
		expect(await timelineFor(student, module)).toMatchObject([
			{ text: { ur: 'ایک ڈیم مکمل ہوا۔' } }
		]);
		const set = await setToEdit(there.instructor, module, 'on-the-case');
		expect(set.questions).toMatchObject([{ prompt: { ur: 'اس کی قیمت کیا ہے؟' } }]);
		const settings = await taskSettingsFor(there.instructor, module);
		expect(settings.motions.map((one) => one.text.en)).toEqual([
			'This house would stop building large dams.'
		]);
		// Dates and what people did stay behind.
		expect((await datesFor(there.instructor, module)).rows.map((r) => r.dueAt)).toEqual([
			null,
			null
		]);
	});
});

describe('a module that asks for no position', () => {
	beforeAll(async () => {
		here = await aCourse();
		teacher = new SignedIn(here.instructor);
		await teacher.send(newModule.default, { 'title.en': 'Dams' });
	});

	test('says what asking needs, and asks nobody before', async () => {
		expect(await askingOffer(teacher.who, module)).toEqual({ motion: null, hasRubric: false });
		expect(await teacher.send(positionPage.ask, {})).toMatchObject({ status: 409 });
		await teacher.send(
			motionPage.save,
			{ 'text.ur': 'ایک قرارداد۔', stamp: '' },
			{ motion: 'new' }
		);
		expect(await askForPositions(teacher.who, module, now)).toEqual({
			ok: false,
			reason: 'no-rubric'
		});
		const shown = await teacher.send(loadPosition, undefined);
		expect(shown.data).toMatchObject({ settings: null, asking: { hasRubric: false } });
	});

	test('has a rubric to begin with, which is nothing until it is saved', async () => {
		const { body, stamp } = await rubricToEdit(teacher.who, module);
		expect(body).toBeNull();
		const first = await teacher.send(rubricPage.save, rubricForm(stamp));
		expect(first.status).toBe(200);
		const second = await teacher.send(rubricPage.save, {
			...rubricForm(stamp),
			'title.en': 'Second'
		});
		expect(second).toMatchObject({ status: 409, form: { values: { 'title.en': 'Second' } } });
		expect((await rubricToEdit(teacher.who, module)).body?.title.en).toBe('Position');
	});

	test('leads from its reviews to the answers', async () => {
		const answer = await teacher.send(loadReview, undefined, {}, 'review');
		expect(answer).toMatchObject({
			status: 303,
			location: expect.stringMatching(/review\/answers$/) as string
		});
	});

	test('asks once, however often the button is pressed', async () => {
		const tries = await Promise.all([1, 2, 3].map(() => askForPositions(teacher.who, module, now)));
		expect(tries).toEqual([{ ok: true }, { ok: true }, { ok: true }]);
		expect(await askingOffer(teacher.who, module)).toBeNull();
		expect((await taskSettingsFor(teacher.who, module)).motions).toHaveLength(1);
	});

	test('is the instructor’s to ask in', async () => {
		for (const who of [await anAssistant(here), await aStudent(here)])
			await expect(askForPositions(who, module, now)).rejects.toEqual(is(403));
		expect(await modulesIn(await aStudent(here), now)).toEqual([]);
	});
});
