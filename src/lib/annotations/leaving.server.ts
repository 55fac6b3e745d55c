/*
 * What reading keeps of people: their notes and replies, and what they found when they checked a claim.
 * None of it is graded work, so that it goes with its author; a note that others replied to stays as a
 * place without words and without anybody.
 */
import { and, asc, eq, inArray, isNotNull, ne, notExists, or } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { titlesIn } from '$lib/readings/leaving.server';
import { db, type Transaction } from '$lib/server/db/client';
import {
	courseModule,
	ledgerCheck,
	ledgerEntry,
	ledgerPlace,
	note,
	notePlace,
	noteReply,
	noteRule,
	noteTag,
	searchEntry
} from '$lib/server/db/schema';
import type { Audience } from './note';
import { tagsIn } from './tags.server';

export interface AnnotationsMine {
	notes: {
		module: LocalText;
		reading: LocalText;
		/** The passage as it was chosen. */
		exact: string;
		/** Empty for a highlight, and for what was deleted under the replies of others. */
		body: string;
		lang: 'en' | 'ur';
		tags: LocalText[];
		audience: Audience;
		shownAs: LocalText;
		at: Date;
		editedAt: Date | null;
		resolvedAt: Date | null;
	}[];
	/** The passage that was spoken of; what others wrote about it is theirs. */
	replies: {
		module: LocalText;
		reading: LocalText;
		exact: string;
		body: string;
		lang: 'en' | 'ur';
		at: Date;
	}[];
	checks: {
		module: LocalText;
		claim: LocalText;
		verdict: string;
		finding: string;
		source: string;
		lang: 'en' | 'ur';
		at: Date;
	}[];
}

const itsModule = and(eq(courseModule.courseId, note.courseId), eq(courseModule.id, note.moduleId));

