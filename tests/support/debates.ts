/*
 * A debate that stands in its tables as setting it up leaves it, and moves in it by whoever makes
 * them; the forms for setting one up are tested elsewhere.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { usualSettings, type DebateSettings, type Move, type Role } from '$lib/debates/debate';
import { formats } from '$lib/debates/formats';
import type { FormatBody } from '$lib/debates/format';
import { debateHere, type DebateAddress } from '$lib/debates/room/finding.server';
import { shownIn } from '$lib/debates/room/joining.server';
import { move } from '$lib/debates/room/moving.server';
import { open } from '$lib/debates/room/opening.server';
import { stateOf } from '$lib/debates/room/reading.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { courseModule, debate, debatePerson, debateRound, motion } from '$lib/server/db/schema';

export const debateNow = new Date('2026-11-10T05:00:00Z');
const moduleSlug = 'hard-state-soft-state';

export interface GivenPlace {
	actor: Actor;
	role: Role;
	team?: string;
	speaker?: string;
	isAbsent?: boolean;
}

export interface GivenDebate {
	/** `oxford` unless another is meant. */
	format?: FormatBody;
	settings?: Partial<DebateSettings>;
	mode?: 'spoken' | 'written';
	places?: GivenPlace[];
	/** Another room of this round. */
	roundId?: string;
	slug?: string;
}

export interface BuiltDebate {
	courseId: string;
	id: string;
	roundId: string;
	moduleId: string;
	address: DebateAddress;
	chair: Actor;
}

let debates = 0;

/** A planned debate of the course's module; people are numbered in the order of `places`, from 1. */
export async function aDebate(
	course: { courseId: string; instructor: Actor },
	given: GivenDebate = {}
): Promise<BuiltDebate> {
	const { courseId, instructor: chair } = course;
	const [module] = await db()
		.select({ id: courseModule.id })
		.from(courseModule)
		.where(and(eq(courseModule.courseId, courseId), eq(courseModule.slug, moduleSlug)));
	const moduleId = module?.id ?? '';
	const [about] = await db()
		.select({ id: motion.id, version: motion.version })
		.from(motion)
		.where(and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId)));
	const format = given.format ?? formats.oxford;
	if (!about || !format) throw new Error('There is no motion or format to debate by.');
	debates++;
	const id = newId();
	const roundId = given.roundId ?? newId();
	const slug = given.slug ?? `debate-${debates}`;
	const by = membershipOf(chair).enrolmentId;
	if (!given.roundId)
		await db()
			.insert(debateRound)
			.values({
				courseId,
				id: roundId,
				moduleId,
				title: 'Thursday',
				drawn: { seed: 'seed', rooms: null, wish: 'none', sections: 'mixed', groupId: null },
				toldAt: debateNow,
				createdBy: by,
				createdAt: debateNow
			});
	const places = given.places ?? [];
	const settings = { ...usualSettings, ...given.settings };
	await db()
		.insert(debate)
		.values({
			courseId,
			id,
			moduleId,
			roundId,
			slug,
			room: `Room ${debates}`,
			order: debates,
			motionId: about.id,
			motionVersion: about.version,
			format,
			formatKey: 'oxford',
			formatVersion: format.version,
			settings,
			mode: given.mode ?? 'spoken',
			people: places.length,
			createdAt: debateNow
		});
	if (places.length > 0)
		await db()
			.insert(debatePerson)
			.values(
				places.map(({ actor, role, team = null, speaker = null, isAbsent = false }, i) => ({
					courseId,
					debateId: id,
					number: i + 1,
					enrolmentId: membershipOf(actor).enrolmentId,
					role,
					team,
					speaker,
					isAbsent,
					shownAs: shownIn(settings, { ...membershipOf(actor), name: personOf(actor).name }),
					joinedAt: debateNow
				}))
			);
	return { courseId, id, roundId, moduleId, address: { moduleSlug, debateSlug: slug }, chair };
}

export async function opened(built: BuiltDebate, now = debateNow): Promise<void> {
	const done = await open(built.chair, built.address, now);
	if (!done.ok) throw new Error(done.reason);
}

export async function stateIn(built: BuiltDebate, actor = built.chair) {
	return stateOf(await debateHere(actor, built.address, debateNow));
}

/** A move that has to be done. */
export async function moves(
	actor: Actor,
	{ address }: Pick<BuiltDebate, 'address'>,
	wanted: Move,
	words: string | null = null,
	now = debateNow
): Promise<void> {
	const given = words === null ? {} : { words: { body: words, lang: 'en' as const, passages: [] } };
	const done = await move(actor, address, wanted, given, now);
	if (!done.ok) throw new Error(`${wanted.kind}: ${done.reason}`);
}

/** The chair goes to the phase with this key, or on to the next one. */
export async function goes(built: BuiltDebate, key?: string, now = debateNow): Promise<void> {
	const here = await debateHere(built.chair, built.address, now);
	const { chairSeq: seen } = await stateOf(here);
	const index = here.rules.format.phases.findIndex((phase) => phase.key === key);
	const wanted: Move = key ? { kind: 'go', index, seen } : { kind: 'next', seen };
	await moves(built.chair, built, wanted, null, now);
}

export async function ends(built: BuiltDebate, now = debateNow): Promise<void> {
	const { chairSeq: seen } = await stateIn(built);
	await moves(built.chair, built, { kind: 'end', seen }, null, now);
}
