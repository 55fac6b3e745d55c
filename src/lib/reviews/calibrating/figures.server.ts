/*
 * How an anchor was rated, for the instructor: by the markers each rating without its name, by
 * students as a class figure that is kept with the module (spread.ts).
 */
import { and, eq, inArray, isNull, or } from 'drizzle-orm';
import type { Actor, CourseRole } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { keptFigures } from '$lib/modules/figures.server';
import { moduleFor } from '$lib/modules/modules.server';
import { db } from '$lib/server/db/client';
import { anchorPosition, anchorRating, enrolment } from '$lib/server/db/schema';
import type { RubricBody } from '../review';
import { keptRubric } from '../sheets.server';
import type { Audience } from './anchor';
import {
	markerSpreads,
	renewedFigure,
	shownFigure,
	type MarkerSpread,
	type PeerFigure
} from './spread';

export interface AnchorFigures {
	id: string;
	title: LocalText;
	audience: Audience;
	rubric: RubricBody;
	markers: number;
	spreads: MarkerSpread[];
	/** Null while fewer than five students have rated it. */
	peers: ReturnType<typeof shownFigure>;
}

const markerRoles: CourseRole[] = ['instructor', 'assistant'];

/** Needs `review.figures`. Of anchors that are in use. */
export async function anchorFigures(
	actor: Actor,
	moduleSlug: string,
	now: Date
): Promise<AnchorFigures[]> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'review.figures', { courseId });
	const { id: moduleId } = await moduleFor(actor, moduleSlug, now);
	const rows = await db()
		.select({
			anchor: anchorPosition,
			rating: anchorRating,
			role: enrolment.role
		})
		.from(anchorPosition)
		.leftJoin(
			anchorRating,
			and(
				eq(anchorRating.courseId, anchorPosition.courseId),
				eq(anchorRating.anchorId, anchorPosition.id)
			)
		)
		.leftJoin(
			enrolment,
			and(eq(enrolment.courseId, anchorRating.courseId), eq(enrolment.id, anchorRating.enrolmentId))
		)
		.where(
			and(
				eq(anchorPosition.courseId, courseId),
				eq(anchorPosition.moduleId, moduleId),
				isNull(anchorPosition.retiredAt),
				or(isNull(enrolment.id), inArray(enrolment.role, [...markerRoles, 'student']))
			)
		)
		.orderBy(anchorPosition.order, anchorPosition.id);
	const anchors = [...new Map(rows.map(({ anchor }) => [anchor.id, anchor])).values()];
	return Promise.all(
		anchors.map(async (anchor): Promise<AnchorFigures> => {
			const rubric = await keptRubric(anchor);
			const ratings = rows.filter((row) => row.anchor.id === anchor.id);
			const markers = ratings.flatMap(({ rating, role }) =>
				rating && role && markerRoles.includes(role) ? [rating.levels] : []
			);
			const peers = ratings.flatMap(({ rating, role }) =>
				rating && role === 'student'
					? [{ levels: rating.levels, at: rating.ratedAt.getTime() }]
					: []
			);
			const figure = await keptFigures<PeerFigure | null>(
				actor,
				{ moduleId, key: `anchor-${anchor.id}`, now },
				(kept) => renewedFigure(rubric, anchor.levels, peers, kept, now.getTime())
			);
			return {
				id: anchor.id,
				title: anchor.title,
				audience: anchor.audience,
				rubric,
				markers: markers.length,
				spreads: markerSpreads(rubric, anchor.levels, markers),
				peers: shownFigure(figure)
			};
		})
	);
}
