/*
 * The figures of the fairness guard: of every newest version the sheet that counts, once it is marked,
 * released or not. They are kept with the module and made anew by the rule of fairness.ts.
 */
import { and, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { staffName } from '$lib/courses/wording';
import { keptFigures } from '$lib/modules/figures.server';
import { db } from '$lib/server/db/client';
import {
	enrolment,
	position,
	positionVersion,
	review,
	rubricVersion,
	section,
	user
} from '$lib/server/db/schema';
import { sheetThatCounts } from '../grading.server';
import { percentOf } from '../moderating/second';
import type { ReviewState } from '../review';
import { taskToReview, type TaskToReview } from '../sheets.server';
import {
	comparisonKey,
	dimensions,
	fewestInGroup,
	groupsIn,
	renewedComparisons,
	shownComparison,
	type Dimension,
	type KeptComparisons,
	type Mark,
	type ShownComparison
} from './fairness';

const marked: ReviewState[] = ['marked', 'moderation', 'ready', 'released'];

/** A section or a marker by name; of sides the side. Null: in no section. */
export type GroupName = string | null;

export interface FairnessComparison extends ShownComparison {
	dimension: Dimension;
	id: string;
	name: GroupName;
	/** `others` where there are more than two groups. */
	against: { is: 'others' } | { is: 'one'; id: string; name: GroupName };
}

export interface FairnessPage {
	/** Marked positions, in steps of five; null below ten. */
	marked: number | null;
	/** Of them in between the sides, as above. */
	between: number | null;
	comparisons: FairnessComparison[];
	/** Of what there is no comparison yet. */
	missing: Dimension[];
	timeZone: string;
}

async function marksIn({ courseId, taskId }: TaskToReview): Promise<Mark[]> {
	const rows = await db()
		.select({
			positionId: review.positionId,
			positionNumber: review.positionNumber,
			kind: review.kind,
			slot: review.slot,
			state: review.state,
			levels: review.levels,
			rubricId: review.rubricId,
			rubricVersion: review.rubricVersion,
			savedBy: review.savedBy,
			savedAt: review.savedAt,
			side: positionVersion.side,
			origin: positionVersion.sideOrigin,
			sectionId: enrolment.sectionId
		})
		.from(review)
		.innerJoin(
			position,
			and(
				eq(position.courseId, review.courseId),
				eq(position.id, review.positionId),
				eq(position.submittedNumber, review.positionNumber)
			)
		)
		.innerJoin(
			positionVersion,
			and(
				eq(positionVersion.courseId, review.courseId),
				eq(positionVersion.positionId, review.positionId),
				eq(positionVersion.number, review.positionNumber)
			)
		)
		.innerJoin(
			enrolment,
			and(eq(enrolment.courseId, position.courseId), eq(enrolment.id, position.enrolmentId))
		)
		.where(
			and(
				eq(review.courseId, courseId),
				eq(position.taskId, taskId),
				eq(enrolment.state, 'active'),
				eq(enrolment.role, 'student')
			)
		);
	const ofPosition = new Map<string, typeof rows>();
	for (const row of rows)
		ofPosition.set(row.positionId, [...(ofPosition.get(row.positionId) ?? []), row]);
	const counting = [...ofPosition.values()].flatMap((sheets) => sheetThatCounts(sheets) ?? []);
	const judged = counting.filter((sheet) => marked.includes(sheet.state));
	const rubrics = await rubricsOf(courseId, [...new Set(judged.map((s) => s.rubricId))]);
	return judged.flatMap((sheet): Mark[] => {
		const rubric = rubrics.get(`${sheet.rubricId}/${sheet.rubricVersion}`);
		const percent = rubric ? percentOf(rubric, sheet.levels) : null;
		if (percent === null) return [];
		return [
			{
				percent,
				at: sheet.savedAt?.getTime() ?? 0,
				side: sheet.side,
				origin: sheet.origin,
				sectionId: sheet.sectionId ?? '',
				markerId: sheet.kind === 'agreed' ? null : sheet.savedBy
			}
		];
	});
}

async function rubricsOf(courseId: string, ids: string[]) {
	if (ids.length === 0) return new Map<string, typeof rubricVersion.$inferSelect.body>();
	const rows = await db()
		.select()
		.from(rubricVersion)
		.where(and(eq(rubricVersion.courseId, courseId), inArray(rubricVersion.rubricId, ids)));
	return new Map(rows.map((row) => [`${row.rubricId}/${row.version}`, row.body]));
}

/** Needs `review.figures`; 404 when the module asks for no position. */
export async function fairnessFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<FairnessPage> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.figures', { courseId });
	const task = await taskToReview(actor, moduleSlug);
	const marks = await marksIn(task);
	const groups = groupsIn(marks);
	const kept = await keptFigures<KeptComparisons>(
		actor,
		{ moduleId: task.moduleId, key: 'fairness', now },
		(before) => renewedComparisons(groups, before ?? {}, task.taskId, now.getTime())
	);
	const names = await namesOf(courseId, marks);
	const comparisons = groups.flatMap((one): FairnessComparison[] => {
		const comparison = kept[comparisonKey(one)];
		if (!comparison) return [];
		const { dimension, id, other } = one;
		const nameOf = (group: string) => names[dimension]?.get(group) ?? null;
		return [
			{
				...shownComparison(comparison),
				dimension,
				id,
				name: nameOf(id),
				against: other === null ? { is: 'others' } : { is: 'one', id: other, name: nameOf(other) }
			}
		];
	});
	return {
		marked: stepped(marks.length),
		between: stepped(marks.filter((mark) => mark.side === 'between').length),
		comparisons,
		missing: dimensions.filter((of) => !comparisons.some((one) => one.dimension === of)),
		timeZone: task.timeZone
	};
}

function stepped(n: number): number | null {
	return n < fewestInGroup ? null : n - (n % 5);
}

async function namesOf(
	courseId: string,
	marks: readonly Mark[]
): Promise<Partial<Record<Dimension, Map<string, string | null>>>> {
	const markers = [...new Set(marks.flatMap((mark) => mark.markerId ?? []))];
	const [sections, people] = await Promise.all([
		db()
			.select({ id: section.id, name: section.name })
			.from(section)
			.where(eq(section.courseId, courseId)),
		markers.length === 0
			? []
			: db().select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, markers))
	]);
	const known = new Map(people.map(({ id, name }) => [id, name]));
	return {
		section: new Map(sections.map(({ id, name }) => [id, name])),
		marker: new Map(markers.map((id) => [id, staffName(id, known.get(id) ?? null)]))
	};
}
