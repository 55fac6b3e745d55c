/*
 * A course copied for another term: its modules as they stand now, with the texts that were brought
 * in, and its settings; nobody's work, and none of the people except the staff one takes along.
 * Rows are copied table by table under new ids; every id of the old course is exchanged wherever a
 * column holds it.
 */
import { and, eq, getTableColumns, inArray } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { DateTime } from 'luxon';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { noQuote, requoted } from '$lib/annotations/ledger';
import { recordAct } from '$lib/courses/acts.server';
import { foundCourse } from '$lib/courses/courses.server';
import { enrol } from '$lib/courses/enrolling.server';
import type { LocalText } from '$lib/i18n/local-text';
import { indexVersion } from '$lib/readings/indexing.server';
import { isDocument } from '$lib/modules/module';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import * as schema from '$lib/server/db/schema';

export interface CopyWish {
	title: LocalText;
	/** Days by which every date moves; null leaves them all open. */
	shiftDays: number | null;
	/** The other instructors and assistants come along. */
	withStaff: boolean;
}

/** Needs `course.copy` here and `course.open`. Answers the new course's slug. */
export async function copyCourse(actor: Actor, wish: CopyWish, now: Date): Promise<string> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'course.copy', { courseId });
	authorize(actor, 'course.open');
	return transaction(async (tx) => {
		const [old] = await tx.select().from(schema.course).where(eq(schema.course.id, courseId));
		if (!old) notFound();
		const wanted = { title: wish.title, timeZone: old.timeZone };
		const fresh = await foundCourse(tx, actor, wanted, now);
		await tx
			.update(schema.course)
			.set({ settings: old.settings })
			.where(eq(schema.course.id, fresh.courseId));
		if (wish.withStaff) await bringStaff(tx, actor, courseId, fresh.courseId, now);
		const { shiftDays } = wish;
		const shift: Shift = (at) =>
			at === null || shiftDays === null ? null : moved(at, shiftDays, old.timeZone);
		await copyModules(tx, courseId, fresh.courseId, shift, personOf(actor).id);
		await recordAct(
			actor,
			{ act: 'course.copy', subjectKind: 'course', subjectId: fresh.courseId },
			now,
			tx
		);
		return fresh.slug;
	});
}

/** The same hour so many days later, also over a change of the clocks. */
function moved(at: Date, days: number, zone: string): Date {
	return DateTime.fromJSDate(at, { zone }).plus({ days }).toJSDate();
}

async function bringStaff(
	tx: Transaction,
	actor: Actor,
	from: string,
	to: string,
	now: Date
): Promise<void> {
	const { enrolment } = schema;
	const staff = await tx
		.select({ userId: enrolment.userId, role: enrolment.role })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, from),
				eq(enrolment.state, 'active'),
				inArray(enrolment.role, ['instructor', 'assistant'])
			)
		);
	for (const { userId, role } of staff)
		if (userId !== personOf(actor).id) await enrol(tx, { courseId: to, userId, role }, now);
}

type Shift = (at: Date | null) => Date | null;

