/*
 * Looking after debates that nobody sits beside: when a time is over the machine moves, whoever is
 * called upon is told, and reminded once before the end. All of it is judged from the debate as it
 * stands; ids of notices follow from what they say, and of two processes that see the same end one
 * moves and the other is refused. Importing this module registers the job.
 */
import { createHash } from 'node:crypto';
import { and, eq, inArray } from 'drizzle-orm';
import { tell, type NewNotice } from '$lib/courses/telling.server';
import { db, transaction } from '$lib/server/db/client';
import {
	cornerChoice,
	course,
	courseModule,
	debate,
	debatePerson,
	debateVote,
	enrolment
} from '$lib/server/db/schema';
import { onJob } from '$lib/server/jobs';
import type { DebateState, Rules, Who } from '../debate';
import type { Room } from '../room/cache.server';
import { moveAsMachine, roomById } from '../room/moving.server';
import { currentPhase, currentTurn, isPresent } from '../standing';
import { calledUpon, overAt, whenOver, type Call } from './going-on';
import { gracesIn } from './grace.server';
import { attendAt, attending } from './scheduling.server';

const hour = 3_600_000;
/** Phases that may be over at once, when a server was away for days. */
const mostAtOnce = 40;

onJob(attending, async ({ payload }, now) => {
	await attend(String(payload.course), String(payload.debate), now);
});

/** Those of a course that go on by themselves: what a job that was lost would have done. */
export async function attendAllIn(courseId: string, now: Date): Promise<void> {
	const rows = await db()
		.select({ id: debate.id, mode: debate.mode, settings: debate.settings })
		.from(debate)
		.where(and(eq(debate.courseId, courseId), eq(debate.state, 'open')));
	for (const { id, mode, settings } of rows)
		if (mode === 'written' || settings.goesOn) await attend(courseId, id, now);
}

/** Brings one debate up to now; does nothing where nothing is to be done. */
export async function attend(courseId: string, debateId: string, now: Date): Promise<void> {
	const place = await placeOf(courseId, debateId);
	if (!place) return;
	let room = await roomById(courseId, debateId);
	for (let n = 0; room && n < mostAtOnce; n++) {
		const wanted = whenOver(room.rules, room.state, await graceIn(room), now.getTime());
		if (!wanted) break;
		const before = room.seq;
		const done = await moveAsMachine(courseId, debateId, wanted, now);
		room = await roomById(courseId, debateId);
		// Somebody else was quicker, and what is so now is looked at anew; or it cannot be done.
		if (!done.ok && room?.seq === before) break;
	}
	if (!room) return;
	await announce(room, place, now);
	const next = await nextLook(room, now);
	if (next !== null) await attendAt(undefined, room, new Date(next), now);
}

interface PlaceOf {
	module: string;
	slug: string;
}

/** Null for a debate that is not open, or of a course that was put away. */
async function placeOf(courseId: string, debateId: string): Promise<PlaceOf | null> {
	const [found] = await db()
		.select({ module: courseModule.slug, slug: debate.slug })
		.from(debate)
		.innerJoin(course, and(eq(course.id, debate.courseId), eq(course.state, 'active')))
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, debate.courseId), eq(courseModule.id, debate.moduleId))
		)
		.where(and(eq(debate.courseId, courseId), eq(debate.id, debateId), eq(debate.state, 'open')));
	return found ?? null;
}

/** How much longer those have whose turn it is. */
async function graceIn({ courseId, debateId, rules, state }: Room): Promise<number> {
	const graces = await gracesIn(courseId, debateId, calledUpon(rules, state)?.who ?? []);
	return Math.max(0, ...graces.values());
}

/** Since when somebody is called upon as they are now. */
function calledSince(state: DebateState): number {
	const turn = currentTurn(state);
	return Math.max(turn?.beganAt ?? 0, turn?.said.at(-1)?.at ?? 0);
}

/** Null where nobody is reminded: there is no end, or it is nearer than that from the start. */
function remindAt({ settings }: Rules, state: DebateState): number | null {
	if (state.mode !== 'written' || state.dueAt === null || settings.remindHours <= 0) return null;
	const at = state.dueAt - settings.remindHours * hour;
	return at > calledSince(state) ? at : null;
}

async function nextLook(room: Room, now: Date): Promise<number | null> {
	const over = overAt(room.rules, room.state, await graceIn(room));
	const moments = [remindAt(room.rules, room.state), over === null ? null : over + 1];
	const later = moments.filter((at): at is number => at !== null && at > now.getTime());
	return later.length > 0 ? Math.min(...later) : null;
}

const idOf = (...parts: (string | number | null)[]) =>
	createHash('sha256').update(parts.join(':')).digest('hex').slice(0, 32);

async function announce(room: Room, place: PlaceOf, now: Date): Promise<void> {
	const notices = [...(await turnNotices(room, place, now)), ...(await missedNotices(room, place))];
	if (notices.length > 0) await transaction((tx) => tell(tx, room.courseId, notices, now));
}

