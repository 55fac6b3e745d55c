/*
 * Points from a table. It is read and compared with what stands here; nothing is written until the
 * instructor has seen what it would change, and nothing of the file is kept. Applying compares once
 * more, inside the transaction that writes: if a grade has changed since, nothing is written and the
 * new comparison is shown.
 */
import { createHash } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { linesOfRoster, type RosterUnreadable } from '$lib/courses/roster-file.server';
import { staffName, studentName } from '$lib/courses/wording';
import type { LocalText } from '$lib/i18n/local-text';
import { changeGrades, type HandChange } from '$lib/modules/changing-grades.server';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { enrolment, grade, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';
import {
	planTable,
	type CellDifference,
	type GradesHere,
	type HeaderFault,
	type KnownCell,
	type TableLine,
	type TablePlan
} from './changes';
import { cellsOf } from './facts.server';
import type { ItemHere } from './gradebook';
import { itemsOn } from './items.server';

/** Letters of a line: forty columns have long headers. */
const longestLine = 40_000;

export interface TablePreview extends TablePlan {
	/** Titles of the columns that the plan names. */
	titles: Record<string, LocalText>;
	/** Names this comparison: whoever applies it has seen it. */
	stamp: string;
}

type Unread = { ok: false } & (RosterUnreadable | { reason: HeaderFault });

/** @param text as `cleanRoster` gives it */
export async function previewTable(
	actor: Actor,
	text: string,
	now: Date
): Promise<{ ok: true; preview: TablePreview } | Unread> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	const read = linesOfRoster(text, longestLine);
	if (!read.ok) return read;
	const compared = await compare(db(), courseId, read.lines, now);
	return compared.ok ? { ok: true, preview: compared.preview } : compared;
}

type Compared = { ok: true; preview: TablePreview } | { ok: false; reason: HeaderFault };

async function compare(
	on: Executor,
	courseId: string,
	lines: TableLine[],
	now: Date
): Promise<Compared> {
	const items = await itemsOn(on, courseId);
	const read = planTable(lines, await gradesHere(on, courseId, items, now));
	if (!read.ok) return read;
	const { ok: _ok, ...plan } = read;
	const stamp = createHash('sha256').update(JSON.stringify(plan)).digest('base64url');
	const named = new Set([...plan.changes, ...plan.refused].map((one) => one.itemId));
	const titles = Object.fromEntries(
		items.filter(({ id }) => named.has(id)).map(({ id, title }) => [id, title])
	);
	return { ok: true, preview: { ...plan, titles, stamp } };
}

async function gradesHere(
	on: Executor,
	courseId: string,
	items: ItemHere[],
	now: Date
): Promise<GradesHere> {
	const people = await on
		.select({
			enrolmentId: enrolment.id,
			name: user.name,
			email: user.email,
			rosterId: enrolment.rosterId,
			state: enrolment.state
		})
		.from(enrolment)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.role, 'student')));
	const ids = people.map((person) => person.enrolmentId);
	const cells = await cellsOf(courseId, items, ids, now, { isClass: true, on });
	const itemIds = items.map((item) => item.id);
	const rows =
		itemIds.length === 0
			? []
			: await on
					.select({
						enrolmentId: grade.enrolmentId,
						itemId: grade.itemId,
						version: grade.version,
						changedAt: grade.changedAt,
						changedBy: grade.changedBy,
						by: user.name
					})
					.from(grade)
					.leftJoin(user, eq(user.id, grade.changedBy))
					.where(and(eq(grade.courseId, courseId), inArray(grade.itemId, itemIds)));
	const kept = new Map(rows.map((row) => [`${row.enrolmentId} ${row.itemId}`, row]));
	return {
		items,
		people: people.map(({ state, name, email, ...person }) => ({
			...person,
			name: studentName(name),
			email: email !== null && hasMailbox(email) ? email : null,
			isHere: state === 'active'
		})),
		cellOf: (enrolmentId, itemId): KnownCell => {
			const row = kept.get(`${enrolmentId} ${itemId}`);
			return {
				cell: cells.get(enrolmentId)?.get(itemId) ?? { points: null, standing: 'none' },
				version: row?.version ?? 0,
				changedAt: row?.changedAt ?? null,
				by: row ? staffName(row.changedBy, row.by) : null
			};
		}
	};
}

export type TableApplied =
	{ ok: true; changed: number } | { ok: false; reason: 'moved'; preview: TablePreview } | Unread;

/**
 * All of it or nothing.
 * @param stamp of the comparison that was seen
 * @param stale keys of cells that changed after the file was made and are to be overwritten all the same
 */
export async function applyTable(
	actor: Actor,
	{ text, stamp, stale }: { text: string; stamp: string; stale: readonly string[] },
	now: Date
): Promise<TableApplied> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'gradebook.edit', { courseId });
	const read = linesOfRoster(text, longestLine);
	if (!read.ok) return read;
	const wanted = new Set(stale);
	const done = await transaction(async (tx): Promise<TableApplied> => {
		const compared = await compare(tx, courseId, read.lines, now);
		if (!compared.ok) return compared;
		const { preview } = compared;
		if (preview.stamp !== stamp) return { ok: false, reason: 'moved', preview };
		const chosen = preview.changes.filter((one) => one.stale === null || wanted.has(one.key));
		const cells = chosen.map((one) => ({
			itemId: one.itemId,
			enrolmentId: one.enrolmentId,
			version: one.version,
			changes: changesFor(one)
		}));
		const { id } = personOf(actor);
		const written = await changeGrades(tx, courseId, cells, id, now, 'csv');
		if (!written.ok) return { ok: false, reason: 'moved', preview };
		const act = { act: 'grade.import', subjectKind: 'course', subjectId: courseId };
		const detail = { grades: written.changed };
		if (written.changed > 0) await recordAct(actor, { ...act, detail }, now, tx);
		return { ok: true, changed: written.changed };
	});
	if (done.ok || done.reason !== 'moved') return done;
	const again = await compare(db(), courseId, read.lines, now);
	return again.ok ? { ok: false, reason: 'moved', preview: again.preview } : again;
}

function changesFor({ from, to }: CellDifference): HandChange[] {
	if (to.isExcused) return [{ to: 'excused' }];
	return [
		...(from.isExcused ? [{ to: 'counted' as const }] : []),
		{ to: 'points', points: to.points ?? 0 }
	];
}
