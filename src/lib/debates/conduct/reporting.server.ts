/*
 * Words in a debate that somebody reports to staff, and what staff do about them on the page of
 * reports. Hiding is one thing, wherever it is done: an event in the debate and a mark on the words,
 * so that they are gone from every screen at once.
 */
import { and, desc, eq, inArray, isNotNull, isNull, or } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf, notFound } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { Hidden } from '$lib/courses/moderation';
import { report } from '$lib/courses/moderation.server';
import { peopleShownTo } from '$lib/courses/people.server';
import { studentName } from '$lib/courses/wording';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import { db, transaction } from '$lib/server/db/client';
import {
	contribution,
	courseModule,
	debate,
	debatePerson,
	enrolment,
	motion,
	user
} from '$lib/server/db/schema';
import type { Move } from '../debate';
import { decide } from '../decide';
import { append, holdDebate } from '../room/appending.server';
import { debateHere, type DebateAddress } from '../room/finding.server';
import { move, roomById, type Moved } from '../room/moving.server';
import { keepHidden } from '../room/words.server';
import { hidingTold, writerOf } from './telling.server';

/** Needs `content.report`; 404 for words that are not there, that nobody said, or that are one's own. */
export async function flag(
	actor: Actor,
	address: DebateAddress,
	{ c, reason }: { c: number; reason: string },
	now: Date
): Promise<void> {
	const { courseId, debate: row } = await debateHere(actor, address, now);
	authorize(actor, 'content.report', { courseId, committed: true });
	const [found] = await db()
		.select({ id: contribution.id, authorId: contribution.enrolmentId })
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, row.id),
				eq(contribution.number, c),
				isNull(contribution.hiddenAt),
				isNull(contribution.erasedAt)
			)
		);
	const { id, authorId: writer } = found ?? notFound();
	const authorId = (await writerOf(db(), { courseId, id, authorId: writer })) ?? notFound();
	if (authorId === membershipOf(actor).enrolmentId) notFound();
	await report(actor, { kind: 'debate', id, authorId }, reason, now);
}

export interface ModeratedWords {
	/** The id of the contribution; staff alone see it. */
	ref: string;
	c: number;
	authorId: string;
	sectionId: string | null;
	author: string;
	shownAs: LocalText;
	text: string;
	lang: Locale;
	motion: LocalText;
	module: string;
	debate: string;
	debateId: string;
	hidden: Hidden | null;
}

/** Reported or hidden words, by people whom the actor sees: for the page of reports. */
export async function moderatedWords(
	actor: Actor,
	refs: readonly string[]
): Promise<ModeratedWords[]> {
	const { courseId } = membershipOf(actor);
	const rows = await db()
		.select({
			ref: contribution.id,
			c: contribution.number,
			writer: contribution.enrolmentId,
			text: contribution.body,
			lang: contribution.lang,
			hiddenAt: contribution.hiddenAt,
			hiddenWhy: contribution.hiddenWhy,
			motion: motion.body,
			module: courseModule.slug,
			debate: debate.slug,
			debateId: debate.id
		})
		.from(contribution)
		.innerJoin(
			debate,
			and(eq(debate.courseId, contribution.courseId), eq(debate.id, contribution.debateId))
		)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, debate.courseId), eq(courseModule.id, debate.moduleId))
		)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.where(
			and(
				eq(contribution.courseId, courseId),
				isNull(contribution.erasedAt),
				or(
					isNotNull(contribution.hiddenAt),
					refs.length > 0 ? inArray(contribution.id, [...refs]) : undefined
				)
			)
		)
		.orderBy(desc(contribution.hiddenAt));
	const written = await Promise.all(
		rows.map(async (row) => ({
			...row,
			authorId: await writerOf(db(), { courseId, id: row.ref, authorId: row.writer })
		}))
	);
	const people = await peopleIn(actor, [
		...new Set(written.flatMap(({ authorId }) => (authorId ? [authorId] : [])))
	]);
	return written.flatMap((row): ModeratedWords[] => {
		const { writer: _writer, authorId, hiddenAt, hiddenWhy, motion: about, ...rest } = row;
		const person = people.find(
			(one) => one.enrolmentId === authorId && one.debateId === row.debateId
		);
		if (!authorId || !person) return [];
		return [
			{
				...rest,
				authorId,
				sectionId: person.sectionId,
				author: studentName(person.name),
				shownAs: person.shownAs,
				motion: about.text,
				hidden: hiddenAt && { reason: hiddenWhy, at: hiddenAt }
			}
		];
	});
}

