/*
 * The formats that a course can debate in: those of the site, and its own changed copies, each in its
 * newest version. For whoever sets debates up.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { stampOf } from '$lib/forms/stamp.server';
import { db, type Executor } from '$lib/server/db/client';
import { debateFormat } from '$lib/server/db/schema';
import type { FormatBody, FormatName } from '../format';
import { formats } from '../formats';
import { lengthsOf, type Lengths } from './shape';

type Reader = Pick<Executor, 'select'>;
type Row = typeof debateFormat.$inferSelect;

export interface ListedFormat extends Lengths {
	/** In addresses and forms: the key of the site's, the id of a copy. */
	ref: string;
	title: FormatBody['title'];
	summary: FormatBody['summary'];
	source: FormatBody['source'];
	result: FormatBody['result'];
	isOwn: boolean;
	version: number;
	isRetired: boolean;
}

function listed(
	body: FormatBody,
	of: Pick<ListedFormat, 'ref' | 'isOwn' | 'version' | 'isRetired'>
) {
	const { title, summary, source, result } = body;
	return { ...of, title, summary, source, result, ...lengthsOf(body) };
}

/** The newest version of each copy of the course, the oldest copy first. */
async function copiesIn(on: Reader, courseId: string): Promise<Row[]> {
	const rows = await on
		.select()
		.from(debateFormat)
		.where(eq(debateFormat.courseId, courseId))
		.orderBy(asc(debateFormat.id), asc(debateFormat.version));
	return [...new Map(rows.map((row) => [row.id, row])).values()];
}

/** Needs `debate.plan`. */
export async function formatsFor(actor: Actor): Promise<ListedFormat[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const copies = await copiesIn(db(), courseId);
	return [
		...copies.map(({ id, version, body, retiredAt }) =>
			listed(body, { ref: id, isOwn: true, version, isRetired: retiredAt !== null })
		),
		...Object.entries(formats).map(([key, body]) =>
			listed(body, { ref: key, isOwn: false, version: body.version, isRetired: false })
		)
	];
}

export interface FormatHere {
	ref: string;
	name: FormatName;
	body: FormatBody;
	/** A debate has taken this version: it stands. */
	isUsed: boolean;
	isRetired: boolean;
	/** What a save builds on. */
	stamp: string;
}

/** As it would be taken for a debate now; null when there is none of that name. */
export async function formatIn(
	on: Reader,
	courseId: string,
	ref: string
): Promise<FormatHere | null> {
	const shipped = Object.hasOwn(formats, ref) ? formats[ref] : undefined;
	if (shipped) {
		const name = { key: ref, id: null, version: shipped.version };
		const stamp = stampOf(shipped);
		return { ref, name, body: shipped, isUsed: true, isRetired: false, stamp };
	}
	const rows = await on
		.select()
		.from(debateFormat)
		.where(and(eq(debateFormat.courseId, courseId), eq(debateFormat.id, ref)))
		.orderBy(asc(debateFormat.version));
	const row = rows.at(-1);
	if (!row) return null;
	return {
		ref,
		name: { key: row.key, id: row.id, version: row.version },
		body: row.body,
		isUsed: row.usedAt !== null,
		isRetired: row.retiredAt !== null,
		stamp: stampOf(row.body)
	};
}

/** Needs `debate.plan`; 404 for one that is not there. */
export async function formatFor(actor: Actor, ref: string): Promise<FormatHere> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	return (await formatIn(db(), courseId, ref)) ?? notFound();
}
