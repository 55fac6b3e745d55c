/*
 * What stands on top of every page of one debate: its motion, how and when it is held, and the pages
 * that the reader may open. Pure.
 */
import type { Actor } from '$lib/access/actor';
import { may, type Facts } from '$lib/access/permissions';
import type { LocalText } from '$lib/i18n/local-text';
import type { Rules } from '../debate';
import type { ResultKind } from '../format';
import { roomName } from '../names';

export type DebatePage =
	| 'debate'
	| 'chair'
	| 'board'
	| 'flow'
	| 'map'
	| 'vote'
	| 'ballot'
	| 'result'
	| 'screen'
	| 'report'
	| 'settings'
	| 'reflection'
	| 'conduct';

export interface DebateHeading {
	/** The address of the debate. */
	home: string;
	motion: LocalText;
	format: LocalText;
	result: ResultKind;
	room: string;
	startsAt: Date | null;
	timeZone: string;
	pages: DebatePage[];
	/** The newest event when the page was made. */
	seq: number;
}

/** What has to be known of a debate for it: a part of what `debateHere` finds. */
interface Here {
	courseSlug: string;
	moduleSlug: string;
	timeZone: string;
	debate: { slug: string; room: string; startsAt: Date | null; state: string; seq: number };
	motion: { text: LocalText };
	rules: Rules;
	me: { role: string; team: string | null } | null;
	facts: Facts;
}

export function headingFor(actor: Actor, here: Here): DebateHeading {
	const { courseSlug, moduleSlug, timeZone, debate, motion, rules, me, facts } = here;
	const { format, settings } = rules;
	const hasVotes = format.phases.some(({ kind }) => kind === 'vote');
	const hasBallots =
		format.result === 'ballot' || format.result === 'ranking' || format.points !== null;
	const chairs = may(actor, 'debate.chair', facts);
	const isEnded = debate.state === 'ended';
	const votes =
		hasVotes &&
		may(actor, 'debate.vote', facts) &&
		(settings.voters === 'everybody' || me?.role !== 'speaker');
	const shows: Record<DebatePage, boolean> = {
		debate: true,
		chair: chairs,
		board: may(actor, 'debate.board', { ...facts, onTeam: (me?.team ?? null) !== null }),
		flow: true,
		map: true,
		vote: votes,
		ballot: hasBallots && (chairs || may(actor, 'debate.judge', facts)),
		result: hasVotes || hasBallots || format.result !== 'none',
		screen: chairs,
		report: isEnded,
		settings: may(actor, 'debate.plan', facts),
		reflection:
			isEnded && (may(actor, 'debate.reflect', facts) || may(actor, 'debate.figures', facts)),
		conduct: true
	};
	return {
		home: `/courses/${courseSlug}/modules/${moduleSlug}/debates/${debate.slug}`,
		motion: motion.text,
		format: format.title,
		result: format.result,
		room: roomName(debate.room),
		startsAt: debate.startsAt,
		timeZone,
		pages: (Object.keys(shows) as DebatePage[]).filter((page) => shows[page]),
		seq: debate.seq
	};
}
