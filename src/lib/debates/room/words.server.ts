/*
 * The words that moves bring: they stand beside the log, in the same transaction, so that hiding and
 * erasing act at once. What several people may change keeps each of its wordings.
 */
import { and, eq, isNull } from 'drizzle-orm';
import type { Locale } from '$lib/i18n/local-text';
import type { Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { contribution, contributionVersion } from '$lib/server/db/schema';
import type { DebateState, EventBody, Move, Passage, Rules } from '../debate';
import { lettersIn } from '../written/letters';
import type { RoomName } from './cache.server';
import { drawnTeam } from './drawing.server';

/** Cleaned by the fields of the form, with passages that were checked (`passagesFrom`). */
export interface WordsIn {
	body: string;
	lang: Locale;
	passages: Passage[];
}

export function needsWords({ kind }: Move): boolean {
	return kind === 'say' || kind === 'argue' || kind === 'reword' || kind === 'draft';
}

/** A move as `decide` judges it: with the numbers, and the lot, that are the server's to give. */
export function filled(
	move: Move,
	rules: Rules,
	state: DebateState,
	contributions: number,
	words: WordsIn | null
): Move {
	const next = contributions + 1;
	switch (move.kind) {
		case 'say':
			return { ...move, c: next, letters: lettersIn(words?.body ?? '') };
		case 'argue':
			return { ...move, c: next };
		case 'draft': {
			const { c = next, version = 0 } = state.statement ?? {};
			return { ...move, c, version: version + 1 };
		}
		case 'toss': {
			const { drawn: _, ...toss } = move;
			const drawn = toss.team === null ? drawnTeam(rules) : undefined;
			return drawn === undefined ? toss : { ...toss, drawn };
		}
		default:
			return move;
	}
}

type Kind = (typeof contribution.$inferInsert)['kind'];

function kindOf(event: EventBody): Kind {
	if (event.kind === 'said') return event.data.as;
	return event.kind === 'drafted' ? 'statement' : 'argument';
}

function versionOf(event: EventBody): number {
	return event.kind === 'drafted' || event.kind === 'reworded' ? event.data.version : 1;
}

/** False when the wording that it builds on is gone or another one. */
export async function keepWords(
	tx: Transaction,
	{ courseId, debateId }: RoomName,
	event: EventBody,
	{ enrolmentId, words, isNew }: { enrolmentId: string; words: WordsIn; isNew: boolean },
	now: Date
): Promise<boolean> {
	if (!('c' in event.data) || event.data.c === null) return false;
	const number = event.data.c;
	const kind = kindOf(event);
	const version = versionOf(event);
	const { body, lang, passages } = words;
	let id: string | undefined;
	if (isNew) {
		id = newId();
		// What everybody of two sides writes is nobody's own.
		const writer = kind === 'statement' ? null : enrolmentId;
		const row = { courseId, id, debateId, number, enrolmentId: writer, kind };
		await tx.insert(contribution).values({ ...row, body, lang, passages, version, createdAt: now });
	} else {
		const [changed] = await tx
			.update(contribution)
			.set({ body, lang, passages, version })
			.where(
				and(
					numbered({ courseId, debateId }, number),
					eq(contribution.version, version - 1),
					isNull(contribution.erasedAt)
				)
			)
			.returning({ id: contribution.id });
		id = changed?.id;
	}
	if (!id) return false;
	if (kind === 'statement' || kind === 'argument')
		await tx.insert(contributionVersion).values({
			courseId,
			contributionId: id,
			version,
			enrolmentId,
			body,
			lang,
			passages,
			savedAt: now
		});
	return true;
}

/** Hidden words are kept, with who hid them and why; shown again, nothing is left of that. */
export async function keepHidden(
	tx: Transaction,
	room: RoomName,
	event: Extract<EventBody, { kind: 'hidden' | 'shown' }>,
	{ by, why }: { by: string; why: string },
	now: Date
): Promise<void> {
	const isHidden = event.kind === 'hidden';
	await tx
		.update(contribution)
		.set({
			hiddenBy: isHidden ? by : null,
			hiddenAt: isHidden ? now : null,
			hiddenWhy: isHidden ? why : ''
		})
		.where(numbered(room, event.data.c));
}

function numbered({ courseId, debateId }: RoomName, number: number) {
	return and(
		eq(contribution.courseId, courseId),
		eq(contribution.debateId, debateId),
		eq(contribution.number, number)
	);
}
