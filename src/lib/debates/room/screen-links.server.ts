/*
 * Links that show a debate on the screen of a room: whoever has one sees what the class sees and does
 * nothing, until it expires or is taken back. Its secret is shown once and kept hashed.
 */
import { and, desc, eq, gt, isNull, sql } from 'drizzle-orm';
import { newCourseToken, readCourseToken } from '$lib/accounts/tokens.server';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import type { MotionBody } from '$lib/positions/position';
import { db, prepared, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { course, courseModule, debate, motion, screenLink } from '$lib/server/db/schema';
import { debateColumns, debateHere, type DebateAddress, type DebateHere } from './finding.server';

/** Long enough for a day of debates; what lasts for days makes a new one each day. */
export const lifeOfLink = 24 * 60 * 60_000;

export interface MadeLink {
	/** Of the screen's page, with the key; shown now and never again. */
	path: string;
	expiresAt: Date;
}

/** Needs `debate.chair`. */
export async function makeScreenLink(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<MadeLink> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', here.facts);
	const { courseId, debate: found } = here;
	const { token, hash } = newCourseToken(courseId);
	const expiresAt = new Date(now.getTime() + lifeOfLink);
	const id = newId();
	await transaction(async (tx) => {
		await tx.insert(screenLink).values({
			courseId,
			id,
			debateId: found.id,
			tokenHash: hash,
			createdBy: membershipOf(actor).enrolmentId,
			createdAt: now,
			expiresAt
		});
		const act = { act: 'debate.screen', subjectKind: 'debate', subjectId: found.id };
		await recordAct(actor, act, now, tx);
	});
	return { path: `${screenPath(here)}?key=${token}`, expiresAt };
}

export function screenPath({ courseSlug, moduleSlug, debate: { slug } }: DebateHere): string {
	return `/courses/${courseSlug}/modules/${moduleSlug}/debates/${slug}/screen`;
}

export interface ListedLink {
	id: string;
	createdAt: Date;
	expiresAt: Date;
}

const working = (courseId: string, debateId: string, now: Date) =>
	and(
		eq(screenLink.courseId, courseId),
		eq(screenLink.debateId, debateId),
		isNull(screenLink.revokedAt),
		gt(screenLink.expiresAt, now)
	);

/** Those that still work, newest first. Needs `debate.chair`. */
export async function screenLinks(
	actor: Actor,
	address: DebateAddress,
	now: Date
): Promise<ListedLink[]> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', here.facts);
	return db()
		.select({
			id: screenLink.id,
			createdAt: screenLink.createdAt,
			expiresAt: screenLink.expiresAt
		})
		.from(screenLink)
		.where(working(here.courseId, here.debate.id, now))
		.orderBy(desc(screenLink.createdAt));
}

/** Takes a link back: screens that show it end with their next sign of life. Needs `debate.chair`. */
export async function revokeScreenLink(
	actor: Actor,
	address: DebateAddress,
	id: string,
	now: Date
): Promise<void> {
	const here = await debateHere(actor, address, now);
	authorize(actor, 'debate.chair', here.facts);
	await db()
		.update(screenLink)
		.set({ revokedAt: now })
		.where(and(working(here.courseId, here.debate.id, now), eq(screenLink.id, id)));
}

/** A debate as a screen finds it. */
export interface ScreenHere extends Pick<
	DebateHere,
	'courseId' | 'courseSlug' | 'moduleSlug' | 'timeZone' | 'debate' | 'rules'
> {
	motion: MotionBody;
	/** Null for a member, who looks without one. */
	linkId: string | null;
}

const screenByKey = prepared('debate_by_screen_key', (db) =>
	db
		.select({
			linkId: screenLink.id,
			expiresAt: screenLink.expiresAt,
			revokedAt: screenLink.revokedAt,
			courseId: debate.courseId,
			courseSlug: course.slug,
			moduleSlug: courseModule.slug,
			timeZone: course.timeZone,
			debate: debateColumns,
			format: debate.format,
			settings: debate.settings,
			motion: motion.body
		})
		.from(screenLink)
		.innerJoin(
			debate,
			and(eq(debate.courseId, screenLink.courseId), eq(debate.id, screenLink.debateId))
		)
		.innerJoin(motion, and(eq(motion.courseId, debate.courseId), eq(motion.id, debate.motionId)))
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, debate.courseId), eq(courseModule.id, debate.moduleId))
		)
		.innerJoin(course, eq(course.id, debate.courseId))
		.where(
			and(
				eq(screenLink.courseId, sql.placeholder('courseId')),
				eq(screenLink.tokenHash, sql.placeholder('hash'))
			)
		)
		.limit(1)
);

export interface ScreenAddress extends DebateAddress {
	courseSlug: string;
}

/**
 * The debate of a screen: for whoever has a key that works for this address, else for members as
 * `debateHere` finds it. Null for somebody else.
 */
export async function screenFor(
	actor: Actor,
	address: ScreenAddress,
	key: string | null,
	now: Date
): Promise<ScreenHere | null> {
	const byKey = key === null ? null : await screenOf(key, address, now);
	if (byKey || !actor.membership) return byKey;
	return { ...(await debateHere(actor, address, now)), linkId: null };
}

async function screenOf(
	key: string,
	address: ScreenAddress,
	now: Date
): Promise<ScreenHere | null> {
	const asked = readCourseToken(key);
	const [found] = asked ? await screenByKey({ ...asked }) : [];
	if (!found || found.revokedAt !== null || found.expiresAt <= now) return null;
	const isHere =
		found.courseSlug === address.courseSlug &&
		found.moduleSlug === address.moduleSlug &&
		found.debate.slug === address.debateSlug;
	if (!isHere) return null;
	const { format, settings, expiresAt: _expiresAt, revokedAt: _revokedAt, ...here } = found;
	return { ...here, rules: { format, settings } };
}
