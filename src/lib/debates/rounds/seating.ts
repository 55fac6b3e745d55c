/*
 * Moving people between the places of a round: whoever is put on a taken place changes places with
 * whom they find there; somebody absent gives theirs to a stand-in. Pure.
 */
import type { Role } from '../debate';
import type { Why } from './proposing';

export interface Place {
	debateId: string;
	role: Role;
	team: string | null;
	speaker: string | null;
	notes: boolean;
}

export interface Seated extends Place {
	enrolmentId: string;
	isAbsent: boolean;
	why: string;
}

/** Somebody's place afterwards. */
export interface Change {
	enrolmentId: string;
	from: Seated | null;
	to: Seated;
}

/** `speaker:for:1`, `speaker:a:` (of the team, without a speech), `judge`, `audience`, `notes`. */
export function placeCode({ role, team, speaker, notes }: Omit<Place, 'debateId'>): string {
	if (role === 'speaker' && team !== null) return `speaker:${team}:${speaker ?? ''}`;
	return role === 'audience' && notes ? 'notes' : role;
}

export function placeFrom(code: string, debateId: string): Place | null {
	const [role, team, speaker] = code.split(':');
	const nowhere = { debateId, team: null, speaker: null, notes: false };
	switch (role) {
		case 'speaker':
			return { ...nowhere, role, team: team || null, speaker: speaker || null };
		case 'notes':
			return { ...nowhere, role: 'audience', notes: true };
		case 'judge':
		case 'audience':
		case 'chair':
			return { ...nowhere, role };
		default:
			return null;
	}
}

const by = (why: Why) => why;

/** Empty where nothing changes. */
export function moved(seats: readonly Seated[], enrolmentId: string, target: Place): Change[] {
	const from = seats.find((seat) => seat.enrolmentId === enrolmentId) ?? null;
	if (from && isSamePlace(from, target)) return [];
	const to: Seated = {
		...target,
		enrolmentId,
		isAbsent: from?.isAbsent ?? false,
		why: by('hand')
	};
	const there = holderOf(seats, target);
	if (!there) return [{ enrolmentId, from, to }];
	const freed: Place = from ?? audienceOf(target.debateId);
	const back: Seated = { ...there, ...placeOf(freed), why: by('hand') };
	return [
		{ enrolmentId: there.enrolmentId, from: there, to: back },
		{ enrolmentId, from, to }
	];
}

/** Somebody is not there; with a stand-in, who takes their place, or without. */
export function absent(
	seats: readonly Seated[],
	enrolmentId: string,
	standIn: string | null
): Change[] {
	const from = seats.find((seat) => seat.enrolmentId === enrolmentId);
	if (!from || standIn === enrolmentId) return [];
	if (standIn === null)
		return from.isAbsent ? [] : [{ enrolmentId, from, to: { ...from, isAbsent: true } }];
	const other = seats.find((seat) => seat.enrolmentId === standIn) ?? null;
	return [
		{ enrolmentId, from, to: { ...from, ...audienceOf(from.debateId), isAbsent: true } },
		{
			enrolmentId: standIn,
			from: other,
			to: { ...placeOf(from), enrolmentId: standIn, isAbsent: false, why: by('stand-in') }
		}
	];
}

/** They came after all. */
export function present(seats: readonly Seated[], enrolmentId: string): Change[] {
	const from = seats.find((seat) => seat.enrolmentId === enrolmentId);
	return from?.isAbsent ? [{ enrolmentId, from, to: { ...from, isAbsent: false } }] : [];
}

function audienceOf(debateId: string): Place {
	return { debateId, role: 'audience', team: null, speaker: null, notes: false };
}

function placeOf({ debateId, role, team, speaker, notes }: Place): Place {
	return { debateId, role, team, speaker, notes };
}

export function isSamePlace(a: Place, b: Place): boolean {
	return JSON.stringify(placeOf(a)) === JSON.stringify(placeOf(b));
}

/** Whose the place is; many may be in the audience, judge or belong to a team. */
function holderOf(seats: readonly Seated[], place: Place): Seated | null {
	if (place.speaker === null) return null;
	const { debateId, team, speaker } = place;
	return (
		seats.find(
			(seat) => seat.debateId === debateId && seat.team === team && seat.speaker === speaker
		) ?? null
	);
}
