/*
 * The rubric as it is written: levels with ranges, marking guides, halves, notes; versions by which
 * somebody has judged; taken along as a file, and brought over from what one teaches elsewhere.
 */
import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { exportModule } from '$lib/packs/exporting.server';
import { bringInZip } from '$lib/packs/importing.server';
import { feedbackFor } from '$lib/reviews/feedback.server';
import { markReady, saveSheet } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import type { Criterion, RubricBody } from '$lib/reviews/review';
import { readRubric, writeRubric } from '$lib/reviews/rubric-file.server';
import { rubricFrom, rubricsElsewhere } from '$lib/reviews/rubric-sharing.server';
import { rubricToEdit, rubricVersionFor, saveRubric } from '$lib/reviews/rubrics.server';
import { db } from '$lib/server/db/client';
import { enrolment, rubricVersion } from '$lib/server/db/schema';
import {
	actions as onImport,
	load as loadImport
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/rubric/import/+page.server';
import { actions as onRubric } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/rubric/+page.server';
import { actorOf, aMember, anInstructor } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';
import { aClass, aWriter, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const module = 'hard-state-soft-state';
const gone = expect.objectContaining({ status: 404 }) as Error;
const forbidden = expect.objectContaining({ status: 403 }) as Error;

class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(act: unknown, form?: Record<string, string>, query = ''): Promise<Answer> {
		const path = `/courses/c/modules/${module}/edit/rubric/import${query}`;
		return this.visit(act, { path, ...(form ? { form } : {}), params: { module }, now });
	}
	/** A file, as a form with one sends it. */
	async sendFile(act: unknown, content: BlobPart): Promise<Answer> {
		const path = `/courses/c/modules/${module}/edit/rubric/import`;
		const body = new FormData();
		body.set('file', new File([content], 'rubric.json', { type: 'application/json' }));
		const event = await this.event({ path, params: { module }, now });
		const request = new Request('http://localhost:3000', { method: 'POST', body });
		const send = act as (event: unknown) => unknown;
		return this.visit(() => send({ ...event, request }), { path, now });
	}
}

const level = (points: number, from?: number) => ({
	points,
	...(from === undefined ? {} : { from }),
	label: { en: `L${points}`, ur: `د${points}` },
	text: { en: 'What it is like.' }
});
const rubric: RubricBody = {
	title: { en: 'Position' },
	rule: { en: 'Would it persuade?' },
	notes: { en: 'For markers.' },
	halves: true,
	mayLeaveOut: true,
	criteria: [
		{
			key: 'ranged',
			title: { en: 'Evidence' },
			weight: 2,
			notes: { en: 'A secret of markers.' },
			levels: [level(0), level(2.5, 1), level(4, 3)]
		},
		{ key: 'guided', title: { en: 'Style' }, most: 5.5, levels: [] }
	]
};
/** As the form of the page sends it. */
function formOf(body: RubricBody, stamp: string): Record<string, string> {
	const form: Record<string, string> = {
		'title.en': body.title.en ?? '',
		'rule.en': body.rule.en ?? '',
		'notes.en': body.notes.en ?? '',
		...(body.halves ? { halves: 'on' } : {}),
		...(body.mayLeaveOut ? { mayLeaveOut: 'on' } : {}),
		stamp
	};
	body.criteria.forEach((criterion, i) => {
		const at = `criteria.${i}`;
		form[`${at}.row`] = 'kept';
		form[`${at}.key`] = criterion.key;
		form[`${at}.title.en`] = criterion.title.en ?? '';
		form[`${at}.weight`] = String(criterion.weight ?? 1);
		form[`${at}.most`] = String(criterion.most ?? '');
		form[`${at}.notes.en`] = criterion.notes?.en ?? '';
		criterion.levels.forEach(({ points, from, label, text }, j) => {
			form[`${at}.levels.${j}.row`] = 'kept';
			form[`${at}.levels.${j}.points`] = String(points);
			form[`${at}.levels.${j}.from`] = String(from ?? '');
			form[`${at}.levels.${j}.label.en`] = label.en ?? '';
			form[`${at}.levels.${j}.label.ur`] = label.ur ?? '';
			form[`${at}.levels.${j}.text.en`] = text.en ?? '';
		});
	});
	return form;
}

const stampIn = async (who: Actor) => (await rubricToEdit(who, module)).stamp;
const bodyIn = async (who: Actor) => (await rubricToEdit(who, module)).body;
async function put(course: Class, body: RubricBody) {
	const { instructor } = course;
	const saved = await saveRubric(
		instructor,
		module,
		{ body, stamp: await stampIn(instructor) },
		now
	);
	if (!saved.ok) throw new Error(saved.reason);
	return saved;
}

let course: Class;
let teacher: SignedIn;
beforeAll(async () => {
	course = await aClass();
	teacher = new SignedIn(course.instructor);
});

describe('the page of a rubric', () => {
	test('keeps ranges, free points, weights, halves, what may be left out, and notes', async () => {
		const sent = await teacher.send(onRubric.save, formOf(rubric, await stampIn(teacher.who)));
		expect(sent).toMatchObject({ status: 200, form: { errors: {} } });
		expect(await bodyIn(teacher.who)).toEqual(rubric);
		// A box that is empty is not sent.
		const { halves: _h, mayLeaveOut: _m, ...plain } = rubric;
		const [ranged, guided] = rubric.criteria as [Criterion, Criterion];
		const whole = {
			...plain,
			criteria: [
				{ ...ranged, levels: [level(0), level(4, 1)] },
				{ ...guided, most: 5 }
			]
		};
		await teacher.send(onRubric.save, formOf(whole, await stampIn(teacher.who)));
		expect(await bodyIn(teacher.who)).toEqual(whole);
	});

	test('says at the field what cannot be, and gives everything back', async () => {
		const stamp = await stampIn(teacher.who);
		const wrong = async (change: Record<string, string>, field: string) => {
			const form = { ...formOf(rubric, stamp), ...change };
			const sent = await teacher.send(onRubric.save, form);
			expect(sent.status, field).toBe(400);
			expect(Object.keys(sent.form?.errors ?? {})).toEqual([field]);
			expect(sent.form?.values).toMatchObject(form);
		};
		const levels = 'criteria.0.levels';
		await wrong({ [`${levels}.1.from`]: '3' }, `${levels}.1.from`);
		await wrong({ [`${levels}.2.from`]: '2.5' }, `${levels}.2.from`);
		await wrong({ [`${levels}.1.from`]: '1.25' }, `${levels}.1.from`);
		await wrong({ [`${levels}.1.points`]: '4' }, `${levels}.2.points`);
		await wrong({ 'criteria.1.most': '0' }, 'criteria.1.most');
		await wrong({ 'criteria.1.most': '5.25' }, 'criteria.1.most');
		await wrong({ 'criteria.0.most': '3' }, levels);
		await wrong({ 'criteria.1.most': '' }, 'criteria.1.levels');
		for (const points of ['NaN', '1e9', '-1', '101', '=1+1', '१'])
			await wrong({ [`${levels}.0.points`]: points }, `${levels}.0.points`);
		for (const most of ['1e9', 'NaN', 'x'])
			await wrong({ 'criteria.1.most': most }, 'criteria.1.most');
	});

	test('keeps a version by which somebody has judged, and says what changed since', async () => {
		const there = await aClass();
		const { id } = await aWriter(there);
		const before = (await bodyIn(there.instructor)) as RubricBody;
		const [first, ...more] = before.criteria as [Criterion, ...Criterion[]];
		const unused = { ...before, criteria: [{ ...first, notes: { en: 'Mind.' } }, ...more] };
		expect(await put(there, unused)).toMatchObject({ version: 1, isNew: false });
		await saveSheet(there.assistant, written(id), now);
		const fresh = { ...unused, halves: true };
		expect(await put(there, fresh)).toEqual({ ok: true, version: 2, isNew: true, stays: 1 });
		expect((await rubricVersionFor(there.instructor, module, 1)).body).toEqual(unused);
		expect(await rubricVersionFor(there.instructor, module, 2)).toMatchObject({
			body: fresh,
			changes: { whole: ['halves'], most: null, criteria: [] }
		});
		expect(await put(there, { ...fresh, halves: false })).toMatchObject({ version: 2 });
	});

	test('never changes a version by which an anchor would no longer be judged', async () => {
		const there = await aClass();
		const before = (await bodyIn(there.instructor)) as RubricBody;
		const shorter = { ...before, criteria: before.criteria.slice(1) };
		expect(await put(there, shorter)).toMatchObject({ version: 1, isNew: false });
		const other = { ...shorter, criteria: [...shorter.criteria, ...rubric.criteria] };
		expect(await put(there, other)).toEqual({ ok: true, version: 2, isNew: true, stays: 0 });
	});

	test('shows students neither notes nor where it came from', async () => {
		const there = await aClass();
		const { student, id } = await aWriter(there);
		const origin = { course: { en: 'A secret course' }, module: { en: 'M' } };
		const before = (await bodyIn(there.instructor)) as RubricBody;
		const secret = { en: 'A secret of markers.' };
		const criteria = before.criteria.map((c) => ({ ...c, notes: secret }));
		await put(there, { ...before, notes: secret, origin, criteria });
		await saveSheet(there.assistant, written(id), now);
		await markReady(there.instructor, written(id, { version: 1 }), now);
		await release(there.instructor, module, 'all', now);
		const shown = JSON.stringify(await feedbackFor(student, module));
		expect(shown).toContain('Which courts?');
		expect(shown).not.toMatch(/secret/i);
	});
});

describe('a rubric as a file', () => {
	const file = (change: (rubric: Record<string, unknown>) => unknown) =>
		JSON.stringify({
			format: 'standpoint-rubric',
			version: 1,
			rubric: change(JSON.parse(JSON.stringify(rubric)) as Record<string, unknown>)
		});
	const withCriterion = (change: object) =>
		file((r) => ({ ...r, criteria: [{ ...rubric.criteria[0], ...change }] }));

	test('comes back as it left, without where it came from', () => {
		const origin = { course: { en: 'Elsewhere' }, module: { en: 'M' } };
		const text = writeRubric({ ...rubric, origin });
		expect(text).not.toContain('Elsewhere');
		expect(readRubric(text)).toEqual({ ok: true, body: rubric });
	});

	test('that is foreign, damaged or hostile is refused and says where', () => {
		const reason = (text: string) => {
			const read = readRubric(text);
			return read.ok ? 'read' : read.reason;
		};
		expect(reason('')).toBe('empty');
		expect(reason('{"format":')).toBe('not-json');
		expect(reason(withCriterion({}).replace('"weight":2', '"weight":NaN'))).toBe('not-json');
		expect(reason('\u0000\u0001')).toBe('not-json');
		expect(reason('[]')).toBe('foreign');
		expect(reason('null')).toBe('foreign');
		expect(reason(JSON.stringify({ title: 'A Moodle rubric', criteria: [] }))).toBe('foreign');
		expect(reason(file((r) => r).replace('"version":1', '"version":2'))).toBe('newer');
		expect(reason('{"a":'.repeat(60_000))).toBe('too-large');
		expect(reason(`${'['.repeat(90_000)}${']'.repeat(90_000)}`)).toMatch(/foreign|not-json/);
		expect(reason(file(() => null))).toBe('shape');
		expect(reason(file((r) => ({ ...r, title: 'A string' })))).toBe('shape');
		expect(reason(file((r) => ({ ...r, title: {} })))).toBe('fault');
		expect(reason(file((r) => ({ ...r, title: { en: 'x'.repeat(200) } })))).toBe('fault');
		expect(reason(file((r) => ({ ...r, criteria: [] })))).toBe('fault');
		expect(reason(file((r) => ({ ...r, criteria: Array(9).fill(rubric.criteria[0]) })))).toBe(
			'shape'
		);
		expect(
			reason(file((r) => ({ ...r, criteria: [rubric.criteria[0], rubric.criteria[0]] })))
		).toBe('fault');
		for (const points of [1e9, -1, '3', null])
			expect(reason(withCriterion({ levels: [level(0), { ...level(1), points }] }))).toBe('shape');
		expect(readRubric(withCriterion({ levels: [level(0), level(1e9)] }))).toEqual({
			ok: false,
			reason: 'shape',
			place: 'criteria/0/levels/1/points'
		});
		expect(reason(withCriterion({ most: 3 }))).toBe('fault');
		expect(reason(withCriterion({ key: '../../etc' }))).toBe('shape');
		expect(reason(withCriterion({ weight: 1e9 }))).toBe('shape');
	});

	test('takes nothing along that a rubric does not have', () => {
		const text = file((r) => ({ ...r, origin: { course: { en: 'x' } }, script: '<b>' })).replace(
			'"title"',
			'"__proto__":{"halves":true},"title"'
		);
		expect(readRubric(text)).toEqual({ ok: true, body: rubric });
	});

	test('is shown before it counts, and written when it is taken', async () => {
		const there = await aClass();
		const browser = new SignedIn(there.instructor);
		const before = await bodyIn(there.instructor);
		const seen = await browser.sendFile(onImport.preview, writeRubric(rubric));
		expect(seen).toMatchObject({ status: 200, form: { id: 'seen' }, data: { seen: rubric } });
		expect(await bodyIn(there.instructor)).toEqual(before);
		const values = seen.form?.values as Record<string, string>;
		const done = await browser.send(onImport.apply, { ...values, from: '' });
		expect(done).toMatchObject({ status: 200, form: { tone: 'good' } });
		expect(await bodyIn(there.instructor)).toEqual(rubric);
		const latin = new Uint8Array([0x7b, 0xe9, 0x7d]);
		expect(await browser.sendFile(onImport.preview, latin)).toMatchObject({
			status: 400,
			form: { errors: { file: expect.any(String) as string } }
		});
	});

	test('over a rubric that somebody changed meanwhile is looked at again', async () => {
		const there = await aClass();
		const browser = new SignedIn(there.instructor);
		const stamp = await stampIn(there.instructor);
		const theirs = { ...((await bodyIn(there.instructor)) as RubricBody), halves: true };
		await put(there, theirs);
		const form = { rubric: writeRubric(rubric), from: '', stamp };
		const refused = await browser.send(onImport.apply, form);
		expect(refused).toMatchObject({ status: 409, form: { id: 'seen' } });
		expect(await bodyIn(there.instructor)).toEqual(theirs);
		const again = { ...form, stamp: String(refused.form?.values.stamp) };
		expect((await browser.send(onImport.apply, again)).status).toBe(200);
	});
});

describe('a rubric from elsewhere', () => {
	test('is listed by course for whoever is instructor there, and copied with its origin', async () => {
		const source = await aClass();
		await put(source, rubric);
		const there = await aClass();
		const person = there.instructor.person?.id ?? '';
		await db()
			.insert(enrolment)
			.values({
				courseId: source.courseId,
				id: 'e-guest',
				userId: person,
				role: 'instructor',
				state: 'active',
				pseudonym: 'Guest',
				joinedAt: now
			} as typeof enrolment.$inferInsert);
		const browser = new SignedIn(there.instructor);
		const list = await rubricsElsewhere(there.instructor, module);
		expect(list).toMatchObject([
			{ isHere: false, rubrics: [{ title: { en: 'Position' }, criteria: 2, most: 13.5 }] }
		]);
		const from = list[0]?.rubrics[0]?.from ?? '';
		const page = await browser.send(loadImport, undefined, `?from=${encodeURIComponent(from)}`);
		expect(page.data).toMatchObject({ chosen: { from, body: rubric } });
		const form = { from, stamp: await stampIn(there.instructor) };
		expect((await browser.send(onImport.apply, form)).status).toBe(200);
		const kept = await bodyIn(there.instructor);
		expect(kept).toMatchObject({ ...rubric, origin: { course: { en: 'Politics 201' } } });
		// The copy goes its own way, and says where it came from when it has been changed.
		const { origin: _origin, ...words } = kept as RubricBody;
		await put(there, { ...words, halves: true, rule: { en: 'Changed here.' } });
		expect(await bodyIn(there.instructor)).toMatchObject({
			rule: { en: 'Changed here.' },
			origin: kept?.origin
		});
		expect((await bodyIn(source.instructor))?.rule).toEqual(rubric.rule);

		// Whoever leaves the other course, or only assists or observes there, is given nothing.
		for (const change of [
			{ state: 'removed' as const },
			{ role: 'assistant' as const, state: 'active' as const }
		]) {
			await db()
				.update(enrolment)
				.set(change)
				.where(and(eq(enrolment.courseId, source.courseId), eq(enrolment.id, 'e-guest')));
			expect(await rubricsElsewhere(there.instructor, module)).toEqual([]);
			await expect(rubricFrom(there.instructor, module, from)).rejects.toThrow(gone);
			const refused = await browser.send(onImport.apply, form);
			expect(refused.status).toBe(404);
		}
	});

	test('is nobody’s but an instructor’s to see', async () => {
		const second = await anInstructor(course);
		expect(await rubricsElsewhere(second, module)).toEqual([]);
		for (const who of [course.assistant, await aMember(course, 'observer')])
			await expect(rubricsElsewhere(who, module)).rejects.toThrow(forbidden);
		for (const from of ['', ':', 'x:y', `${course.courseId}:nothing`])
			await expect(rubricFrom(second, module, from)).rejects.toThrow(gone);
	});
});

describe('a rubric in a pack', () => {
	test('leaves with everything new about it and comes in the same', async () => {
		const there = await aClass();
		const origin = { course: { en: 'A secret course' }, module: { en: 'M' } };
		const before = (await bodyIn(there.instructor)) as RubricBody;
		const [first, ...more] = before.criteria as [Criterion, ...Criterion[]];
		const body = {
			...before,
			halves: true,
			mayLeaveOut: true,
			criteria: [{ ...first, notes: { en: 'For markers.' } }, ...more, ...rubric.criteria]
		};
		await put(there, { ...body, origin });
		const wish = { version: '1.0.0', licence: 'CC0' };
		const packed = await exportModule(there.instructor, module, wish, now);
		if (!packed.ok) throw new Error(JSON.stringify(packed.fault));
		const fresh = await aClass();
		const brought = await bringInZip(fresh.instructor, packed.zip, now);
		if (!brought.ok) throw new Error(JSON.stringify(brought));
		const { courseId } = fresh;
		const again = await actorOf(fresh.instructor, fresh);
		expect((await rubricToEdit(again, brought.moduleSlug)).body).toEqual(body);
		const rows = await db()
			.select()
			.from(rubricVersion)
			.where(eq(rubricVersion.courseId, courseId));
		expect(JSON.stringify(rows)).not.toContain('secret course');
	});
});
