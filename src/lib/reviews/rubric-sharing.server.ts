/*
 * Rubrics of the other modules and courses that somebody teaches: found through their own places,
 * looked at, and copied. What is copied says where it came from.
 */
import { and, asc, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound, personOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import { db } from '$lib/server/db/client';
import { course, courseModule, enrolment, rubric, rubricVersion } from '$lib/server/db/schema';
import { mostPoints, type RubricBody } from './review';
import { rubricToEditAt } from './rubrics.server';

export interface RubricElsewhere {
	/** The id of the rubric, with its course's: only whoever teaches there is given it. */
	from: string;
	module: LocalText;
	title: LocalText;
	criteria: number;
	most: number;
}

/** By course; the course of the address first. Needs `module.edit` here, and to teach there. */
export async function rubricsElsewhere(
	actor: Actor,
	moduleSlug: string
): Promise<{ course: LocalText; isHere: boolean; rubrics: RubricElsewhere[] }[]> {
	const at = await rubricToEditAt(actor, moduleSlug);
	const rows = (await taught(actor)).filter(
		(row) => row.courseId !== at.courseId || row.moduleId !== at.moduleId
	);
	const byCourse = groupedBy(rows, (row) => row.courseId);
	return [...byCourse]
		.sort(([a], [b]) => Number(b === at.courseId) - Number(a === at.courseId))
		.map(([courseId, some]) => ({
			course: some[0]?.course ?? {},
			isHere: courseId === at.courseId,
			rubrics: some.map(({ rubricId, module, body }) => ({
				from: `${courseId}:${rubricId}`,
				module,
				title: body.title,
				criteria: body.criteria.length,
				most: mostPoints(body)
			}))
		}));
}

/** As it would be copied, with its origin; 404 for one that the actor does not teach. */
export async function rubricFrom(
	actor: Actor,
	moduleSlug: string,
	from: string
): Promise<RubricBody> {
	await rubricToEditAt(actor, moduleSlug);
	const [found] = await taught(actor, from);
	const { body, course, module } = found ?? notFound();
	return { ...body, origin: { course, module } };
}

/** The newest version of every rubric in the courses in which the actor is instructor. */
async function taught(actor: Actor, only?: string) {
	const [courseId = '', rubricId = ''] = only?.split(':', 2) ?? [];
	return db()
		.select({
			courseId: enrolment.courseId,
			rubricId: rubric.id,
			moduleId: rubric.moduleId,
			course: course.title,
			module: courseModule.title,
			body: rubricVersion.body
		})
		.from(enrolment)
		.innerJoin(course, eq(course.id, enrolment.courseId))
		.innerJoin(courseModule, eq(courseModule.courseId, enrolment.courseId))
		.innerJoin(
			rubric,
			and(eq(rubric.courseId, courseModule.courseId), eq(rubric.moduleId, courseModule.id))
		)
		.innerJoin(
			rubricVersion,
			and(
				eq(rubricVersion.courseId, rubric.courseId),
				eq(rubricVersion.rubricId, rubric.id),
				eq(rubricVersion.version, rubric.currentVersion)
			)
		)
		.where(
			and(
				eq(enrolment.userId, personOf(actor).id),
				eq(enrolment.role, 'instructor'),
				eq(enrolment.state, 'active'),
				...(only === undefined ? [] : [eq(enrolment.courseId, courseId), eq(rubric.id, rubricId)])
			)
		)
		.orderBy(asc(course.id), asc(courseModule.position), asc(rubric.id))
		.limit(200);
}
