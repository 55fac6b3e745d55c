/*
 * When somebody has to look after a debate: put down in the transaction that added the event, so that
 * it is looked after exactly if the event is there. What is then to be done is judged at that moment
 * (attending.server.ts), and a look too many does nothing.
 */
import type { Executor } from '$lib/server/db/client';
import { enqueue } from '$lib/server/jobs';
import type { DebateState, EventKind, Rules } from '../debate';

export const attending = 'debates.attend';

interface Named {
	courseId: string;
	debateId: string;
}

/** After these somebody else may be at turn, or another time may run. */
const turning: readonly EventKind[] = [
	'opened',
	'seated',
	'phase',
	'started',
	'resumed',
	'adjusted',
	'extended',
	'undone',
	'mode',
	'called',
	'said',
	'missed',
	'accepted',
	'sent-back',
	'drafted',
	'spokesperson',
	'rotated',
	'sat'
];

/** Puts down a look at the debate if one of these events asks for it. */
export async function attendAfter(
	on: Executor,
	room: Named & { rules: Rules },
	{ state, kinds }: { state: DebateState; kinds: readonly EventKind[] },
	now: Date
): Promise<void> {
	const isTimed = state.mode === 'written' || room.rules.settings.goesOn;
	if (isTimed && kinds.some((kind) => turning.includes(kind)))
		await attendAt(on, room, now, now, `after:${state.seq}`);
}

/** @param name one look is put down for each */
export async function attendAt(
	on: Executor | undefined,
	{ courseId, debateId }: Named,
	runAt: Date,
	now: Date,
	name = `at:${runAt.getTime()}`
): Promise<void> {
	const key = `${attending}:${debateId}:${name}`;
	await enqueue(
		{ kind: attending, key, payload: { course: courseId, debate: debateId }, runAt },
		now,
		on
	);
}
