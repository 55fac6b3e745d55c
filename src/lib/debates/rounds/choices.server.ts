/* What somebody who sets up a round chooses from: motions, formats, and whom it is for. */
import { and, count, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { sectionsIn, type SectionHere } from '$lib/courses/people.server';
import { nameOfGroup } from '$lib/modules/groups-words';
import { groupsThere, inModule } from '$lib/modules/groups.server';
import { db } from '$lib/server/db/client';
import { enrolment } from '$lib/server/db/schema';
import { formatsFor, type ListedFormat } from '../own-formats/formats.server';
import { motionsToDebate, type MotionChoice } from './changing.server';

export interface RoundChoices {
	motions: MotionChoice[];
	formats: ListedFormat[];
	sections: SectionHere[];
	groups: { id: string; name: string }[];
	students: number;
	timeZone: string;
}

/** Needs `debate.plan`. */
export async function choicesFor(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<RoundChoices> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'debate.plan', { courseId });
	const at = await inModule(actor, moduleSlug, now);
	const [motions, formats, sections, groups, { timeZone }, [students]] = await Promise.all([
		motionsToDebate(actor, moduleSlug),
		formatsFor(actor),
		sectionsIn(actor),
		groupsThere(db(), at),
		courseFor(actor),
		db()
			.select({ n: count() })
			.from(enrolment)
			.where(
				and(
					eq(enrolment.courseId, courseId),
					eq(enrolment.role, 'student'),
					eq(enrolment.state, 'active')
				)
			)
	]);
	return {
		motions,
		formats: formats.filter(({ isRetired }) => !isRetired),
		sections: sections.filter((one) => one.students > 0),
		groups: groups.map((group) => ({ id: group.id, name: nameOfGroup(group) })),
		students: students?.n ?? 0,
		timeZone
	};
}
