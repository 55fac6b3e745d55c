/*
 * The events of a module's timeline as their author writes them. They stand in the order of their
 * dates; the key of an event is made once and is what its links are made of.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { stampOf } from '$lib/forms/stamp.server';
import type { LocalText } from '$lib/i18n/local-text';
import { holdModule, moduleToEdit, recordOfModule } from '$lib/modules/authoring.server';
import { freeName, slugOf } from '$lib/modules/module';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { timelineEntry } from '$lib/server/db/schema';
import { readPointers, writtenPointers } from './pointers';
import { readingIndex } from './readings.server';

export const precisions = ['day', 'month', 'range'] as const;

export interface EventDate {
	value: string;
	precision: (typeof precisions)[number];
	end: string | null;
}

export interface TimelineEvent {
	date: EventDate;
	text: LocalText;
	source: LocalText;
	/** As authors write them: see pointers.ts. */
	paragraphs: string;
}

export interface EventToEdit extends TimelineEvent {
	key: string;
	base: string;
}

type Row = typeof timelineEntry.$inferSelect;

async function rowsIn(on: Executor, courseId: string, moduleId: string): Promise<Row[]> {
	return on
		.select()
		.from(timelineEntry)
		.where(and(eq(timelineEntry.courseId, courseId), eq(timelineEntry.moduleId, moduleId)))
		.orderBy(asc(timelineEntry.position));
}

function baseOf({ date, text, source, paragraphs }: Row): string {
	return stampOf({ date, text, source, paragraphs });
}

/** In their order. Needs `module.edit`. */
export async function timelineToEdit(actor: Actor, moduleSlug: string): Promise<EventToEdit[]> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const [rows, index] = await Promise.all([
		rowsIn(db(), courseId, moduleId),
		readingIndex(actor, moduleId)
	]);
	return rows.map((row) => ({
		key: row.key,
		date: row.date,
		text: row.text,
		source: row.source,
		paragraphs: writtenPointers(index, row.paragraphs),
		base: baseOf(row)
	}));
}

/** 404 when there is none of that key. */
export async function eventToEdit(
	actor: Actor,
	moduleSlug: string,
	key: string
): Promise<EventToEdit> {
	const events = await timelineToEdit(actor, moduleSlug);
	return events.find((event) => event.key === key) ?? notFound();
}

export type SavedEvent =
	| { ok: true; key: string }
	| { ok: false; reason: 'conflict' }
	| { ok: false; reason: 'no-such-paragraph'; unknown: string };

/** Needs `module.edit`. @param key null for a new event */
export async function saveEvent(
	actor: Actor,
	moduleSlug: string,
	key: string | null,
	{ base, ...event }: TimelineEvent & { base: string },
	now: Date
): Promise<SavedEvent> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const read = readPointers(await readingIndex(actor, moduleId), event.paragraphs);
	if (!read.ok) return { ok: false, reason: 'no-such-paragraph', unknown: read.unknown };
	return transaction(async (tx) => {
		await holdModule(tx, courseId, moduleId);
		const rows = await rowsIn(tx, courseId, moduleId);
		const before = rows.find((row) => row.key === key);
		if (key !== null && !before) notFound();
		if (before && baseOf(before) !== base)
			return { ok: false as const, reason: 'conflict' as const };
		const kept = before?.key ?? keyOf(event, new Set(rows.map((row) => row.key)));
		const written = { ...event, paragraphs: read.pointers };
		const positions = placed(rows, kept, event.date);
		const position = positions.get(kept) ?? rows.length + 1;
		await tx
			.insert(timelineEntry)
			.values({ courseId, moduleId, key: kept, position, ...written })
			.onConflictDoUpdate({
				target: [timelineEntry.courseId, timelineEntry.moduleId, timelineEntry.key],
				set: { position, ...written }
			});
		await move(tx, courseId, moduleId, rows, positions);
		await recordOfModule(actor, 'timeline.save', moduleId, { event: kept }, now, tx);
		return { ok: true as const, key: kept };
	});
}

/** Needs `module.edit`. */
export async function removeEvent(
	actor: Actor,
	moduleSlug: string,
	key: string,
	now: Date
): Promise<void> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	await transaction(async (tx) => {
		await tx
			.delete(timelineEntry)
			.where(
				and(
					eq(timelineEntry.courseId, courseId),
					eq(timelineEntry.moduleId, moduleId),
					eq(timelineEntry.key, key)
				)
			);
		await recordOfModule(actor, 'timeline.remove', moduleId, { event: key }, now, tx);
	});
}

function keyOf({ text, date }: TimelineEvent, taken: ReadonlySet<string>): string {
	const words = slugOf((text.en ?? '').slice(0, 40));
	return freeName(words || `event-${date.value}`, new Set([...taken, 'new']));
}

/** The places of all events, with this one where its date puts it: after others of that date. */
function placed(rows: readonly Row[], key: string, date: EventDate): Map<string, number> {
	const others = rows.filter((row) => row.key !== key);
	const moved = rows.find((row) => row.key === key)?.date.value !== date.value;
	const at = moved
		? others.findLastIndex((row) => row.date.value <= date.value) + 1
		: rows.findIndex((row) => row.key === key);
	const keys = others.map((row) => row.key);
	keys.splice(at, 0, key);
	return new Map(keys.map((k, i) => [k, i + 1]));
}

async function move(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	rows: readonly Row[],
	positions: ReadonlyMap<string, number>
): Promise<void> {
	for (const { key, position } of rows) {
		const place = positions.get(key);
		if (place !== undefined && place !== position)
			await tx
				.update(timelineEntry)
				.set({ position: place })
				.where(
					and(
						eq(timelineEntry.courseId, courseId),
						eq(timelineEntry.moduleId, moduleId),
						eq(timelineEntry.key, key)
					)
				);
	}
}
