/*
 * Setting up a round: its debates with the motion, the format and everybody's place as the machine
 * proposes them. It is a draft until staff tell the class.
 */
import { randomBytes } from 'node:crypto';
import { and, asc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, notFound, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { holdClass } from '$lib/courses/holding.server';
import type { InModule } from '$lib/modules/groups.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { transaction, type Transaction } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import {
	debate,
	debatePerson,
	debateRound,
	motion,
	prepCard,
	section
} from '$lib/server/db/schema';
import type { DebateSettings } from '../debate';
import type { FormatBody, FormatName, Mode } from '../format';
import { useFormat } from '../own-formats/copying.server';
import { formatIn } from '../own-formats/formats.server';
import { shownIn } from '../room/joining.server';
import { candidatesFor, lotOf, studentsOf, type Student, type Whom } from './candidates.server';
import type { Drawn } from './drawn';
import { propose, type ProposedSeat, type RoomsWish } from './proposing';
import { tellChanged } from './telling.server';

export interface RoundInput extends RoomsWish, Whom {
	moduleSlug: string;
	title: string;
	motionId: string;
	/** The key of one of the site's formats, or the id of a copy. */
	format: string;
	mode: Mode;
	startsAt: Date | null;
	settings: DebateSettings;
	/** Other than by chance. */
	seed?: string;
}

export type Planned =
	| { ok: true; roundId: string; debates: { id: string; slug: string }[] }
	| { ok: false; reason: 'nobody' | 'no-motion' | 'no-format' };

export const freshSeed = () => randomBytes(12).toString('hex');

/** Makes a whole round as a draft. Needs `debate.plan`. */
export async function planRound(actor: Actor, input: RoundInput, now: Date): Promise<Planned> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const { id: moduleId } = await moduleFor(actor, input.moduleSlug, now);
	const at = { courseId, moduleId };
	return transaction(async (tx): Promise<Planned> => {
		await holdClass(tx, courseId);
		const chosen = await motionIn(tx, at, input.motionId);
		if (!chosen) return { ok: false, reason: 'no-motion' };
		const format = await formatIn(tx, courseId, input.format);
		if (!format || format.isRetired) return { ok: false, reason: 'no-format' };
		const sectionId = await sectionIn(tx, courseId, input.sectionId);
		const drawn: Drawn = {
			seed: input.seed ?? freshSeed(),
			rooms: input.rooms,
			wish: input.wish,
			sections: input.sections,
			groupId: input.groupId
		};
		const whom = { sectionId, groupId: input.groupId };
		const students = await studentsOf(tx, at, whom);
		if (students.length === 0) return { ok: false, reason: 'nobody' };
		const seats = await proposed(tx, at, students, format.body, drawn, input.motionId, now);
		const roundId = newRef();
		await tx.insert(debateRound).values({
			...at,
			id: roundId,
			title: input.title,
			sectionId,
			drawn,
			createdBy: personOf(actor).id,
			createdAt: now
		});
		const debates = await addRooms(
			tx,
			at,
			{
				roundId,
				motionId: chosen.id,
				motionVersion: chosen.version,
				format: format.body,
				name: format.name,
				mode: input.mode,
				startsAt: input.startsAt,
				settings: input.settings
			},
			{ from: 0, to: 1 + Math.max(...seats.map(({ room }) => room)) },
			now
		);
		await seatAll(tx, courseId, debates, seats, students, input.settings, now);
		await useFormat(tx, courseId, format.name, now);
		await recordAct(
			actor,
			{
				act: 'debate.plan',
				subjectKind: 'debateRound',
				subjectId: roundId,
				detail: { rooms: debates.length, people: seats.length }
			},
			now,
			tx
		);
		return { ok: true, roundId, debates };
	});
}

async function proposed(
	tx: Transaction,
	at: InModule,
	students: Student[],
	format: FormatBody,
	drawn: Drawn,
	motionId: string,
	now: Date
): Promise<ProposedSeat[]> {
	const people = await candidatesFor(tx, at, students, { motionId, wish: drawn.wish }, now);
	return propose(people, format, drawn, lotOf(drawn.seed));
}

