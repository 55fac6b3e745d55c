/*
 * The comment bank as a table to take along and to bring back in. A cell that a table might take for
 * a formula gets a sign before it; reading takes it off again. What comes in is shown before it
 * counts, and adds only what is not there.
 */
import { stringify } from 'csv-stringify/sync';
import { and, eq, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { linesOfRoster, type RosterUnreadable } from '$lib/courses/roster-file.server';
import { holdClass } from '$lib/courses/holding.server';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { bankComment } from '$lib/server/db/schema';
import type { Criterion } from '../review';
import { criteriaIn, type InModule } from '../rubric-current.server';
import { readBank, type BadBankRow, type BankRead } from './bank-rows';
import {
	bankToWrite,
	commentsFor,
	commentsThere,
	insertComments,
	isSameBody,
	isSamePurpose,
	roomIn
} from './comments.server';
import type { Purpose } from './purpose';
import { criterionCell } from './words';

/** What is in use, in UTF-8 with the mark that tables know it by. */
export async function bankCsv(
	actor: Actor,
	moduleSlug: string,
	locale: Locale,
	timeZone: string
): Promise<string> {
	authorize(actor, 'bank.write', { courseId: membershipOf(actor).courseId });
	const filter = { words: '', purpose: null, retired: false };
	const { comments, criteria } = await commentsFor(actor, moduleSlug, filter, locale);
	const dayOf = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeZone });
	const head = [
		m.bank_column_en(),
		m.bank_column_ur(),
		m.bank_column_criterion(),
		m.bank_column_for(),
		m.bank_column_used(),
		m.bank_column_last()
	];
	const rows = comments.map(({ body, purpose, usedTimes, usedAt }) => [
		body.en,
		body.ur,
		purpose.of === 'criterion' ? criterionCell(purpose.criterionKey, criteria, locale) : '',
		purpose.of === 'course' ? m.bank_cell_course() : m.bank_cell_module(),
		usedTimes,
		usedAt ? dayOf.format(usedAt) : ''
	]);
	return stringify([head, ...rows], { bom: true, escape_formulas: true, record_delimiter: '\r\n' });
}

export interface BankEntryRead {
	/** `back`: it was taken out and would come back. */
	kind: 'new' | 'back' | 'same';
	line: number;
	purpose: Purpose;
	body: LocalText;
	/** Of one that comes back. */
	id: string | null;
}

export interface BankPreview {
	entries: BankEntryRead[];
	bad: BadBankRow[];
	/** Columns that are not used. */
	ignored: string[];
	criteria: Pick<Criterion, 'key' | 'title'>[];
	/** What an import builds on. */
	stamp: string;
}

export type BankUnreadable =
	({ ok: false } & RosterUnreadable) | { ok: false; reason: (BankRead & { ok: false })['reason'] };
export type BankPreviewed = { ok: true; preview: BankPreview } | BankUnreadable;

/** @param text as `sentRoster` gives it */
export async function previewBank(
	actor: Actor,
	moduleSlug: string,
	text: string
): Promise<BankPreviewed> {
	const at = await bankToWrite(actor, moduleSlug);
	return previewOn(db(), at, text);
}

async function previewOn(
	on: Pick<Executor, 'select'>,
	at: InModule,
	text: string
): Promise<BankPreviewed> {
	const read = linesOfRoster(text);
	if (!read.ok) return read;
	const criteria = await criteriaIn(on, at);
	const table = readBank(read.lines, criteria);
	if (!table.ok) return table;
	const kept = await commentsThere(on, at);
	let room = await roomIn(on, at.courseId);
	const entries: BankEntryRead[] = [];
	const bad = [...table.bad];
	for (const { line, purpose, body } of table.rows) {
		const isIt = (one: { purpose: Purpose; body: LocalText }) =>
			isSamePurpose(one.purpose, purpose) && isSameBody(one.body, body);
		const there = kept.filter(isIt);
		if (entries.some(isIt) || there.some((one) => !one.isRetired)) {
			entries.push({ kind: 'same', line, purpose, body, id: null });
		} else if (room < 1) {
			const words = [body.en, body.ur].filter(Boolean).join(' · ').slice(0, 200);
			bad.push({ line, fault: 'full', words });
		} else {
			room -= 1;
			const id = there[0]?.id ?? null;
			entries.push({ kind: id === null ? 'new' : 'back', line, purpose, body, id });
		}
	}
	bad.sort((a, b) => a.line - b.line);
	const stamp = stampOf([entries, bad]);
	const named = criteria.map(({ key, title }) => ({ key, title }));
	return { ok: true, preview: { entries, bad, ignored: table.ignored, criteria: named, stamp } };
}

export type BankImported =
	| { ok: true; added: number; back: number }
	/** The bank has changed since the preview was looked at: what it would be now. */
	| { ok: false; reason: 'moved'; preview: BankPreview }
	| BankUnreadable;

/** @param stamp of the preview that was looked at */
export async function importBank(
	actor: Actor,
	moduleSlug: string,
	{ text, stamp }: { text: string; stamp: string },
	now: Date
): Promise<BankImported> {
	const at = await bankToWrite(actor, moduleSlug);
	return transaction(async (tx): Promise<BankImported> => {
		await holdClass(tx, at.courseId);
		const shown = await previewOn(tx, at, text);
		if (!shown.ok) return shown;
		const { preview } = shown;
		if (preview.stamp !== stamp) return { ok: false, reason: 'moved', preview };
		const fresh = preview.entries.filter(({ kind }) => kind === 'new');
		await insertComments(
			tx,
			actor,
			at,
			fresh.map(({ purpose, body }) => ({ id: newId(), purpose, body })),
			now
		);
		const back = preview.entries.flatMap(({ id }) => (id === null ? [] : [id]));
		await bringBack(tx, at.courseId, back);
		if (fresh.length + back.length > 0) {
			const act = { act: 'bank.import', subjectKind: 'module', subjectId: at.moduleId };
			await recordAct(
				actor,
				{ ...act, detail: { added: fresh.length, back: back.length } },
				now,
				tx
			);
		}
		return { ok: true, added: fresh.length, back: back.length };
	});
}

async function bringBack(tx: Transaction, courseId: string, ids: readonly string[]): Promise<void> {
	for (const id of ids)
		await tx
			.update(bankComment)
			.set({ retiredAt: null, version: sql`${bankComment.version} + 1` })
			.where(and(eq(bankComment.courseId, courseId), eq(bankComment.id, id)));
}
