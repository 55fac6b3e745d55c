/*
 * One student's path through a module: its steps in the order in which a class walks them, where
 * they are with each, what comes next and what is due. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { PositionState } from '$lib/positions/position';
import type { QuestionStage } from '$lib/questions/question';
import type { MomentState, StanceMoment } from '$lib/stances/stance';

/** running: it goes on, and nothing of it waits for this student. */
export type StepState = 'waiting' | 'open' | 'begun' | 'running' | 'done' | 'returned' | 'closed';

export type Step = {
	state: StepState;
	dueAt: Date | null;
	lateMinutes: number;
} & (
	| { kind: 'stance'; moment: StanceMoment }
	| { kind: 'reading'; slug: string; number: number | null; title: LocalText; minutes: number }
	| { kind: 'questions'; slug: string; title: LocalText; complete: number; questions: number }
	| { kind: 'position'; released: boolean }
	| { kind: 'reviews'; gave: number; asked: number }
	| {
			kind: 'debate';
			/** Null: one of several rooms, none of them the student's. */
			slug: string | null;
			roundId: string;
			motion: LocalText;
			place: string | null;
			startsAt: Date | null;
			act: DebateAct | null;
	  }
);

/** What a debate waits for. */
export type DebateAct = 'turn' | 'vote' | 'reflect';

export const stages = ['before', 'reading', 'across', 'position', 'debate', 'after'] as const;
export type PathStage = (typeof stages)[number];

export interface PathFacts {
	stances: { moment: StanceMoment; state: MomentState; given: boolean }[];
	readings: {
		id: string;
		slug: string;
		number: number | null;
		title: LocalText;
		minutes: number;
		begun: boolean;
		finished: boolean;
	}[];
	sets: {
		slug: string;
		stage: QuestionStage;
		readingId: string | null;
		title: LocalText;
		state: 'not-begun' | 'begun' | 'submitted' | 'reopened';
		complete: number;
		questions: number;
		dueAt: Date | null;
		isClosed: boolean;
		lateMinutes: number;
	}[];
	/** Null where the module asks for none. */
	position: {
		state: PositionState;
		begun: boolean;
		dueAt: Date | null;
		isClosed: boolean;
		lateMinutes: number;
		released: boolean;
	} | null;
	/** Reviews of classmates; null where none are planned. */
	reviews: {
		hasSubmitted: boolean;
		isTaking: boolean;
		isHolding: boolean;
		gave: number;
		asked: number;
		closesAt: Date | null;
	} | null;
	debates: {
		slug: string | null;
		roundId: string;
		motion: LocalText;
		place: string | null;
		state: 'planned' | 'open' | 'ended';
		mode: 'spoken' | 'written';
		startsAt: Date | null;
		act: 'turn' | 'vote' | null;
		dueAt: Date | null;
		tookPart: boolean;
		reflected: boolean;
	}[];
}

export function pathOf(facts: PathFacts): Record<PathStage, Step[]> {
	const setsOf = (stage: QuestionStage) => facts.sets.filter((s) => s.stage === stage);
	const withSets = facts.readings.flatMap((reading) => [
		readingStep(reading),
		...facts.sets.filter((s) => s.readingId === reading.id).map(questionsStep)
	]);
	const loose = setsOf('reading').filter(
		(s) => !facts.readings.some((reading) => reading.id === s.readingId)
	);
	return {
		before: [...stanceSteps(facts, 'before'), ...setsOf('before').map(questionsStep)],
		reading: [...withSets, ...loose.map(questionsStep)],
		across: [...setsOf('across').map(questionsStep), ...stanceSteps(facts, 'after-reading')],
		position: [
			...(facts.position ? [positionStep(facts.position)] : []),
			...(facts.reviews ? [reviewsStep(facts.reviews)] : [])
		],
		debate: facts.debates.map(debateStep),
		after: [...setsOf('after').map(questionsStep), ...stanceSteps(facts, 'after-debate')]
	};
}

function stanceSteps(facts: PathFacts, moment: StanceMoment): Step[] {
	return facts.stances
		.filter((s) => s.moment === moment)
		.map(({ state, given }) => ({
			kind: 'stance',
			moment,
			state: given ? 'done' : state,
			dueAt: null,
			lateMinutes: 0
		}));
}

function readingStep(reading: PathFacts['readings'][number]): Step {
	const { slug, number, title, minutes, finished, begun } = reading;
	const state = finished ? 'done' : begun ? 'begun' : 'open';
	return { kind: 'reading', slug, number, title, minutes, state, dueAt: null, lateMinutes: 0 };
}

