/*
 * Anchor positions as packs carry them: the side said once, cited paragraphs by their pointers
 * (`002:p3`), the rubric by its key.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import type { CitedPart, PositionBody, Side } from '$lib/positions/position';
import { db, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { anchorPosition, rubric, rubricVersion } from '$lib/server/db/schema';
import { missingIn, type SheetLevels } from '../review';
import { bothBodies, sideOf, type Audience } from './anchor';

export interface PackedAnchor {
	key: string;
	title: LocalText;
	audience: Audience;
	/** The rubric's key. */
	rubric: string;
	side: Side;
	bodies: { [lang in Locale]?: PositionBody | undefined };
	/** `002:p3` */
	citations: { part: CitedPart; paragraph: string }[];
	levels: SheetLevels;
	reasons: Record<string, LocalText>;
}

interface Of {
	courseId: string;
	moduleId: string;
}

/**
 * @param readings reading ids by the pack's keys
 * @param rubrics ids of the module's rubrics by their keys, each in its first version
 */
export async function openAnchors(
	tx: Transaction,
	of: Of,
	anchors: readonly PackedAnchor[],
	readings: ReadonlyMap<string, string>,
	rubrics: ReadonlyMap<string, string>,
	now: Date
): Promise<void> {
	const rows = anchors.flatMap(({ rubric: by, side, bodies, citations, ...anchor }, i) => {
		const rubricId = rubrics.get(by);
		if (rubricId === undefined) return [];
		return [
			{
				...of,
				id: newId(),
				...anchor,
				bodies: bothBodies(side, bodies),
				citations: citations.flatMap(({ part, paragraph }) => {
					const [key = '', paragraphId = ''] = paragraph.split(':');
					const readingId = readings.get(key);
					return readingId === undefined ? [] : [{ part, readingId, paragraphId }];
				}),
				rubricId,
				rubricVersion: 1,
				order: i + 1,
				createdAt: now
			}
		];
	});
	if (rows.length > 0) await tx.insert(anchorPosition).values(rows);
}

/**
 * Those that can be brought in again: judged by the rubric as it is now.
 *
 * @param keyOf the key of a reading by its id
 * @param inPack a pointer as it stands in the pack; null when what it names stays behind
 */
export async function packedAnchors(
	{ courseId, moduleId }: Of,
	keyOf: (readingId: string) => string | undefined,
	inPack: (pointer: string) => string | null
): Promise<PackedAnchor[]> {
	const rows = await db()
		.select({ anchor: anchorPosition, rubric: rubric.key, body: rubricVersion.body })
		.from(anchorPosition)
		.innerJoin(
			rubric,
			and(eq(rubric.courseId, anchorPosition.courseId), eq(rubric.id, anchorPosition.rubricId))
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
				eq(anchorPosition.courseId, courseId),
				eq(anchorPosition.moduleId, moduleId),
				isNull(anchorPosition.retiredAt)
			)
		)
		.orderBy(asc(anchorPosition.order), asc(anchorPosition.id));
	return rows
		.filter(({ anchor, body }) => missingIn(body, anchor.levels).length === 0)
		.map(({ anchor, rubric: by }) => ({
			key: anchor.key,
			title: anchor.title,
			audience: anchor.audience,
			rubric: by,
			side: sideOf(anchor.bodies),
			bodies: Object.fromEntries(
				Object.entries(anchor.bodies).map(([lang, { side: _side, ...body }]) => [lang, body])
			),
			citations: anchor.citations.flatMap(({ part, readingId, paragraphId }) => {
				const key = keyOf(readingId);
				const paragraph = key === undefined ? null : inPack(`${key}:${paragraphId}`);
				return paragraph === null ? [] : [{ part, paragraph }];
			}),
			levels: anchor.levels,
			reasons: anchor.reasons
		}));
}
