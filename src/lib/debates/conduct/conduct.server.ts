/*
 * The code of conduct in one debate: what it says, who has accepted it, and what was hidden. Whoever
 * has a place is asked once. Nobody is kept from speaking by it: in a room a speech would wait for a
 * tap, so the chair sees who has not accepted and reminds them.
 */
import { and, asc, eq, isNotNull, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import { contribution, debatePerson } from '$lib/server/db/schema';
import type { Passage } from '../debate';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';

export interface HiddenWords {
	c: number;
	body: string;
	lang: Locale;
	passages: Passage[];
	reason: string;
	at: Date;
	isOwn: boolean;
	/** What its writer is called in the debate; empty for a joint statement and for who has left. */
	by: LocalText;
}

export interface ConductHere {
	here: DebateHere;
	/** The course's own text; null: as the site ships it. */
	conduct: LocalText | null;
	/** May accept it: has a place and has not yet. */
	asks: boolean;
	agreedAt: Date | null;
	/** For the chair and staff: what those are called who have a place and have not accepted. */
	missing: LocalText[] | null;
	hidden: HiddenWords[];
	mayHide: boolean;
	mayReport: boolean;
}

/** Needs `debate.read`. */
export async function conductFor(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<ConductHere> {
	const here = await debateHere(actor, address, now);
	const { me, facts, courseId } = here;
	const mayHide = may(actor, 'debate.chair', facts);
	const [course, missing, hidden] = await Promise.all([
		courseFor(actor),
		mayHide ? notAgreed(here) : null,
		hiddenFor(actor, here)
	]);
	return {
		here,
		conduct: course.settings.conduct ?? null,
		asks: me !== null && me.agreedAt === null && may(actor, 'debate.take', facts),
		agreedAt: me?.agreedAt ?? null,
		missing,
		hidden,
		mayHide,
		mayReport: may(actor, 'content.report', { courseId, committed: true })
	};
}

async function notAgreed({ courseId, debate }: DebateHere): Promise<LocalText[]> {
	const rows = await db()
		.select({ shownAs: debatePerson.shownAs })
		.from(debatePerson)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debate.id),
				eq(debatePerson.isAbsent, false),
				isNull(debatePerson.agreedAt)
			)
		)
		.orderBy(asc(debatePerson.number));
	return rows.map(({ shownAs }) => shownAs);
}

/** Needs `debate.take`; accepting it twice, or without a place, changes nothing. */
export async function agree(actor: Actor, address: DebateAddress, now: Date): Promise<void> {
	const { courseId, debate, facts } = await debateHere(actor, address, now);
	authorize(actor, 'debate.take', facts);
	await db()
		.update(debatePerson)
		.set({ agreedAt: now })
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debate.id),
				eq(debatePerson.enrolmentId, membershipOf(actor).enrolmentId),
				isNull(debatePerson.agreedAt)
			)
		);
}

const isWriter = () =>
	and(
		eq(debatePerson.courseId, contribution.courseId),
		eq(debatePerson.debateId, contribution.debateId),
		eq(debatePerson.enrolmentId, contribution.enrolmentId)
	);

/** What was hidden, with the reason: one's own words for everybody, all of them for the chair and staff. */
export async function hiddenFor(
	actor: Actor,
	{ courseId, debate, facts }: DebateHere
): Promise<HiddenWords[]> {
	const { enrolmentId } = membershipOf(actor);
	const seesAll = may(actor, 'debate.chair', facts) || may(actor, 'debate.figures', facts);
	const rows = await db()
		.select({
			c: contribution.number,
			body: contribution.body,
			lang: contribution.lang,
			passages: contribution.passages,
			reason: contribution.hiddenWhy,
			at: contribution.hiddenAt,
			authorId: contribution.enrolmentId,
			by: debatePerson.shownAs
		})
		.from(contribution)
		.leftJoin(debatePerson, isWriter())
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, debate.id),
				isNotNull(contribution.hiddenAt),
				isNull(contribution.erasedAt),
				seesAll ? undefined : eq(contribution.enrolmentId, enrolmentId)
			)
		)
		.orderBy(asc(contribution.number));
	return rows.map(({ authorId, at, by, ...row }) => ({
		...row,
		at: at ?? new Date(0),
		isOwn: authorId === enrolmentId,
		by: by ?? {}
	}));
}

export interface WordsHere {
	c: number;
	body: string;
	lang: Locale;
	by: LocalText;
	isOwn: boolean;
}

/** Words that everybody can read; null when they are hidden, erased, or were never said. */
export async function wordsAt(
	actor: Actor,
	{ courseId, debate }: DebateHere,
	c: number
): Promise<WordsHere | null> {
	const [row] = await db()
		.select({
			body: contribution.body,
			lang: contribution.lang,
			authorId: contribution.enrolmentId,
			by: debatePerson.shownAs
		})
		.from(contribution)
		.leftJoin(debatePerson, isWriter())
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, debate.id),
				eq(contribution.number, c),
				isNull(contribution.hiddenAt),
				isNull(contribution.erasedAt)
			)
		);
	if (!row) return null;
	const { authorId, by, ...words } = row;
	const isOwn = authorId === membershipOf(actor).enrolmentId;
	return { c, ...words, by: by ?? {}, isOwn };
}