/** What of a course is its content: every table of it, without what was taken out or replaced. */
async function copyModules(
	tx: Transaction,
	from: string,
	to: string,
	shift: Shift,
	createdBy: string
): Promise<void> {
	const ids = new Map([[from, to]]);
	const rowsOf = async <T extends SQLiteTable>(table: T): Promise<T['$inferSelect'][]> => {
		const { courseId } = getTableColumns(table);
		if (!courseId) throw new Error('a table of a course that does not name it');
		return tx
			.select()
			.from(table as SQLiteTable)
			.where(eq(courseId, from));
	};
	/** Under new ids; rows may name each other, so the ids of all of them are given out first. */
	const put = async <T extends SQLiteTable>(table: T, rows: T['$inferSelect'][]) => {
		for (const { id } of rows as { id?: unknown }[])
			if (typeof id === 'string' && !ids.has(id)) ids.set(id, newId());
		const fresh = rows.map((row) =>
			Object.fromEntries(
				Object.entries(row).map(([column, value]) => [
					column,
					typeof value === 'string' ? (ids.get(value) ?? value) : value
				])
			)
		);
		for (let i = 0; i < fresh.length; i += 50)
			await tx.insert(table).values(fresh.slice(i, i + 50) as T['$inferInsert'][]);
	};
	const isCopied = (id: string | null) => id !== null && ids.has(id);
	const due = <R extends { dueAt: Date | null; closesAt: Date | null }>(row: R): R => ({
		...row,
		dueAt: shift(row.dueAt),
		closesAt: shift(row.closesAt)
	});

	const modules = await rowsOf(schema.courseModule);
	await put(
		schema.courseModule,
		modules.map((row) => ({ ...row, opensAt: shift(row.opensAt) }))
	);
	for (const table of [schema.glossaryEntry, schema.timelineEntry])
		await put(table, await rowsOf(table));
	// How groups were made and figures of the class stay behind with its people.
	const documents = await rowsOf(schema.moduleDocument);
	await put(
		schema.moduleDocument,
		documents.filter(({ key }) => isDocument(key))
	);

	const readings = await rowsOf(schema.reading);
	await put(
		schema.reading,
		readings.filter((r) => !r.retiredAt)
	);
	const editions = (await rowsOf(schema.edition)).filter((e) => isCopied(e.readingId));
	const everyVersion = await rowsOf(schema.editionVersion);
	const versions = everyVersion.filter((v) => editions.some((e) => e.currentVersionId === v.id));
	// An edition names its version, which has to have its new id by then.
	for (const { id } of versions) ids.set(id, newId());
	await put(schema.edition, editions);
	await put(schema.editionVersion, versions);
	const paragraphs = await rowsOf(schema.paragraph);
	await put(
		schema.paragraph,
		paragraphs.filter((p) => isCopied(p.versionId))
	);
	for (const { id, readingId } of versions)
		await indexVersion(
			tx,
			{ courseId: to, readingId: ids.get(readingId) ?? '', versionId: ids.get(id) ?? '' },
			paragraphs.filter((p) => p.versionId === id)
		);

	// A tag keeps its name: the first ones are known by it without a row.
	const tags = await rowsOf(schema.noteTag);
	if (tags.length > 0)
		await tx
			.insert(schema.noteTag)
			.values(tags.map((tag) => ({ ...tag, courseId: to, moduleId: ids.get(tag.moduleId) ?? '' })));
	const rules = await rowsOf(schema.noteRule);
	await put(
		schema.noteRule,
		rules.filter((rule) => isCopied(rule.readingId))
	);

	const entries = (await rowsOf(schema.ledgerEntry)).filter((e) => !e.retiredAt);
	await put(schema.ledgerEntry, entries);
	const places = await rowsOf(schema.ledgerPlace);
	await put(
		schema.ledgerPlace,
		places
			.filter((p) => isCopied(p.entryId) && isCopied(p.readingId))
			.map((p) => {
				const editionId = everyVersion.find((v) => v.id === p.versionId)?.editionId;
				const now = versions.find((v) => v.editionId === editionId)?.id ?? null;
				const text = paragraphs.find(
					(q) => q.versionId === now && q.paragraphId === p.paragraphId
				)?.text;
				// Words that are gone stay behind: the new course has no version that they stood in.
				const quote = text === undefined ? null : requoted(p, text);
				return { ...p, ...(quote ?? noQuote), versionId: quote ? now : null };
			})
	);

	const sets = (await rowsOf(schema.questionSet)).filter((set) => !set.retiredAt);
	await put(
		schema.questionSet,
		sets.map((set) => ({
			...due(set),
			readingId: isCopied(set.readingId) ? set.readingId : null,
			releasedAt: null
		}))
	);
	const questions = (await rowsOf(schema.question)).filter(
		(q) => !q.retiredAt && isCopied(q.setId)
	);
	await put(schema.question, questions);
	const current = new Map(questions.map((q) => [q.id, q.currentVersion]));
	const bodies = await rowsOf(schema.questionVersion);
	await put(
		schema.questionVersion,
		bodies.filter((b) => current.get(b.questionId) === b.version)
	);

	const axes = (await rowsOf(schema.axis)).filter((a) => !a.retiredAt);
	await put(
		schema.axis,
		axes.filter(
			(a) =>
				!axes.some((b) => b.moduleId === a.moduleId && b.key === a.key && b.version > a.version)
		)
	);
	await put(
		schema.stanceMoment,
		(await rowsOf(schema.stanceMoment)).map((row) => ({
			...row,
			state: row.moment === 'before' ? 'open' : 'waiting',
			closedAt: null
		}))
	);
	const tasks = await rowsOf(schema.positionTask);
	const motions = await rowsOf(schema.motion);
	await put(
		schema.motion,
		motions.filter((m) => !m.retiredAt || tasks.some((task) => task.motionId === m.id))
	);
	await put(schema.rubric, await rowsOf(schema.rubric));
	await put(schema.rubricVersion, await rowsOf(schema.rubricVersion));
	// How often a comment was used, and who wrote it, is the old course's.
	const comments = (await rowsOf(schema.bankComment)).filter((c) => !c.retiredAt);
	await put(
		schema.bankComment,
		comments.map((row) => ({ ...row, usedTimes: 0, usedAt: null, createdBy, version: 1 }))
	);
	const anchors = (await rowsOf(schema.anchorPosition)).filter((a) => !a.retiredAt);
	await put(
		schema.anchorPosition,
		anchors.map((row) => ({
			...row,
			citations: row.citations.flatMap((cited) => {
				const readingId = ids.get(cited.readingId);
				return readingId === undefined ? [] : [{ ...cited, readingId }];
			})
		}))
	);
	await put(schema.positionTask, tasks.map(due));
	await put(
		schema.markingPlan,
		(await rowsOf(schema.markingPlan)).map((row) => ({ ...row, version: 1 }))
	);
	await put(
		schema.latePolicy,
		(await rowsOf(schema.latePolicy)).map((row) => ({ ...row, version: 1, changedBy: createdBy }))
	);
	// Of a format the newest version, free to be changed again; no debate has taken it here.
	const formats = await rowsOf(schema.debateFormat);
	await put(
		schema.debateFormat,
		formats
			.filter((f) => !f.retiredAt && !formats.some((g) => g.id === f.id && g.version > f.version))
			.map((row) => ({ ...row, usedAt: null, createdBy }))
	);
	const items = await rowsOf(schema.gradeItem);
	await put(
		schema.gradeItem,
		items.filter((item) => isCopied(item.subjectId) || item.kind === 'hand')
	);
	const plans = await rowsOf(schema.gradebookPlan);
	await put(
		schema.gradebookPlan,
		plans.map((row) => ({ ...row, version: 1 }))
	);
}
