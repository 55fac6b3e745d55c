/*
 * A student's own grades: every graded part of the modules they see, with points once released, and
 * what they come to. Whatever is not released is there by its name alone.
 */
import { and, asc, eq, isNull, or } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { isOpenTo } from '$lib/modules/opening';
import { openingColumns } from '$lib/modules/opening.server';
import { db } from '$lib/server/db/client';
import { courseModule, grade, gradeItem, questionSet } from '$lib/server/db/schema';
import { planIn } from './items.server';
import { ownTotal, type Counted, type OwnPoints, type Total } from './totals';

export interface OwnGrade extends OwnPoints {
	title: LocalText;
	/** Below the address of the course; null where there is nothing to open. */
	path: string | null;
	releasedAt: Date | null;
}

export interface OwnGrades {
	/** Others have no grades of their own here. */
	isStudent: boolean;
	modules: { slug: string; title: LocalText; grades: OwnGrade[] }[];
	dropLowestSets: number;
	/** Of what is released; null where the course shows no total. */
	total: Total | null;
}

export async function ownGradesFor(actor: Actor, now = new Date()): Promise<OwnGrades> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const [rows, plan] = await Promise.all([rowsFor(courseId, enrolmentId), planIn(actor)]);
	const modules: OwnGrades['modules'] = [];
	for (const row of rows) {
		if (!isOpenTo(row, actor, now)) continue;
		let here = modules.find((m) => m.slug === row.module);
		if (!here) modules.push((here = { slug: row.module, title: row.moduleTitle, grades: [] }));
		const released = row.state === 'released';
		const isSeen = may(actor, 'grade.read', { courseId, enrolmentId, released }) && released;
		here.grades.push({
			id: row.id,
			kind: row.kind,
			title: row.title,
			path: pathOf(row),
			most: row.most,
			weight: row.weight,
			isDropped: row.isDropped || row.retiredAt !== null,
			points: isSeen ? row.points : null,
			releasedAt: isSeen && row.points !== null ? row.changedAt : null,
			isExcused: row.isExcused ?? false
		});
	}
	const isStudent = roleOf(actor) === 'student';
	const { dropLowestSets, showsTotal } = plan;
	const grades = modules.flatMap((module) => module.grades);
	const total = showsTotal ? ownTotal(grades, dropLowestSets) : null;
	return { isStudent, modules, dropLowestSets, total };
}

function pathOf({
	kind,
	module,
	set
}: {
	kind: Counted['kind'];
	module: string;
	set: string | null;
}): string | null {
	switch (kind) {
		case 'set':
			return `/modules/${module}/questions/${set ?? ''}`;
		case 'position':
			return `/modules/${module}/position`;
		case 'reviewing':
			return `/modules/${module}/reviews`;
		case 'debate':
			return `/modules/${module}/debates`;
		case 'hand':
			return null;
	}
}

function rowsFor(courseId: string, enrolmentId: string) {
	return db()
		.select({
			module: courseModule.slug,
			moduleTitle: courseModule.title,
			...openingColumns,
			id: gradeItem.id,
			kind: gradeItem.kind,
			title: gradeItem.title,
			most: gradeItem.max,
			weight: gradeItem.weight,
			isDropped: gradeItem.isDropped,
			set: questionSet.slug,
			retiredAt: questionSet.retiredAt,
			points: grade.points,
			state: grade.state,
			isExcused: grade.isExcused,
			changedAt: grade.changedAt
		})
		.from(gradeItem)
		.innerJoin(
			courseModule,
			and(eq(courseModule.courseId, gradeItem.courseId), eq(courseModule.id, gradeItem.moduleId))
		)
		.leftJoin(
			questionSet,
			and(
				eq(gradeItem.kind, 'set'),
				eq(questionSet.courseId, gradeItem.courseId),
				eq(questionSet.id, gradeItem.subjectId)
			)
		)
		.leftJoin(
			grade,
			and(
				eq(grade.courseId, gradeItem.courseId),
				eq(grade.itemId, gradeItem.id),
				eq(grade.enrolmentId, enrolmentId)
			)
		)
		.where(
			and(
				eq(gradeItem.courseId, courseId),
				// What was taken out counts no more, and stays where there are points to be read.
				or(isNull(questionSet.retiredAt), eq(grade.state, 'released'))
			)
		)
		.orderBy(asc(courseModule.position), asc(gradeItem.position), asc(gradeItem.id));
}