function questionsStep(set: PathFacts['sets'][number]): Step {
	const { slug, title, complete, questions, dueAt, lateMinutes } = set;
	const state: StepState =
		set.state === 'submitted'
			? 'done'
			: set.state === 'reopened'
				? 'returned'
				: set.isClosed
					? 'closed'
					: set.state === 'begun'
						? 'begun'
						: 'open';
	return { kind: 'questions', slug, title, complete, questions, state, dueAt, lateMinutes };
}

function positionStep(position: NonNullable<PathFacts['position']>): Step {
	const state: StepState =
		position.state === 'returned'
			? 'returned'
			: position.state === 'submitted'
				? 'done'
				: position.isClosed
					? 'closed'
					: position.begun
						? 'begun'
						: 'open';
	const { dueAt, lateMinutes, released } = position;
	return { kind: 'position', state, dueAt, lateMinutes, released };
}

function reviewsStep(reviews: NonNullable<PathFacts['reviews']>): Step {
	const { gave, asked, closesAt, isTaking, isHolding, hasSubmitted } = reviews;
	const state: StepState =
		asked > 0 && gave >= asked
			? 'done'
			: !isTaking
				? 'closed'
				: !hasSubmitted || asked === 0
					? 'waiting'
					: isHolding || gave > 0
						? 'begun'
						: 'open';
	return { kind: 'reviews', gave, asked, state, dueAt: closesAt, lateMinutes: 0 };
}

/** In the room everybody has something to do; in writing whoever is called upon; afterwards who was there. */
function debateStep(debate: PathFacts['debates'][number]): Step {
	const { slug, roundId, motion, place, mode, dueAt, tookPart, reflected } = debate;
	const ended: StepState = reflected ? 'done' : tookPart ? 'open' : 'closed';
	const open: StepState = debate.act || mode === 'spoken' ? 'open' : 'running';
	const state = { planned: 'waiting', open, ended }[debate.state] as StepState;
	const act: DebateAct | null =
		debate.state === 'ended' && ended === 'open' ? 'reflect' : debate.act;
	const startsAt = debate.state === 'planned' ? debate.startsAt : null;
	const about = { slug, roundId, motion, place, startsAt, act, state, dueAt };
	return { kind: 'debate', ...about, lateMinutes: 0 };
}

export function isTodo(step: Step): boolean {
	return step.state === 'open' || step.state === 'begun' || step.state === 'returned';
}

/** A debate that waits for this student, or goes on in the room: it will not wait for the rest. */
function isNow(step: Step): boolean {
	return step.kind === 'debate' && step.state === 'open' && step.act !== 'reflect';
}

/** What others wait for goes first, then what came back; then the next thing that can be done now. */
export function nextStep(path: Record<PathStage, Step[]>): Step | null {
	const todo = stages.flatMap((stage) => path[stage]).filter(isTodo);
	return todo.find(isNow) ?? todo.find((step) => step.state === 'returned') ?? todo[0] ?? null;
}

/** What is due and not done, the earliest first. */
export function dueSteps(path: Record<PathStage, Step[]>): Step[] {
	return stages
		.flatMap((stage) => path[stage])
		.filter((step) => isTodo(step) && step.dueAt !== null)
		.sort((a, b) => (a.dueAt?.getTime() ?? 0) - (b.dueAt?.getTime() ?? 0));
}

/** How many steps are done, of those that can be done or were. */
export function stepsDone(path: Record<PathStage, Step[]>): { done: number; of: number } {
	const counted = stages.flatMap((stage) => path[stage]).filter((step) => step.state !== 'waiting');
	return { done: counted.filter((step) => step.state === 'done').length, of: counted.length };
}

/** Where a step leads, below the module's address. */
export function pathTo(step: Step): string {
	switch (step.kind) {
		case 'stance':
			return '/stance';
		case 'reading':
			return `/readings/${step.slug}`;
		case 'questions':
			return `/questions/${step.slug}`;
		case 'position':
			return '/position';
		case 'reviews':
			return '/reviews';
		case 'debate':
			return debateTo(step);
	}
}

const actTo = { turn: '', vote: '/vote', reflect: '/reflection' };

function debateTo({ slug, act }: Extract<Step, { kind: 'debate' }>): string {
	return slug === null ? '/debates' : `/debates/${slug}${act ? actTo[act] : ''}`;
}