async function peopleIn(actor: Actor, ids: string[]) {
	const { courseId } = membershipOf(actor);
	if (ids.length === 0) return [];
	return db()
		.select({
			enrolmentId: enrolment.id,
			sectionId: enrolment.sectionId,
			name: user.name,
			debateId: debatePerson.debateId,
			shownAs: debatePerson.shownAs
		})
		.from(enrolment)
		.innerJoin(
			debatePerson,
			and(eq(debatePerson.courseId, enrolment.courseId), eq(debatePerson.enrolmentId, enrolment.id))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(and(eq(enrolment.courseId, courseId), inArray(enrolment.id, ids), peopleShownTo(actor)));
}

/** Needs `content.hide` for the section of whoever said it. 404 for words that the actor does not see. */
export async function wordsToModerate(actor: Actor, ref: string): Promise<ModeratedWords> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'content.hide', { courseId });
	const found = (await moderatedWords(actor, [ref])).find((one) => one.ref === ref) ?? notFound();
	authorize(actor, 'content.hide', { courseId, sectionId: found.sectionId });
	return found;
}

/**
 * By staff, who need no place in the debate for it: the event is the machine's, the act theirs. A
 * second time changes nothing. Needs `content.hide`.
 */
export async function hideWords(
	actor: Actor,
	ref: string,
	{ on, why }: { on: boolean; why: string },
	now: Date
): Promise<void> {
	const { c, module, debate: slug, debateId } = await wordsToModerate(actor, ref);
	const { courseId, enrolmentId } = membershipOf(actor);
	const room = (await roomById(courseId, debateId)) ?? notFound();
	await transaction(async (tx) => {
		const held = (await holdDebate(tx, room)) ?? notFound();
		const wanted: Move = { kind: 'hide', c, on };
		const at = Math.max(held.at, now.getTime());
		const decided = decide(room.rules, held.state, 0, wanted, at);
		if (!decided.ok) return;
		const { event } = decided;
		if (event.kind !== 'hidden' && event.kind !== 'shown') return;
		await keepHidden(tx, room, event, { by: enrolmentId, why }, now);
		await append(tx, held, [{ by: 0, event }], now);
		const place = { courseId, debateId, moduleSlug: module, debateSlug: slug };
		await hidingTold(tx, actor, place, { c, on }, now);
		const act = {
			act: on ? 'debate.hide' : 'debate.show',
			subjectKind: 'debate',
			subjectId: debateId,
			detail: { c }
		};
		await recordAct(actor, act, now, tx);
	});
}

/**
 * From a page of the debate: as its chair, who may be a student; staff who have another place in it do
 * it as from the page of reports. Needs `debate.chair`.
 */
export async function hideHere(
	actor: Actor,
	address: DebateAddress,
	{ c, on, why }: { c: number; on: boolean; why: string },
	now: Date
): Promise<Moved> {
	const { courseId, debate: row, facts } = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', facts);
	const done = await move(actor, address, { kind: 'hide', c, on }, { why }, now);
	if (done.ok || done.reason !== 'not-chair' || !may(actor, 'content.hide', { courseId }))
		return done;
	const [found] = await db()
		.select({ ref: contribution.id })
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, row.id),
				eq(contribution.number, c)
			)
		);
	await hideWords(actor, (found ?? notFound()).ref, { on, why }, now);
	return { ok: true, seq: row.seq, c };
}