export const annotationsLeaving: Leaving<AnnotationsMine> = {
	people: [searchEntry, ledgerCheck, noteReply, notePlace, note],
	content: [ledgerPlace, ledgerEntry, noteTag, noteRule],

	async mine({ courseId, enrolmentId }) {
		const titles = await titlesIn(courseId);
		const own = await db()
			.select({ module: courseModule.title, note })
			.from(note)
			.innerJoin(courseModule, itsModule)
			.where(and(eq(note.courseId, courseId), eq(note.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(note.id));
		const answers = await db()
			.select({
				module: courseModule.title,
				readingId: note.readingId,
				exact: note.exact,
				body: noteReply.body,
				lang: noteReply.lang,
				at: noteReply.createdAt
			})
			.from(noteReply)
			.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
			.innerJoin(courseModule, itsModule)
			.where(and(eq(noteReply.courseId, courseId), eq(noteReply.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(noteReply.id));
		const checks = await db()
			.select({
				module: courseModule.title,
				claim: ledgerEntry.text,
				verdict: ledgerCheck.verdict,
				finding: ledgerCheck.finding,
				source: ledgerCheck.source,
				lang: ledgerCheck.lang,
				at: ledgerCheck.createdAt
			})
			.from(ledgerCheck)
			.innerJoin(
				ledgerEntry,
				and(eq(ledgerEntry.courseId, ledgerCheck.courseId), eq(ledgerEntry.id, ledgerCheck.entryId))
			)
			.innerJoin(
				courseModule,
				and(
					eq(courseModule.courseId, ledgerEntry.courseId),
					eq(courseModule.id, ledgerEntry.moduleId)
				)
			)
			.where(and(eq(ledgerCheck.courseId, courseId), eq(ledgerCheck.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(ledgerEntry.position));
		const tags = new Map<string, Awaited<ReturnType<typeof tagsIn>>>();
		for (const moduleId of new Set(own.map((row) => row.note.moduleId)))
			tags.set(moduleId, await tagsIn(courseId, moduleId));
		return {
			notes: own.map(({ module, note: row }) => ({
				module,
				reading: titles.get(row.readingId) ?? {},
				exact: row.exact,
				body: row.body,
				lang: row.lang,
				tags: row.tags.map(
					(id) => tags.get(row.moduleId)?.find((tag) => tag.id === id)?.label ?? { en: id }
				),
				audience: row.audience,
				shownAs: row.shownAs,
				at: row.createdAt,
				editedAt: row.editedAt,
				resolvedAt: row.resolvedAt
			})),
			replies: answers.map(({ readingId, ...rest }) => ({
				...rest,
				reading: titles.get(readingId) ?? {}
			})),
			checks
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId } = place;
		await tx
			.delete(ledgerCheck)
			.where(and(eq(ledgerCheck.courseId, courseId), eq(ledgerCheck.enrolmentId, enrolmentId)));
		await eraseReplies(tx, courseId, enrolmentId);
		await eraseNotes(tx, courseId, enrolmentId);
		await unsign(tx, place, note, ['resolvedBy']);
	},

	async purge(tx, courseId, extent) {
		await tx
			.delete(searchEntry)
			.where(
				and(
					eq(searchEntry.courseId, courseId),
					extent === 'all' ? undefined : isNotNull(searchEntry.noteId)
				)
			);
		await emptyTables(tx, courseId, [ledgerCheck, noteReply, notePlace, note]);
		if (extent === 'all')
			await emptyTables(tx, courseId, [ledgerPlace, ledgerEntry, noteTag, noteRule]);
	}
};

async function eraseReplies(tx: Transaction, courseId: string, enrolmentId: string): Promise<void> {
	const own = and(eq(noteReply.courseId, courseId), eq(noteReply.enrolmentId, enrolmentId));
	const rows = await tx.select({ id: noteReply.id }).from(noteReply).where(own);
	const ids = rows.map(({ id }) => id);
	if (ids.length > 0)
		await tx
			.delete(searchEntry)
			.where(and(eq(searchEntry.courseId, courseId), inArray(searchEntry.replyId, ids)));
	await tx.delete(noteReply).where(own);
}

/** With the places that nobody's replies need any more, whoever wrote there. */
async function eraseNotes(tx: Transaction, courseId: string, enrolmentId: string): Promise<void> {
	const isAnswered = tx
		.select({ id: noteReply.id })
		.from(noteReply)
		.where(and(eq(noteReply.courseId, note.courseId), eq(noteReply.noteId, note.id)));
	const gone = await tx
		.select({ id: note.id })
		.from(note)
		.where(
			and(
				eq(note.courseId, courseId),
				or(eq(note.enrolmentId, enrolmentId), isNotNull(note.deletedAt)),
				notExists(isAnswered)
			)
		);
	const ids = gone.map(({ id }) => id);
	for (let i = 0; i < ids.length; i += batch) {
		const some = ids.slice(i, i + batch);
		await tx
			.delete(searchEntry)
			.where(and(eq(searchEntry.courseId, courseId), inArray(searchEntry.noteId, some)));
		await tx
			.delete(notePlace)
			.where(and(eq(notePlace.courseId, courseId), inArray(notePlace.noteId, some)));
		await tx.delete(note).where(and(eq(note.courseId, courseId), inArray(note.id, some)));
	}
	// What is left of them stands under the replies of others.
	const left = await tx
		.update(note)
		.set({
			enrolmentId: null,
			body: '',
			tags: [],
			shownAs: {},
			source: null,
			editedAt: null,
			deletedAt: note.changedAt
		})
		.where(and(eq(note.courseId, courseId), eq(note.enrolmentId, enrolmentId)))
		.returning({ id: note.id });
	for (const { id } of left)
		await tx
			.delete(searchEntry)
			.where(
				and(
					eq(searchEntry.courseId, courseId),
					eq(searchEntry.noteId, id),
					ne(searchEntry.kind, 'reply')
				)
			);
}

const batch = 500;
