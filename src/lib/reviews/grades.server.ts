/*
 * A student's own grades: every graded part of the modules they see, with points once released.
 */
import { and, asc, eq } from 'drizzle-orm';
import { roleOf, type Actor } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import type { GradeKind } from '$lib/modules/grades.server';
import { isOpenTo } from '$lib/modules/opening';
import { openingColumns } from '$lib/modules/opening.server';
import { db } from '$lib/server/db/client';
import { courseModule, grade, gradeItem, questionSet } from '$lib/server/db/schema';

export interface OwnGrade {
	kind: GradeKind;
	title: LocalText;
	/** Below the address of the course. */
	path: string;
	most: number;
	/** Null until released. */
	points: number | null;
	releasedAt: Date | null;
}

export interface OwnGrades {
	/** Others have no grades of their own here. */
	isStudent: boolean;
	modules: { slug: string; title: LocalText; grades: OwnGrade[] }[];
}

export async function ownGradesFor(actor: Actor, now = new Date()): Promise<OwnGrades> {
	const { courseId, enrolmentId } = membershipOf(actor);
	authorize(actor, 'module.read', { courseId });
	const rows = await db()
		.select({
			module: courseModule.slug,
			moduleTitle: courseModule.title,
			...openingColumns,
			kind: gradeItem.kind,
			title: gradeItem.title,
			most: gradeItem.max,
			set: questionSet.slug,
			points: grade.points,
			state: grade.state,
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
		.where(eq(gradeItem.courseId, courseId))
		.orderBy(asc(courseModule.position), asc(gradeItem.position), asc(gradeItem.id));

	const modules: OwnGrades['modules'] = [];
	for (const row of rows) {
		if (!isOpenTo(row, actor, now)) continue;
		let here = modules.find((m) => m.slug === row.module);
		if (!here) modules.push((here = { slug: row.module, title: row.moduleTitle, grades: [] }));
		const released = row.state === 'released';
		const isSeen = may(actor, 'grade.read', { courseId, enrolmentId, released }) && released;
		here.grades.push({
			kind: row.kind,
			title: row.title,
			path: `/modules/${row.module}${row.kind === 'set' ? `/questions/${row.set ?? ''}` : '/position'}`,
			most: row.most,
			points: isSeen ? row.points : null,
			releasedAt: isSeen ? row.changedAt : null
		});
	}
	return { isStudent: roleOf(actor) === 'student', modules };
}
