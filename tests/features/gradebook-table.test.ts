/*
 * The gradebook as a table: out, changed, and in again; and every table that is not as it should be.
 */
import { and, eq } from 'drizzle-orm';
import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { cleanRoster, decodeRoster, sentRoster } from '$lib/courses/roster-file.server';
import { removePerson } from '$lib/courses/people.server';
import { cellFor, excuse, setByHand } from '$lib/gradebook/cells.server';
import { gradebookCsv } from '$lib/gradebook/csv.server';
import { gradebookFilter } from '$lib/gradebook/gradebook';
import { applyTable, previewTable, type TablePreview } from '$lib/gradebook/importing.server';
import { itemsIn } from '$lib/gradebook/items.server';
import { recordGrades } from '$lib/modules/grades.server';
import { db, transaction } from '$lib/server/db/client';
import { enrolment, gradeHistory } from '$lib/server/db/schema';
import { anAssistant, aSection, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const idOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';
const everything = gradebookFilter(new URLSearchParams());

const csvOf = (course: Class, at = now, actor = course.instructor) =>
	gradebookCsv(actor, everything, 'en', at);
const rowsOf = (csv: string): string[][] => parse(csv, { bom: true, relax_column_count: true });
const textOf = (rows: string[][]) =>
	rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')).join('\n');
const columnOf = (rows: string[][], title: string) =>
	rows[0]?.findIndex((header) => header.startsWith(title)) ?? -1;

async function preview(course: Class, text: string): Promise<TablePreview> {
	const clean = cleanRoster(text);
	if (!clean.ok) throw new Error(clean.reason);
	const shown = await previewTable(course.instructor, clean.text, now);
	if (!shown.ok) throw new Error(shown.reason);
	return shown.preview;
}

/** The exported table with one cell written over, in the row of that student. */
function withCell(csv: string, student: Actor, title: string, value: string): string {
	const rows = rowsOf(csv);
	const row = rows.find(([key]) => key === idOf(student));
	if (!row) throw new Error('no such row');
	row[columnOf(rows, title)] = value;
	return textOf(rows);
}

const first = 'Before reading';

async function firstItem(course: Class) {
	const item = (await itemsIn(course.instructor)).find((one) => one.title.en === first);
	if (!item) throw new Error('no such column');
	return item;
}

async function marked(course: Class, student: Actor, points: number, at = now) {
	const item = await firstItem(course);
	const given = { enrolmentId: idOf(student), points, state: 'hidden' as const };
	const { courseId } = course;
	const of = { courseId, kind: item.kind, subjectId: item.subjectId };
	await transaction((tx) => recordGrades(tx, of, [given], null, at));
	return { itemId: item.id, enrolmentId: idOf(student) };
}

describe('the table that goes out', () => {
	it('is UTF-8 with its mark, has one column an item, and no cell that a sheet would work out', async () => {
		const course = await aClass();
		const student = await aStudent(course, { name: '=cmd|calc', email: 'z@example.org' });
		for (const name of ['+1', '-2', '@sum', '\tTab']) await aStudent(course, { name });
		await marked(course, student, 3);
		const csv = await csvOf(course);
		expect(csv.startsWith('\uFEFF')).toBe(true);
		const rows = rowsOf(csv);
		const items = await itemsIn(course.instructor);
		expect(rows[0]?.slice(5, 5 + items.length)).toEqual(
			items.map((item): unknown => expect.stringContaining(`/${item.most} [`))
		);
		expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([]);
		const row = rows.find(([key]) => key === idOf(student));
		expect(row?.[columnOf(rows, first)]).toBe('3');
		expect(row).toContain('z@example.org');
	});

	it('names no address to assistants, and to one of a section that section alone', async () => {
		const course = await aClass();
		const sectionId = await aSection(course, 'A');
		await aStudent(course, { name: 'Inside', sectionId, email: 'inside@example.org' });
		await aStudent(course, { name: 'Outside' });
		const csv = await csvOf(course, now, course.assistant);
		expect(csv).not.toContain('@');
		const limited = await anAssistant(course, { sectionId, ownSectionOnly: true });
		const own = await csvOf(course, now, limited);
		expect(own).toContain('Inside');
		expect(own).not.toContain('Outside');
		await expect(csvOf(course, now, await aStudent(course))).rejects.toMatchObject({ status: 403 });
	});
});

describe('a table that comes back', () => {
	let course: Class;
	let student: Actor;
	beforeAll(async () => {
		course = await aClass();
		student = await aStudent(course, { name: 'Zainab Yusuf', email: 'zainab@example.org' });
		await marked(course, student, 3);
	});

	it('changes nothing as it went out, in either language', async () => {
		for (const locale of ['en', 'ur'] as const) {
			const csv = await gradebookCsv(course.instructor, everything, locale, minutes(1));
			const shown = await preview(course, csv);
			expect(shown).toMatchObject({ changes: [], refused: [], lines: [], unknown: [] });
			expect(shown.same).toBe(1);
		}
	});

	it('shows the changes alone, old and new, and writes exactly those', async () => {
		const class2 = await aClass();
		const [a, b] = [await aStudent(class2), await aStudent(class2)];
		const place = await marked(class2, a, 3);
		const csv = await csvOf(class2, minutes(1));
		const text = withCell(withCell(csv, a, first, '5.5'), b, first, '2');
		const shown = await preview(class2, text);
		const byPerson = new Map(shown.changes.map((one) => [one.enrolmentId, one]));
		expect(byPerson.get(idOf(a))).toMatchObject({ from: { points: 3 }, to: { points: 5.5 } });
		expect(byPerson.get(idOf(b))).toMatchObject({ from: { points: null }, to: { points: 2 } });
		const wish = { text, stamp: shown.stamp, stale: [] };
		expect(await applyTable(class2.instructor, wish, minutes(2))).toEqual({ ok: true, changed: 2 });
		expect(await cellFor(class2.instructor, place, minutes(3))).toMatchObject({
			computed: 3,
			cell: { points: 5.5, isOverridden: true },
			history: [{ why: 'csv', by: 'Teacher Tahira' }, { why: 'marking' }]
		});
		expect((await preview(class2, text)).changes).toEqual([]);
	});

	it.each([
		['1e9', 'not-a-number'],
		['NaN', 'not-a-number'],
		["=cmd|'/c calc'!A1", 'formula'],
		["'=1+1", 'formula'],
		['+5', 'formula'],
		['@SUM(A1)', 'formula'],
		['5,5', 'comma'],
		['-1', 'negative'],
		['9999', 'too-many'],
		['1.234', 'decimals'],
		['seven', 'not-a-number']
	])('is refused the cell %s', async (value, fault) => {
		const shown = await preview(course, withCell(await csvOf(course), student, first, value));
		expect(shown).toMatchObject({ changes: [], refused: [{ fault, name: 'Zainab Yusuf' }] });
	});

	it('knows people by key, number, address or a name that only one has', async () => {
		const class2 = await aClass();
		const a = await aStudent(class2, { name: 'Amna', email: 'amna@example.org' });
		await db()
			.update(enrolment)
			.set({ rosterId: '007' })
			.where(and(eq(enrolment.courseId, class2.courseId), eq(enrolment.id, idOf(a))));
		await aStudent(class2, { name: 'Twin' });
		await aStudent(class2, { name: 'Twin', email: 'twin@example.org' });
		const gone = await aStudent(class2, { name: 'Gone' });
		await removePerson(class2.instructor, idOf(gone), now);
		const one = async (columns: string, line: string) =>
			preview(class2, `${columns},${first}\n${line},1`);
		for (const [columns, line] of [
			['Key', idOf(a)],
			['Roll number', '7'],
			['E-mail', 'AMNA@example.org'],
			['نام', 'amna']
		] as const)
			expect((await one(columns, line)).changes).toMatchObject([{ enrolmentId: idOf(a) }]);
		expect((await one('Name', 'Nobody')).lines).toMatchObject([{ line: 2, fault: 'unknown' }]);
		expect((await one('Name', 'Twin')).lines).toMatchObject([{ fault: 'ambiguous' }]);
		expect((await one('Name', 'Gone')).lines).toMatchObject([{ fault: 'left' }]);
		expect((await one('Roll number,E-mail', '007,twin@example.org')).lines).toMatchObject([
			{ fault: 'two-people' }
		]);
		expect((await one('Name', '')).lines).toMatchObject([{ fault: 'nobody' }]);
		const twice = await preview(class2, `Name,${first}\nAmna,1\namna,2`);
		expect(twice.lines).toMatchObject([{ line: 3, fault: 'twice', first: 2 }]);
		expect(twice.changes).toMatchObject([{ to: { points: 1 } }]);
		const extra = await preview(class2, `Name,${first}\nAmna,1,2`);
		expect(extra).toMatchObject({ changes: [], lines: [{ fault: 'extra-cells' }] });
	});

	it('says which columns are none here, and reads the others', async () => {
		const shown = await preview(course, `Name,Attendance,${first}\nZainab Yusuf,9,4`);
		expect(shown.unknown).toEqual(['Attendance']);
		expect(shown.changes).toMatchObject([{ to: { points: 4 } }]);
	});

	it.each([
		['Name,Nothing\nA,1', 'no-columns'],
		['Nothing,Before reading\nA,1', 'no-people'],
		['Name,Before reading', 'no-rows'],
		['Name,Before reading,Before reading\nA,1,2', 'column-twice'],
		['Name,Before reading\n"A,1', 'quotes']
	])('is refused whole as %j', async (text, reason) => {
		expect(await previewTable(course.instructor, text, now)).toMatchObject({ ok: false, reason });
	});

	it('is read in UTF-8 and UTF-16, with semicolons and tabs, and refused in an older encoding', async () => {
		const text = `Name;${first}\nZainab Yusuf;4`;
		const wide = Buffer.from(`\uFEFF${text.replaceAll(';', '\t')}`, 'utf16le');
		for (const bytes of [Buffer.from(text), wide]) {
			const decoded = decodeRoster(bytes);
			if (!decoded.ok) throw new Error(decoded.reason);
			expect((await preview(course, decoded.text)).changes).toMatchObject([{ to: { points: 4 } }]);
		}
		const older = Buffer.from('Name,Before reading\nZo\u00eb,4', 'latin1');
		expect(decodeRoster(older)).toEqual({ ok: false, reason: 'encoding' });
		expect(await sentRoster(undefined, 'Name\u0000,1')).toMatchObject({
			reason: 'lost-characters'
		});
	});

	it('excuses and counts again by its word and by points', async () => {
		const class2 = await aClass();
		const a = await aStudent(class2);
		const place = await marked(class2, a, 3);
		await excuse(class2.instructor, place, 1, minutes(1));
		const csv = await csvOf(class2, minutes(2));
		expect(rowsOf(csv)[1]).toContain('excused');
		expect((await preview(class2, csv)).changes).toEqual([]);
		const text = withCell(csv, a, first, '4');
		const { stamp } = await preview(class2, text);
		await applyTable(class2.instructor, { text, stamp, stale: [] }, minutes(3));
		const counted = await cellFor(class2.instructor, place, minutes(4));
		expect(counted.cell).toMatchObject({ points: 4, standing: 'hidden' });
		const back = withCell(csv, a, first, 'معاف');
		const again = await preview(class2, back);
		expect(again.changes).toMatchObject([{ to: { isExcused: true }, stale: { at: minutes(3) } }]);
	});

	it('leaves what changed after it was made, unless that is wanted cell by cell', async () => {
		const class2 = await aClass();
		const [a, b] = [await aStudent(class2, { name: 'A' }), await aStudent(class2, { name: 'B' })];
		const place = await marked(class2, a, 3);
		await marked(class2, b, 3);
		const csv = await csvOf(class2, minutes(1));
		await setByHand(
			class2.instructor,
			place,
			{ version: 1, points: '6', isShown: false },
			minutes(2)
		);
		// The file still says 3 of A, which nobody has touched in it, and 5 of B.
		const text = withCell(csv, b, first, '5');
		const shown = await preview(class2, text);
		const old = shown.changes.find((one) => one.enrolmentId === idOf(a));
		expect(old).toMatchObject({
			from: { points: 6 },
			to: { points: 3 },
			stale: { at: minutes(2), by: 'Teacher Tahira' }
		});
		const wish = { text, stamp: shown.stamp, stale: [] };
		expect(await applyTable(class2.instructor, wish, minutes(3))).toEqual({ ok: true, changed: 1 });
		expect((await cellFor(class2.instructor, place, minutes(4))).cell.points).toBe(6);
		const { stamp, changes } = await preview(class2, text);
		const stale = changes.map((one) => one.key);
		expect(await applyTable(class2.instructor, { text, stamp, stale }, minutes(5))).toEqual({
			ok: true,
			changed: 1
		});
		expect((await cellFor(class2.instructor, place, minutes(6))).cell.points).toBe(3);
	});

	it('writes nothing when a grade changed between the preview and the button', async () => {
		const class2 = await aClass();
		const [a, b] = [await aStudent(class2), await aStudent(class2)];
		const place = await marked(class2, a, 3);
		const csv = await csvOf(class2, minutes(1));
		const text = withCell(withCell(csv, a, first, '4'), b, first, '4');
		const { stamp } = await preview(class2, text);
		await marked(class2, a, 2, minutes(2));
		const applied = await applyTable(class2.instructor, { text, stamp, stale: [] }, minutes(3));
		expect(applied).toMatchObject({ ok: false, reason: 'moved' });
		if (applied.ok || !('preview' in applied)) throw new Error('it was written');
		expect(applied.preview.changes).toContainEqual(
			expect.objectContaining({
				enrolmentId: idOf(a),
				from: { points: 2, isExcused: false, isMarking: false },
				stale: { at: minutes(2), by: null }
			})
		);
		const kept = await db()
			.select()
			.from(gradeHistory)
			.where(and(eq(gradeHistory.courseId, class2.courseId), eq(gradeHistory.why, 'csv')));
		expect(kept).toEqual([]);
		expect((await cellFor(class2.instructor, place, minutes(4))).cell.points).toBe(2);
	});

	it('is brought in by instructors alone', async () => {
		const text = `Name,${first}\nZainab Yusuf,4`;
		for (const who of [course.assistant, student]) {
			await expect(previewTable(who, text, now)).rejects.toMatchObject({ status: 403 });
			await expect(applyTable(who, { text, stamp: 'x', stale: [] }, now)).rejects.toMatchObject({
				status: 403
			});
		}
	});
});
