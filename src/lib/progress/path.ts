/*
 * One student's path through a module: its steps in the order in which a class walks them, where
 * they are with each, what comes next and what is due. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { PositionState } from '$lib/positions/position';
import type { QuestionStage } from '$lib/questions/question';
import type { MomentState, StanceMoment } from '$lib/stances/stance';

export type StepState = 'waiting' | 'open' | 'begun' | 'done' | 'returned' | 'closed';

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
);

export const stages = ['before', 'reading', 'across', 'position', 'after'] as const;
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

export function isTodo(step: Step): boolean {
	return step.state === 'open' || step.state === 'begun' || step.state === 'returned';
}

/** What came back goes first; then the next thing on the path that can be done now. */
export function nextStep(path: Record<PathStage, Step[]>): Step | null {
	const todo = stages.flatMap((stage) => path[stage]).filter(isTodo);
	return todo.find((step) => step.state === 'returned') ?? todo[0] ?? null;
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
	}
}
