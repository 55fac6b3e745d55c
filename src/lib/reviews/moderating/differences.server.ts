/*
 * What markers differ in, for whoever settles it: the versions whose markers are all done, the
 * largest difference first, and how many still wait. While one of the markers is not done, nothing
 * of what the others gave leaves this file.
 */
import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf, personOf } from '$lib/access/refuse';
import { seesEverybody } from '$lib/courses/people.server';
import { staffName } from '$lib/courses/wording';
import { groupedBy } from '$lib/readings/grouped';
import { db, prepared } from '$lib/server/db/client';
import { enrolment, position, review, secondMarking, user } from '$lib/server/db/schema';
import { planFor } from '../allocating/plan.server';
import { placesIn } from '../queue-query.server';
import { scoreOf, type Criterion, type RubricBody, type SheetLevels } from '../review';
import { firstSlot, keptRubric, taskToReview } from '../sheets.server';
import { apartIn, apartOn, areDone, isWithin, type SecondReason, type Settlement } from './second';
import { wantedOf } from './seconds.server';
import { ruleFor } from './settling.server';

export const differencesOnPage = 25;

interface Listed {
	positionId: string;
	/** Its place in the order of first submission. */
	place: number;
	reason: SecondReason;
}

export interface Difference extends Listed {
	/** Points by marker, in the order of their slots. */
	points: number[];
	/** Percentage points between highest and lowest; null when one could not be reckoned. */
	apart: number | null;
	isWithin: boolean;
	/** What the plan's rule would do. */
	rule: Exclude<Settlement, 'agreed'> | null;
	/** Those they differ on, the largest difference first; null where one left it out. */
	criteria: { title: Criterion['title']; points: (number | null)[]; apart: number | null }[];
}

export interface WaitingForMarker extends Listed {
	done: number;
	wanted: number;
}

export interface SettledOne extends Listed {
	by: Settlement;
	decidedBy: string | null;
	at: Date | null;
}

export interface Moderation {
	timeZone: string;
	tolerancePercent: number;
	differences: Difference[];
	differing: number;
	/** How many a rule would settle. */
	byRule: number;
	page: number;
	pages: number;
	waiting: WaitingForMarker[];
	settled: SettledOne[];
	maySettle: boolean;
}

