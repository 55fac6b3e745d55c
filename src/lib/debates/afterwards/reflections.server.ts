/*
 * What somebody writes about a debate afterwards: a draft that is kept and handed in. Its writer and
 * staff read it, staff only once it was handed in.
 */
import { and, asc, eq, isNotNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import { studentName } from '$lib/courses/wording';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import { db, transaction, type Executor } from '$lib/server/db/client';
import { enrolment, reflection, user } from '$lib/server/db/schema';
import { holdDebate } from '../room/appending.server';
import { debateHere, type DebateAddress, type DebateHere } from '../room/finding.server';
import { roomHere } from '../room/reading.server';

export const longestReflection = 5000;

export interface OwnReflection {
	body: string;
	lang: Locale;
	/** 0 before the first save. */
	version: number;
	givenAt: Date | null;
}

export interface ReflectionPage {
	/** The debate's own question; null: the usual one. */
	prompt: LocalText | null;
	isEnded: boolean;
	/** Null for whoever writes none. */
	own: OwnReflection | null;
	/** What was handed in, for staff. */
	all: { name: string; body: string; lang: Locale; givenAt: Date }[] | null;
	draftKey: string;
}

type Here = Pick<DebateHere, 'courseId' | 'debate'>;

const ofDebate = ({ courseId, debate }: Here) =>
	and(eq(reflection.courseId, courseId), eq(reflection.debateId, debate.id));

/** Needs `debate.read`; everybody finds their own, staff what was handed in as well. */
export async function reflectionFor(actor: Actor, here: DebateHere): Promise<ReflectionPage> {
	authorize(actor, 'debate.read', { courseId: here.courseId });
	const { enrolmentId } = membershipOf(actor);
	const { state } = await roomHere(here);
	const isStaff = may(actor, 'debate.figures', here.facts);
	const [own, all] = await Promise.all([
		ownIn(db(), here, enrolmentId),
		isStaff ? handedIn(here) : null
	]);
	const writes = may(actor, 'debate.reflect', here.facts) || own.version > 0;
	return {
		prompt: here.rules.settings.prompt,
		isEnded: state.endedAt !== null,
		own: writes ? own : null,
		all,
		draftKey: `reflection/${enrolmentId}/${here.debate.id}`
	};
}

async function ownIn(
	on: Pick<Executor, 'select'>,
	here: Here,
	enrolmentId: string
): Promise<OwnReflection> {
	const [row] = await on
		.select()
		.from(reflection)
		.where(and(ofDebate(here), eq(reflection.enrolmentId, enrolmentId)));
	const { body = '', lang = 'en', version = 0, givenAt = null } = row ?? {};
	return { body, lang, version, givenAt };
}

async function handedIn(here: Here) {
	const rows = await db()
		.select({
			name: user.name,
			body: reflection.body,
			lang: reflection.lang,
			givenAt: reflection.givenAt
		})
		.from(reflection)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, reflection.courseId), eq(enrolment.id, reflection.enrolmentId))
		)
		.leftJoin(user, eq(user.id, enrolment.userId))
		.where(and(ofDebate(here), isNotNull(reflection.givenAt)))
		.orderBy(asc(user.name), asc(reflection.enrolmentId));
	return rows.flatMap(({ name, givenAt, ...row }) =>
		givenAt ? [{ name: studentName(name), givenAt, ...row }] : []
	);
}

export interface WrittenReflection {
	body: string;
	/** The version it builds on. */
	version: number;
}

export type ReflectionSaved =
	| { ok: true; version: number }
	| { ok: false; reason: 'conflict'; kept: OwnReflection }
	| { ok: false; reason: 'closed' | 'empty' };

/** Needs `debate.reflect`. Handing in a second time keeps the moment of the first. */
export async function saveReflection(
	actor: Actor,
	address: DebateAddress,
	{ body, version }: WrittenReflection,
	isGiven: boolean,
	lang: Locale,
	now: Date
): Promise<ReflectionSaved> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.reflect', here.facts);
	const { courseId, debate } = here;
	const { enrolmentId } = membershipOf(actor);
	const room = await roomHere(here);
	return transaction(async (tx): Promise<ReflectionSaved> => {
		const held = await holdDebate(tx, room);
		if (held?.state.endedAt == null) return { ok: false, reason: 'closed' };
		const kept = await ownIn(tx, here, enrolmentId);
		const isSame = kept.body === body;
		// The same words again are no conflict: a browser cannot know whether its first try arrived.
		if (!isSame && kept.version !== version) return { ok: false, reason: 'conflict', kept };
		const next = isSame && kept.version > 0 ? kept.version : kept.version + 1;
		const row = {
			body,
			lang,
			version: next,
			savedAt: now,
			givenAt: kept.givenAt ?? (isGiven && body !== '' ? now : null)
		};
		await tx
			.insert(reflection)
			.values({ courseId, debateId: debate.id, enrolmentId, ...row })
			.onConflictDoUpdate({
				target: [reflection.courseId, reflection.debateId, reflection.enrolmentId],
				set: row
			});
		if (isGiven && body === '') return { ok: false, reason: 'empty' };
		return { ok: true, version: next };
	});
}