async function motionIn(tx: Transaction, { courseId, moduleId }: InModule, id: string) {
	const [row] = await tx
		.select({ id: motion.id, version: motion.version, retiredAt: motion.retiredAt })
		.from(motion)
		.where(and(eq(motion.courseId, courseId), eq(motion.moduleId, moduleId), eq(motion.id, id)));
	return row && row.retiredAt === null ? row : null;
}

async function sectionIn(tx: Transaction, courseId: string, id: string | null) {
	if (id === null) return null;
	const [row] = await tx
		.select({ id: section.id })
		.from(section)
		.where(and(eq(section.courseId, courseId), eq(section.id, id)));
	return row ? row.id : notFound();
}

interface RoomsOf {
	roundId: string;
	motionId: string;
	motionVersion: number;
	format: FormatBody;
	name: FormatName;
	mode: Mode;
	startsAt: Date | null;
	settings: DebateSettings;
}

/** Debates are numbered through in a module: `…/debates/7`. */
async function nextSlug(tx: Transaction, { courseId, moduleId }: InModule): Promise<number> {
	const rows = await tx
		.select({ slug: debate.slug })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), eq(debate.moduleId, moduleId)));
	return 1 + Math.max(0, ...rows.map(({ slug }) => (/^\d+$/.test(slug) ? Number(slug) : 0)));
}

/** @param span rooms from … to, the last one not among them, counted from 0 */
export async function addRooms(
	tx: Transaction,
	at: InModule,
	{ roundId, motionId, motionVersion, format, name, mode, startsAt, settings }: RoomsOf,
	{ from, to }: { from: number; to: number },
	now: Date
): Promise<{ id: string; slug: string }[]> {
	const first = await nextSlug(tx, at);
	const rows = Array.from({ length: to - from }, (_, i) => ({
		...at,
		id: newId(),
		roundId,
		slug: String(first + i),
		room: to > 1 ? m.rounds_room({ n: from + i + 1 }) : '',
		order: from + i,
		motionId,
		motionVersion,
		format,
		formatKey: name.key,
		formatId: name.id,
		formatVersion: name.version,
		settings,
		mode,
		startsAt,
		createdAt: now
	}));
	await tx.insert(debate).values(rows);
	return rows.map(({ id, slug }) => ({ id, slug }));
}

async function seatAll(
	tx: Transaction,
	courseId: string,
	debates: readonly { id: string }[],
	seats: readonly ProposedSeat[],
	students: readonly Student[],
	settings: DebateSettings,
	now: Date
): Promise<void> {
	const named = new Map(students.map((student) => [student.id, student]));
	const order = lotOf('order');
	for (const [room, { id: debateId }] of debates.entries()) {
		// Numbers are seen by everybody: they follow the places, and a lot where there are none.
		const here = seats
			.filter((seat) => seat.room === room)
			.sort((a, b) => order(a.id + debateId) - order(b.id + debateId));
		if (here.length === 0) continue;
		await tx.insert(debatePerson).values(
			here.flatMap(({ id, role, team, speaker, notes, why }, i) => {
				const student = named.get(id);
				if (!student) return [];
				return {
					courseId,
					debateId,
					number: i + 1,
					enrolmentId: id,
					role,
					team,
					speaker,
					takesNotes: notes,
					why,
					shownAs: shownIn(settings, student),
					joinedAt: now
				};
			})
		);
		await tx
			.update(debate)
			.set({ people: here.length })
			.where(and(eq(debate.courseId, courseId), eq(debate.id, debateId)));
	}
}

export type Redrawn =
	| { ok: true }
	/** changed: somebody moved people in between · opened: a room has begun · prepared: cards would go */
	| { ok: false; reason: 'changed' | 'opened' | 'prepared' | 'nobody' };

