/*
 * The comment bank: who keeps it, what a comment is for, two who change one at once, what a table
 * brings in, and that no student's words stay in it.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { exportModule } from '$lib/packs/exporting.server';
import { bringInZip } from '$lib/packs/importing.server';
import { copyCourse } from '$lib/packs/copying-course.server';
import { mostBankComments } from '$lib/reviews/bank/bank';
import { bankFor, countUses } from '$lib/reviews/bank/bank.server';
import { bankCsv, importBank, previewBank } from '$lib/reviews/bank/bank-csv.server';
import {
	addComment,
	changeComment,
	commentsFor,
	commentToChange,
	retireComment
} from '$lib/reviews/bank/comments.server';
import { commentToKeep } from '$lib/reviews/bank/keeping.server';
import { bankFilter, type Purpose } from '$lib/reviews/bank/purpose';
import { saveSheet } from '$lib/reviews/marking.server';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent, bankComment, course as courseTable } from '$lib/server/db/schema';
import {
	actions as onImport,
	load as loadImport
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/comments/import/+page.server';
import {
	actions as onBank,
	load as loadBank
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/comments/+page.server';
import { actions as onComment } from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/comments/[comment]/+page.server';
import { actorOf, anObserver, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';
import { aClass, aWriter, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const later = new Date('2026-11-03T05:00:00Z');
const module = 'hard-state-soft-state';
const path = `/courses/c/modules/${module}/review/comments`;
const all = bankFilter(new URLSearchParams());
const forbidden = expect.objectContaining({ status: 403 }) as Error;
const gone = expect.objectContaining({ status: 404 }) as Error;

class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(
		act: unknown,
		form?: Record<string, string>,
		params: Record<string, string> = {},
		query = ''
	): Promise<Answer> {
		return this.visit(act, {
			path: path + query,
			...(form ? { form } : {}),
			params: { module, ...params },
			now
		});
	}
}

let course: Class;
let marker: SignedIn;

async function add(en: string, purpose: Purpose = { of: 'module' }, who = course.assistant) {
	const added = await addComment(who, module, { purpose, body: { en }, origin: null }, now);
	if (!added.ok) throw new Error(added.reason);
	return added.id;
}
const shown = async (query = '') => {
	const filter = bankFilter(new URLSearchParams(query));
	const { comments } = await commentsFor(course.assistant, module, filter, 'en');
	return comments.map(({ body }) => body.en);
};

beforeAll(async () => {
	course = await aClass();
	marker = new SignedIn(course.assistant);
});

describe('who keeps the bank', () => {
	test('instructors and assistants; observers, students and who sees as one never', async () => {
		const outsiders = [
			await anObserver(course),
			await aStudent(course),
			seeingAsStudent(course.instructor)
		];
		const wish = { purpose: { of: 'module' } as const, body: { en: 'No.' }, origin: null };
		for (const who of outsiders) {
			await expect(bankFor(who, module)).rejects.toThrow(forbidden);
			await expect(commentsFor(who, module, all, 'en')).rejects.toThrow(forbidden);
			await expect(addComment(who, module, wish, now)).rejects.toThrow(forbidden);
			await expect(bankCsv(who, module, 'en', 'UTC')).rejects.toThrow(forbidden);
			await expect(previewBank(who, module, 'English\nNo.')).rejects.toThrow(forbidden);
		}
		const elsewhere = await aClass();
		const id = await add('Ours.');
		await expect(commentToChange(elsewhere.instructor, module, id)).rejects.toThrow(gone);
		expect(await bankFor(elsewhere.instructor, module)).toEqual([]);
	});

	test('is written in the record without its words', async () => {
		const id = await add('A comment that nobody reads in the record.');
		const acts = await db().select().from(auditEvent).where(eq(auditEvent.subjectId, id));
		expect(acts.map(({ act, detail }) => [act, detail])).toEqual([['bank.add', {}]]);
	});
});

describe('a comment', () => {
	test('is for the course, the module or a criterion, and is added by its page', async () => {
		const sent = await marker.send(onBank.add, {
			purpose: 'criterion:R2',
			'body.en': '  Say which paragraph.  ',
			'body.ur': 'پیراگراف بتائیں۔'
		});
		expect(sent).toMatchObject({ status: 200, form: { tone: 'good' } });
		await add('For any course work.', { of: 'course' });
		const entries = await bankFor(course.assistant, module);
		const named = entries.map(({ criterionKey, body }) => [criterionKey, body.en]);
		expect(named).toContainEqual(['R2', 'Say which paragraph.']);
		expect(named).toContainEqual([null, 'For any course work.']);
		expect(await shown('for=criterion:R2')).toEqual(['Say which paragraph.']);
		expect(await shown('q=paragr')).toEqual(['Say which paragraph.']);
		expect(await shown('q=پيراگراف')).toEqual(['Say which paragraph.']);
	});

	test('comes back with everything typed where it cannot be kept', async () => {
		const long = 'a'.repeat(601);
		const tooLong = await marker.send(onBank.add, { purpose: 'module', 'body.en': long });
		expect(tooLong).toMatchObject({ status: 400, form: { values: { 'body.en': long } } });
		for (const purpose of ['criterion:R99', 'planet', ''])
			expect(await marker.send(onBank.add, { purpose, 'body.en': 'x' })).toMatchObject({
				status: 400,
				form: { values: { 'body.en': 'x' } }
			});
		await add('Only once.');
		const twice = await marker.send(onBank.add, { purpose: 'module', 'body.en': 'Only once.' });
		expect(twice.status).toBe(400);
		expect(await shown('q=only+once')).toEqual(['Only once.']);
	});

	test('of two who change it at once, the second is shown what the first made of it', async () => {
		const id = await add('As it was.');
		const form = { purpose: 'module', version: '1' };
		const to = { comment: id };
		const first = await marker.send(onComment.save, { ...form, 'body.en': 'First.' }, to);
		expect(first.status).toBe(200);
		const second = await marker.send(onComment.save, { ...form, 'body.en': 'Second.' }, to);
		expect(second).toMatchObject({
			status: 409,
			form: { values: { 'body.en': 'Second.', version: '2' } }
		});
		const wish = { purpose: { of: 'module' } as const, body: { en: 'Second.' } };
		const refused = await changeComment(
			course.instructor,
			module,
			id,
			{ ...wish, version: 1 },
			now
		);
		expect(refused).toEqual({
			ok: false,
			reason: 'conflict',
			kept: { en: 'First.' },
			version: 2
		});
		const again = { ...form, version: '2', 'body.en': 'Second.' };
		expect((await marker.send(onComment.save, again, to)).status).toBe(200);
		expect((await commentToChange(course.assistant, module, id)).comment.body.en).toBe('Second.');
	});

	test('is taken out and brought back, and keeps its count', async () => {
		const id = await add('Comes and goes.');
		await transaction((tx) => countUses(tx, course.courseId, [id], now));
		await retireComment(course.assistant, module, { id, version: 1, retired: true }, now);
		expect(await shown('q=comes')).toEqual([]);
		expect(await shown('q=comes&out=on')).toEqual(['Comes and goes.']);
		expect((await bankFor(course.assistant, module)).some((one) => one.id === id)).toBe(false);
		const stale = { id, version: 1, retired: false };
		expect(await retireComment(course.assistant, module, stale, now)).toMatchObject({
			reason: 'conflict'
		});
		await retireComment(course.assistant, module, { ...stale, version: 2 }, now);
		const [back] = (await bankFor(course.assistant, module)).filter((one) => one.id === id);
		expect(back?.usedTimes).toBe(1);
	});
});

describe('use', () => {
	test('is counted as often as it was, and orders the bank', async () => {
		const there = await aClass();
		const [a, b, c] = [
			await add('A', { of: 'module' }, there.assistant),
			await add('B', { of: 'course' }, there.assistant),
			await add('C', { of: 'module' }, there.assistant)
		];
		await transaction((tx) =>
			countUses(tx, there.courseId, [c, b, c, c, 'no-such-comment', b], later)
		);
		await transaction((tx) => countUses(tx, there.courseId, [], later));
		// Nothing of another course.
		await transaction((tx) => countUses(tx, course.courseId, [a], later));
		const bank = await bankFor(there.assistant, module);
		expect(bank.map(({ id, usedTimes }) => [id, usedTimes])).toEqual([
			[c, 3],
			[b, 2],
			[a, 0]
		]);
		const { comments } = await commentsFor(there.assistant, module, all, 'en');
		expect(comments.map(({ usedAt }) => usedAt)).toEqual([later, later, null]);
	});
});

describe('a comment from a sheet', () => {
	test('is offered to whoever wrote it alone, and kept once it is looked through', async () => {
		const there = await aClass();
		const { id } = await aWriter(there);
		const pins = [{ id: 'p1', field: 'thesis', start: 0, end: 6, comment: 'Which ones?' }];
		const sheet = written(id, { comments: { thesis: 'Say what follows.' }, pins });
		await saveSheet(there.assistant, sheet, now);
		const kept = (who: Actor, part: string) => commentToKeep(who, { positionId: id, part });
		expect(await kept(there.assistant, 'thesis')).toBe('Say what follows.');
		expect(await kept(there.assistant, 'pin-p1')).toBe('Which ones?');
		expect(await kept(there.assistant, 'overall')).toBe('Sound work.');
		expect(await kept(there.assistant, 'reply')).toBeNull();
		expect(await kept(there.instructor, 'thesis')).toBeNull();
		expect(await kept(course.assistant, 'thesis')).toBeNull();
		const page = await new SignedIn(there.assistant).send(
			loadBank,
			undefined,
			{},
			`?from=${id}&part=thesis`
		);
		expect(page.data).toMatchObject({ keep: { positionId: id, words: 'Say what follows.' } });
		expect(await bankFor(there.assistant, module)).toEqual([]);
	});

	test('is refused where it repeats the student’s own words', async () => {
		const there = await aClass();
		const { id } = await aWriter(there);
		await saveSheet(there.assistant, written(id), now);
		const browser = new SignedIn(there.assistant);
		const form = { purpose: 'module', from: id, part: 'thesis' };
		expect(
			await browser.send(onBank.add, { ...form, 'body.en': 'Why A pause that held for a year?' })
		).toMatchObject({
			status: 400,
			form: { message: expect.stringContaining('A pause that held for a year') as string }
		});
		const fine = await browser.send(onBank.add, { ...form, 'body.en': 'Say what would follow.' });
		expect(fine.status).toBe(200);
	});
});

describe('a table of comments', () => {
	const head = 'English,Urdu,Criterion,For\n';

	test('leaves and comes back the same, signs before formulas and all, in either language', async () => {
		const there = await aClass();
		await add('=not, but "so"', { of: 'module' }, there.assistant);
		await add('- a\n- b', { of: 'criterion', criterionKey: 'R1' }, there.assistant);
		await add('Everywhere.', { of: 'course' }, there.assistant);
		const fresh = await aClass();
		for (const locale of ['en', 'ur'] as const) {
			const table = await bankCsv(there.assistant, module, locale, 'Asia/Karachi');
			expect(table).not.toMatch(/(^|,|")=/m);
			const read = await previewBank(fresh.assistant, module, table.replace(/^\uFEFF/, ''));
			if (!read.ok) throw new Error(read.reason);
			expect(read.preview.bad).toEqual([]);
			expect(read.preview.entries.map(({ body, purpose }) => [body.en, purpose.of])).toEqual([
				['=not, but "so"', 'module'],
				['- a\n- b', 'criterion'],
				['Everywhere.', 'course']
			]);
		}
	});

	test('is shown before it counts, adds what is new and brings back what was taken out', async () => {
		const there = await aClass();
		const browser = new SignedIn(there.assistant);
		await add('Is there.', { of: 'module' }, there.assistant);
		const out = await add('Was there.', { of: 'module' }, there.assistant);
		await retireComment(there.assistant, module, { id: out, version: 1, retired: true }, now);
		const list = `${head}Is there.,,,\nWas there.,,,\nIs new.,نیا,Style,\nIs new.,,,course\n=cmd|' /C calc'!A0,,,\n`;
		const seen = await browser.send(onImport.preview, { list });
		const { preview } = seen.data as { preview: { stamp: string; bad: unknown[] } };
		expect(preview).toMatchObject({
			entries: [{ kind: 'same' }, { kind: 'back', id: out }, { kind: 'new' }],
			bad: [
				{ line: 4, fault: 'unknown-criterion' },
				{ line: 6, fault: 'formula' }
			]
		});
		const count = async () => (await bankFor(there.assistant, module)).length;
		expect(await count()).toBe(1);
		const done = await browser.send(onImport.apply, { list, stamp: preview.stamp });
		expect(done).toMatchObject({ status: 200, form: { tone: 'good' } });
		expect(await count()).toBe(3);
		const again = await browser.send(onImport.preview, { list });
		expect(again.data).toMatchObject({
			preview: { entries: [{ kind: 'same' }, { kind: 'same' }, { kind: 'same' }] }
		});
	});

	test('that was looked at before somebody else came in between writes nothing', async () => {
		const there = await aClass();
		const text = `${head}Both had this idea.,,,\n`;
		const seen = await previewBank(there.assistant, module, text);
		if (!seen.ok) throw new Error(seen.reason);
		await add('Both had this idea.', { of: 'module' }, there.instructor);
		const { stamp } = seen.preview;
		const done = await importBank(there.assistant, module, { text, stamp }, now);
		expect(done).toMatchObject({
			ok: false,
			reason: 'moved',
			preview: { entries: [{ kind: 'same' }] }
		});
		expect(await bankFor(there.assistant, module)).toHaveLength(1);
	});

	test('of wrong columns, in another encoding, damaged or empty is refused as a whole', async () => {
		const bad = ['Name,Mark\nAmna,1e9', 'English', '', 'English\n"open', `English\n\uFFFD\u0000`];
		for (const list of bad) {
			const sent = await marker.send(onImport.preview, { list });
			expect(sent.status, list).toBe(400);
			expect(Object.keys(sent.form?.errors ?? {}), list).toHaveLength(1);
		}
		const form = new FormData();
		const latin = new Uint8Array([...Buffer.from('English\nNa'), 0xef, ...Buffer.from('ve.')]);
		form.set('file', new File([latin], 'comments.csv', { type: 'text/csv' }));
		const event = await marker.event({ path: `${path}/import`, params: { module }, now });
		const request = new Request('http://localhost:3000', { method: 'POST', body: form });
		const sent = await marker.visit(() => onImport.preview?.({ ...event, request } as never), {
			path,
			now
		});
		expect(sent).toMatchObject({
			status: 400,
			form: { errors: { file: expect.any(String) as string } }
		});
		expect((await marker.send(loadImport)).status).toBe(200);
	});

	test('does not fill the bank beyond what a course may have', async () => {
		const there = await aClass();
		const rows = Array.from({ length: mostBankComments - 1 }, (_, i) => ({
			courseId: there.courseId,
			id: newId(),
			body: { en: `Comment ${i}` },
			createdBy: 'somebody',
			createdAt: now
		}));
		for (let i = 0; i < rows.length; i += 50)
			await db()
				.insert(bankComment)
				.values(rows.slice(i, i + 50));
		const seen = await previewBank(there.assistant, module, 'English\nOne more\nOne too many');
		expect(seen).toMatchObject({
			preview: { entries: [{ kind: 'new' }], bad: [{ line: 3, fault: 'full' }] }
		});
		await add('The last one', { of: 'module' }, there.assistant);
		const wish = { purpose: { of: 'course' } as const, body: { en: 'Too many' }, origin: null };
		expect(await addComment(there.assistant, module, wish, now)).toEqual({
			ok: false,
			reason: 'full',
			most: mostBankComments
		});
	});
});

describe('comments elsewhere', () => {
	test('go along with a copied course, unused, and with a module as a pack', async () => {
		const there = await aClass();
		const id = await add('Stays useful.', { of: 'criterion', criterionKey: 'R1' }, there.assistant);
		await add('For the course.', { of: 'course' }, there.assistant);
		const out = await add('Was taken out.', { of: 'module' }, there.assistant);
		await retireComment(there.assistant, module, { id: out, version: 1, retired: true }, now);
		await transaction((tx) => countUses(tx, there.courseId, [id], now));
		const wish = { title: { en: 'Next term' }, shiftDays: null, withStaff: false };
		const slug = await copyCourse(there.instructor, wish, now);
		const teacher = await actorOf(there.instructor, { slug });
		const named = async (who: Actor, at: string) =>
			(await bankFor(who, at))
				.map(({ body, criterionKey, usedTimes }) => [body.en, criterionKey, usedTimes])
				.sort();
		expect(await named(teacher, module)).toEqual([
			['For the course.', null, 0],
			['Stays useful.', 'R1', 0]
		]);
		const [copied] = await db().select().from(courseTable).where(eq(courseTable.slug, slug));
		const theirs = await db()
			.select({ by: bankComment.createdBy })
			.from(bankComment)
			.where(eq(bankComment.courseId, copied?.id ?? ''));
		expect(new Set(theirs.map(({ by }) => by))).toEqual(new Set([there.instructor.person?.id]));

		const packed = await exportModule(
			there.instructor,
			module,
			{ version: '1.0.0', licence: 'CC0' },
			now
		);
		if (!packed.ok) throw new Error(JSON.stringify(packed.fault));
		const fresh = await aClass();
		const brought = await bringInZip(fresh.instructor, packed.zip, now);
		if (!brought.ok) throw new Error(JSON.stringify(brought));
		expect(await named(fresh.instructor, brought.moduleSlug)).toEqual([['Stays useful.', 'R1', 0]]);
	});
});