const secondsOfTask = prepared('second_markings_of_task', (db) => {
	const places = placesIn(db);
	return db
		.select({
			positionId: secondMarking.positionId,
			place: places.place,
			reason: secondMarking.reason,
			settled: secondMarking.settled,
			decidedBy: secondMarking.decidedBy,
			decidedAt: secondMarking.decidedAt,
			decider: user.name,
			sectionId: enrolment.sectionId
		})
		.from(secondMarking)
		.innerJoin(
			position,
			and(
				eq(position.courseId, secondMarking.courseId),
				eq(position.id, secondMarking.positionId),
				eq(position.submittedNumber, secondMarking.positionNumber)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.innerJoin(places, eq(places.placedId, position.id))
		.leftJoin(user, eq(user.id, secondMarking.decidedBy))
		.where(
			and(
				eq(secondMarking.courseId, sql.placeholder('courseId')),
				eq(position.taskId, sql.placeholder('taskId')),
				eq(enrolment.state, 'active')
			)
		)
		.orderBy(asc(places.place));
});

const sheetsOfSeconds = prepared('sheets_of_second_markings', (db) =>
	db
		.select({
			courseId: review.courseId,
			positionId: review.positionId,
			slot: review.slot,
			state: review.state,
			version: review.version,
			levels: review.levels,
			savedBy: review.savedBy,
			rubricId: review.rubricId,
			rubricVersion: review.rubricVersion
		})
		.from(secondMarking)
		.innerJoin(
			position,
			and(
				eq(position.courseId, secondMarking.courseId),
				eq(position.id, secondMarking.positionId),
				eq(position.submittedNumber, secondMarking.positionNumber)
			)
		)
		.innerJoin(
			review,
			and(
				eq(review.courseId, position.courseId),
				eq(review.positionId, position.id),
				eq(review.positionNumber, position.submittedNumber),
				eq(review.kind, firstSlot.kind)
			)
		)
		.where(
			and(
				eq(secondMarking.courseId, sql.placeholder('courseId')),
				eq(position.taskId, sql.placeholder('taskId')),
				gt(position.submittedNumber, 0)
			)
		)
		.orderBy(asc(review.slot))
);

/**
 * Needs `position.read`. Whoever does not settle sees only what they have marked themselves, once
 * every marker of it is done.
 */
export async function moderationFor(
	actor: Actor,
	moduleSlug: string,
	wantedPage: number
): Promise<Moderation> {
	const { courseId, taskId, timeZone } = await taskToReview(actor, moduleSlug);
	const { sectionId } = membershipOf(actor);
	const [plan, seconds, sheets] = await Promise.all([
		planFor(db(), courseId, taskId),
		secondsOfTask({ courseId, taskId }),
		sheetsOfSeconds({ courseId, taskId })
	]);
	const maySettle = may(actor, 'review.settle', { courseId });
	const seesAll = may(actor, 'review.figures', { courseId });
	const self = personOf(actor).id;
	const sheetsOf = groupedBy(sheets, (sheet) => sheet.positionId);
	const rubrics = await rubricsOf(sheets);
	const differences: Difference[] = [];
	const waiting: WaitingForMarker[] = [];
	const settled: SettledOne[] = [];
	for (const { positionId, place, reason, ...row } of seconds) {
		const here = sheetsOf.get(positionId) ?? [];
		if (!seesEverybody(actor) && row.sectionId !== sectionId) continue;
		if (!seesAll && !here.some((sheet) => sheet.savedBy === self)) continue;
		const listed = { positionId, place, reason };
		if (row.settled !== null) {
			const decidedBy = staffName(row.decidedBy, row.decider);
			settled.push({ ...listed, by: row.settled, decidedBy, at: row.decidedAt });
			continue;
		}
		const wanted = wantedOf(here);
		const slots = here.map((s) => ({ slot: s.slot, state: s.state, isBegun: s.version > 0 }));
		const rubric = here[0] && rubrics.get(rubricKey(here[0]));
		if (!rubric || !areDone(slots, wanted)) {
			const done = slots.filter((s) => s.state === 'marked' || s.state === 'moderation').length;
			waiting.push({ ...listed, done, wanted });
			continue;
		}
		differences.push({ ...listed, ...differenceOf(rubric, here, plan) });
	}
	// What could not be reckoned is for people to look at first.
	differences.sort((a, b) => (b.apart ?? 101) - (a.apart ?? 101) || a.place - b.place);
	settled.sort((a, b) => (b.at?.getTime() ?? 0) - (a.at?.getTime() ?? 0));
	const pages = Math.max(1, Math.ceil(differences.length / differencesOnPage));
	const page = Math.min(Math.max(1, Math.trunc(wantedPage)), pages);
	return {
		timeZone,
		tolerancePercent: plan.tolerancePercent,
		differences: differences.slice((page - 1) * differencesOnPage, page * differencesOnPage),
		differing: differences.length,
		byRule: differences.filter((d) => d.rule !== null).length,
		page,
		pages,
		waiting,
		settled,
		maySettle
	};
}

interface OfRubric {
	courseId: string;
	rubricId: string;
	rubricVersion: number;
}

function rubricKey({ rubricId, rubricVersion }: Omit<OfRubric, 'courseId'>): string {
	return `${rubricId}/${rubricVersion}`;
}

async function rubricsOf(rows: readonly OfRubric[]): Promise<Map<string, RubricBody>> {
	const each = new Map(rows.map((row) => [rubricKey(row), row]));
	return new Map(
		await Promise.all([...each].map(async ([key, row]) => [key, await keptRubric(row)] as const))
	);
}

function differenceOf(
	rubric: RubricBody,
	sheets: readonly { levels: SheetLevels }[],
	plan: Parameters<typeof ruleFor>[0]
): Omit<Difference, keyof Listed> {
	const markings = sheets.map((sheet) => sheet.levels);
	const criteria = rubric.criteria
		.map(({ key, title }) => ({
			title,
			points: markings.map((levels) => levels[key] ?? null),
			apart: apartOn(rubric, key, markings)
		}))
		.filter(({ apart }) => apart !== 0)
		.sort((a, b) => (b.apart ?? Infinity) - (a.apart ?? Infinity));
	return {
		points: markings.map((levels) => scoreOf(rubric, levels)),
		apart: apartIn(rubric, markings),
		isWithin: isWithin(rubric, markings, plan.tolerancePercent),
		rule: ruleFor(plan, rubric, sheets),
		criteria
	};
}