/** That it is somebody's turn, and that its end is near. */
async function turnNotices(room: Room, place: PlaceOf, now: Date): Promise<NewNotice[]> {
	const { debateId, rules, state } = room;
	const call = calledUpon(rules, state);
	const isOver = state.dueAt !== null && currentTurn(state)?.missed;
	if (!call || call.who.length === 0 || isOver) return [];
	const nth = state.turns.length - 1;
	const round = call.as === 'restatement' ? (currentTurn(state)?.said.length ?? 0) : '';
	const about = [debateId, nth, state.phase, call.as, call.to, round];
	const payloadFor = (who: Who) => ({
		module: place.module,
		debate: place.slug,
		id: debateId,
		nth: String(nth),
		as: call.as,
		to: String(call.to ?? ''),
		who: String(who)
	});
	const people = await enrolmentsOf(room, call.who);
	const turns = people.map(({ who, enrolmentId }) => ({
		id: idOf('debate.turn', ...about, enrolmentId),
		enrolmentId,
		kind: 'debate.turn',
		payload: payloadFor(who)
	}));
	const at = remindAt(rules, state);
	if (at === null || now.getTime() < at) return turns;
	const done = await doneAlready(room, call);
	const reminders = people
		.filter(({ enrolmentId, who }) => !done.enrolments.has(enrolmentId) && !done.who.has(who))
		.map(({ who, enrolmentId }) => ({
			id: idOf('debate.reminder', ...about, state.dueAt, enrolmentId),
			enrolmentId,
			kind: 'debate.reminder',
			payload: { ...payloadFor(who), due: String(state.dueAt) }
		}));
	return [...turns, ...reminders];
}

/** Who has done already what several are called upon to do. */
async function doneAlready(
	{ courseId, debateId, rules, state }: Room,
	{ as }: Call
): Promise<{ enrolments: Set<string>; who: Set<Who> }> {
	const who = new Set(as === 'floor' ? currentTurn(state)?.said.map(({ by }) => by) : []);
	const moment = currentPhase(rules, state)?.moment ?? null;
	if (as === 'vote' && moment) {
		const rows = await db()
			.select({ enrolmentId: debateVote.enrolmentId })
			.from(debateVote)
			.where(
				and(
					eq(debateVote.courseId, courseId),
					eq(debateVote.debateId, debateId),
					eq(debateVote.moment, moment)
				)
			);
		return { enrolments: new Set(rows.map((row) => row.enrolmentId)), who };
	}
	if (as !== 'choose') return { enrolments: new Set(), who };
	const rows = await db()
		.select({ enrolmentId: cornerChoice.enrolmentId })
		.from(cornerChoice)
		.where(and(eq(cornerChoice.courseId, courseId), eq(cornerChoice.debateId, debateId)));
	return { enrolments: new Set(rows.map((row) => row.enrolmentId)), who };
}

async function enrolmentsOf({ courseId, debateId }: Room, who: readonly Who[]) {
	if (who.length === 0) return [];
	return db()
		.select({ who: debatePerson.number, enrolmentId: debatePerson.enrolmentId })
		.from(debatePerson)
		.innerJoin(
			enrolment,
			and(
				eq(enrolment.courseId, debatePerson.courseId),
				eq(enrolment.id, debatePerson.enrolmentId),
				eq(enrolment.state, 'active')
			)
		)
		.where(
			and(
				eq(debatePerson.courseId, courseId),
				eq(debatePerson.debateId, debateId),
				inArray(debatePerson.number, [...who])
			)
		);
}

/** That a turn was missed: to its chairs, who may have to decide, and to whoever's it was. */
async function missedNotices(room: Room, place: PlaceOf): Promise<NewNotice[]> {
	const { debateId, rules, state } = room;
	const goesOn = rules.settings.whenMissed === 'skip';
	const last = state.turns.length - 1;
	const missed = state.turns.flatMap((turn, nth) =>
		turn.missed && (goesOn || nth === last) ? [{ turn, nth }] : []
	);
	if (missed.length === 0) return [];
	const missers = missed.map(({ nth }) => missersOf(room, nth));
	const [chairs, people] = await Promise.all([chairsOf(room), enrolmentsOf(room, missers.flat())]);
	return missed.flatMap(({ turn, nth }, i) => {
		// A turn that was given more time and was missed again is news again.
		const key = [debateId, nth, turn.index, nth === last ? state.dueAt : null];
		const noticeTo = (enrolmentId: string, as: 'chair' | 'own') => ({
			id: idOf('debate.missed', ...(goesOn ? key.slice(0, 3) : key), as, enrolmentId),
			enrolmentId,
			kind: 'debate.missed',
			payload: {
				module: place.module,
				debate: place.slug,
				id: debateId,
				nth: String(nth),
				as,
				...(goesOn ? { skipped: '1' } : {})
			}
		});
		const own = people.filter(({ who }) => missers[i]?.includes(who));
		return [
			...chairs.map((enrolmentId) => noticeTo(enrolmentId, 'chair')),
			...own.map(({ enrolmentId }) => noticeTo(enrolmentId, 'own'))
		];
	});
}

/** Whoever was called upon when a phase was over. */
function missersOf({ rules, state }: Room, nth: number): Who[] {
	const turn = state.turns[nth];
	if (!turn) return [];
	const then: DebateState = {
		...state,
		mode: 'written',
		endedAt: null,
		phase: turn.index,
		turns: state.turns.slice(0, nth + 1),
		called: nth === state.turns.length - 1 ? state.called : null
	};
	return calledUpon(rules, then)?.who ?? turn.who;
}

/** Of the debate; the course's instructors where nobody chairs it. */
async function chairsOf(room: Room): Promise<string[]> {
	const chairs = Object.values(room.state.people).filter((p) => p.role === 'chair' && isPresent(p));
	const here = await enrolmentsOf(
		room,
		chairs.map(({ who }) => who)
	);
	if (here.length > 0) return here.map(({ enrolmentId }) => enrolmentId);
	const rows = await db()
		.select({ id: enrolment.id })
		.from(enrolment)
		.where(
			and(
				eq(enrolment.courseId, room.courseId),
				eq(enrolment.state, 'active'),
				eq(enrolment.role, 'instructor')
			)
		);
	return rows.map(({ id }) => id);
}