/** A new draw for a round of which nothing has begun. Needs `debate.plan`. */
export async function drawAgain(
	actor: Actor,
	moduleSlug: string,
	roundId: string,
	wish: RoomsWish & { seed: string; seenSeed: string },
	now: Date
): Promise<Redrawn> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const at = { courseId, moduleId };
	return transaction(async (tx): Promise<Redrawn> => {
		await holdClass(tx, courseId);
		const round = await roundIn(tx, at, roundId);
		const before = round.drawn;
		if (before.seed !== wish.seenSeed) return { ok: false, reason: 'changed' };
		const rooms = await tx
			.select()
			.from(debate)
			.where(and(eq(debate.courseId, courseId), eq(debate.roundId, roundId)))
			.orderBy(asc(debate.order));
		const [first] = rooms;
		if (!first || rooms.some(({ state }) => state !== 'planned'))
			return { ok: false, reason: 'opened' };
		const ids = rooms.map(({ id }) => id);
		if (await hasCards(tx, courseId, ids)) return { ok: false, reason: 'prepared' };
		const whom = { sectionId: round.sectionId, groupId: before.groupId };
		const students = await studentsOf(tx, at, whom);
		if (students.length === 0) return { ok: false, reason: 'nobody' };
		const { seenSeed: _seen, ...wished } = wish;
		const drawn: Drawn = { ...before, ...wished };
		const seats = await proposed(tx, at, students, first.format, drawn, first.motionId, now);
		const wanted = 1 + Math.max(...seats.map(({ room }) => room));
		const places = await placesOf(tx, courseId, ids);
		await tx
			.delete(debatePerson)
			.where(and(eq(debatePerson.courseId, courseId), inArray(debatePerson.debateId, ids)));
		if (wanted < ids.length)
			await tx
				.delete(debate)
				.where(and(eq(debate.courseId, courseId), inArray(debate.id, ids.slice(wanted))));
		const name = { key: first.formatKey, id: first.formatId, version: first.formatVersion };
		const added =
			wanted > ids.length
				? await addRooms(tx, at, { ...first, name }, { from: ids.length, to: wanted }, now)
				: [];
		await nameRooms(tx, courseId, ids.slice(0, wanted), wanted);
		const debates = [...ids.slice(0, wanted).map((id) => ({ id })), ...added];
		await seatAll(tx, courseId, debates, seats, students, first.settings, now);
		await tx
			.update(debateRound)
			.set({ drawn })
			.where(and(eq(debateRound.courseId, courseId), eq(debateRound.id, roundId)));
		if (round.toldAt !== null) await tellChanged(tx, { ...at, moduleSlug, roundId }, places, now);
		await recordAct(
			actor,
			{ act: 'debate.redraw', subjectKind: 'debateRound', subjectId: roundId },
			now,
			tx
		);
		return { ok: true };
	});
}

/** The first room of several has a name as well; one that somebody named keeps it. */
async function nameRooms(tx: Transaction, courseId: string, ids: string[], of: number) {
	const [first] = ids;
	if (of < 2 || first === undefined) return;
	await tx
		.update(debate)
		.set({ room: m.rounds_room({ n: 1 }) })
		.where(and(eq(debate.courseId, courseId), eq(debate.id, first), eq(debate.room, '')));
}

async function hasCards(tx: Transaction, courseId: string, ids: string[]): Promise<boolean> {
	const [card] = await tx
		.select({ id: prepCard.id })
		.from(prepCard)
		.where(and(eq(prepCard.courseId, courseId), inArray(prepCard.debateId, ids)))
		.limit(1);
	return card !== undefined;
}

export interface PlaceNow {
	enrolmentId: string;
	debateId: string;
	role: string;
	team: string | null;
	speaker: string | null;
}

/** Who has which place in some debates. */
export async function placesOf(
	tx: Transaction,
	courseId: string,
	ids: string[]
): Promise<PlaceNow[]> {
	return tx
		.select({
			enrolmentId: debatePerson.enrolmentId,
			debateId: debatePerson.debateId,
			role: debatePerson.role,
			team: debatePerson.team,
			speaker: debatePerson.speaker
		})
		.from(debatePerson)
		.where(and(eq(debatePerson.courseId, courseId), inArray(debatePerson.debateId, ids)));
}

/** 404 for one of another module. */
export async function roundIn(tx: Transaction, { courseId, moduleId }: InModule, roundId: string) {
	const [round] = await tx
		.select()
		.from(debateRound)
		.where(
			and(
				eq(debateRound.courseId, courseId),
				eq(debateRound.moduleId, moduleId),
				eq(debateRound.id, roundId)
			)
		);
	return round ?? notFound();
}
