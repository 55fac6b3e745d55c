/*
 * Puts the words of notes and replies into what is searched, and takes them out again; and once,
 * at each start, whatever has no entry yet: an installation that was upgraded has all of its texts to
 * catch up on. Highlights have no words. Importing this module registers the job.
 */
import { and, eq, isNull, ne } from 'drizzle-orm';
import { foldForSearch } from '$lib/readings/folding';
import { indexParagraphs } from '$lib/readings/indexing.server';
import { newDoc } from '$lib/server/db/full-text';
import { db, transaction, type Transaction } from '$lib/server/db/client';
import { edition, note, noteReply, paragraph, reading, searchEntry } from '$lib/server/db/schema';
import { enqueue, onJob } from '$lib/server/jobs';

export interface NoteToIndex {
	courseId: string;
	moduleId: string;
	noteId: string;
	/** Empty for a highlight. */
	body: string;
}

/** After a note was written, changed, or lost its words. */
export async function indexNote(tx: Transaction, written: NoteToIndex): Promise<void> {
	const { courseId, moduleId, noteId, body } = written;
	await dropNote(tx, { courseId, noteId });
	if (body === '') return;
	const folded = foldForSearch(body);
	await tx
		.insert(searchEntry)
		.values({ courseId, doc: newDoc(), moduleId, kind: 'note', noteId, folded });
}

/** All of them new, and all at once. */
export async function indexNewNotes(
	tx: Transaction,
	written: readonly NoteToIndex[]
): Promise<void> {
	const entries = written
		.filter(({ body }) => body !== '')
		.map(({ body, ...of }) => ({
			...of,
			doc: newDoc(),
			kind: 'note' as const,
			folded: foldForSearch(body)
		}));
	if (entries.length > 0) await tx.insert(searchEntry).values(entries);
}

/** Its replies keep their own entries; those of a row that is deleted go with it. */
export async function dropNote(
	tx: Transaction,
	{ courseId, noteId }: { courseId: string; noteId: string }
): Promise<void> {
	await tx
		.delete(searchEntry)
		.where(
			and(
				eq(searchEntry.courseId, courseId),
				eq(searchEntry.noteId, noteId),
				isNull(searchEntry.replyId)
			)
		);
}

export interface ReplyToIndex extends NoteToIndex {
	replyId: string;
}

/** After a reply was written or changed; the entry of one that is deleted goes with its row. */
export async function indexReply(tx: Transaction, written: ReplyToIndex): Promise<void> {
	const { courseId, moduleId, noteId, replyId, body } = written;
	await tx
		.delete(searchEntry)
		.where(
			and(
				eq(searchEntry.courseId, courseId),
				eq(searchEntry.noteId, noteId),
				eq(searchEntry.replyId, replyId)
			)
		);
	const folded = foldForSearch(body);
	await tx
		.insert(searchEntry)
		.values({ courseId, doc: newDoc(), moduleId, kind: 'reply', noteId, replyId, folded });
}

const chunk = 200;

type On = Pick<Transaction, 'select' | 'selectDistinct'>;

const isCurrent = and(
	eq(paragraph.courseId, edition.courseId),
	eq(paragraph.versionId, edition.currentVersionId)
);
const itsEntry = {
	paragraph: and(
		eq(searchEntry.courseId, paragraph.courseId),
		eq(searchEntry.versionId, paragraph.versionId),
		eq(searchEntry.paragraphId, paragraph.paragraphId)
	),
	note: and(
		eq(searchEntry.courseId, note.courseId),
		eq(searchEntry.noteId, note.id),
		isNull(searchEntry.replyId)
	),
	reply: and(
		eq(searchEntry.courseId, noteReply.courseId),
		eq(searchEntry.noteId, noteReply.noteId),
		eq(searchEntry.replyId, noteReply.id)
	)
};

async function coursesToCatchUp(on: On): Promise<string[]> {
	const texts = await on
		.selectDistinct({ courseId: edition.courseId })
		.from(edition)
		.innerJoin(paragraph, isCurrent)
		.leftJoin(searchEntry, itsEntry.paragraph)
		.where(isNull(searchEntry.doc));
	const notes = await on
		.selectDistinct({ courseId: note.courseId })
		.from(note)
		.leftJoin(searchEntry, itsEntry.note)
		.where(and(ne(note.body, ''), isNull(searchEntry.doc)));
	const replies = await on
		.selectDistinct({ courseId: noteReply.courseId })
		.from(noteReply)
		.leftJoin(searchEntry, itsEntry.reply)
		.where(isNull(searchEntry.doc));
	return [...new Set([...texts, ...notes, ...replies].map(({ courseId }) => courseId))];
}

/** One chunk of each kind; false when nothing was missing. */
async function catchUpOnce(tx: Transaction, courseId: string): Promise<boolean> {
	const paragraphs = await tx
		.select({
			moduleId: reading.moduleId,
			versionId: paragraph.versionId,
			paragraphId: paragraph.paragraphId,
			text: paragraph.text
		})
		.from(edition)
		.innerJoin(
			reading,
			and(eq(reading.courseId, edition.courseId), eq(reading.id, edition.readingId))
		)
		.innerJoin(paragraph, isCurrent)
		.leftJoin(searchEntry, itsEntry.paragraph)
		.where(and(eq(edition.courseId, courseId), isNull(searchEntry.doc)))
		.limit(chunk);
	await indexParagraphs(tx, courseId, paragraphs);
	const { moduleId } = note;
	const notes = await tx
		.select({ moduleId, noteId: note.id, body: note.body })
		.from(note)
		.leftJoin(searchEntry, itsEntry.note)
		.where(and(eq(note.courseId, courseId), ne(note.body, ''), isNull(searchEntry.doc)))
		.limit(chunk);
	for (const written of notes) await indexNote(tx, { courseId, ...written });
	const replies = await tx
		.select({ moduleId, noteId: note.id, replyId: noteReply.id, body: noteReply.body })
		.from(noteReply)
		.innerJoin(note, and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId)))
		.leftJoin(searchEntry, itsEntry.reply)
		.where(and(eq(noteReply.courseId, courseId), isNull(searchEntry.doc)))
		.limit(chunk);
	for (const written of replies) await indexReply(tx, { courseId, ...written });
	return paragraphs.length + notes.length + replies.length > 0;
}

/** Gives everything of a course its entry that has none; as often as one likes. */
export async function catchUpOn(courseId: string): Promise<void> {
	while (await transaction((tx) => catchUpOnce(tx, courseId)));
}

const everyCourse = 'search.catch-up';
const ofCourse = 'search.catch-up-on';

onJob(everyCourse, async (_run, now) => {
	for (const id of await coursesToCatchUp(db()))
		await enqueue(
			{ kind: ofCourse, key: `${ofCourse}:${id}`, payload: { course: id }, runAt: now },
			now
		);
});

onJob(ofCourse, ({ payload }) => catchUpOn(String(payload.course)));

/** At start; any number of processes make one job of it. */
export async function enqueueCatchingUp(now: Date): Promise<void> {
	await enqueue({ kind: everyCourse, key: everyCourse, runAt: now }, now);
}
