/*
 * What positions keep of people: drafts, submitted versions and what they cite. Where a course may
 * keep work, the draft becomes what was last submitted; a position nobody submitted goes.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db, type Transaction } from '$lib/server/db/client';
import {
	citation,
	courseModule,
	edition,
	editionVersion,
	motion,
	paragraph,
	position,
	positionTask,
	positionVersion,
	reading,
	rubric,
	rubricVersion
} from '$lib/server/db/schema';
import type { PositionBody, PositionState, Side, SideOrigin } from './position';

export interface OwnCitation {
	/** `reason:<id>` or `against`. */
	part: string;
	exact: string;
	reading: string;
	title: string;
	author: LocalText;
	paragraph: number;
	lang: 'en' | 'ur';
}

interface OwnText {
	side: Side | null;
	/** Whether the side was one's own choice or assigned by the course. */
	sideOrigin: SideOrigin;
	body: PositionBody;
	lang: 'en' | 'ur';
	citations: OwnCitation[];
}

export interface PositionsMine {
	positions: {
		module: LocalText;
		motion: LocalText;
		state: PositionState;
		draft: OwnText & { savedAt: Date; version: number };
		versions: (OwnText & {
			number: number;
			submittedAt: Date;
			receipt: string;
			words: number;
			lateMinutes: number;
			latenessWaived: boolean;
		})[];
	}[];
}

export const positionsLeaving: Leaving<PositionsMine> = {
	people: [citation, positionVersion, position],
	content: [positionTask, rubricVersion, rubric],

	async mine({ courseId, enrolmentId }) {
		const own = await db()
			.select({ position, module: courseModule.title, motion: motion.body })
			.from(position)
			.innerJoin(
				positionTask,
				and(eq(positionTask.courseId, position.courseId), eq(positionTask.id, position.taskId))
			)
			.innerJoin(
				courseModule,
				and(
					eq(courseModule.courseId, positionTask.courseId),
					eq(courseModule.id, positionTask.moduleId)
				)
			)
			.innerJoin(
				motion,
				and(eq(motion.courseId, position.courseId), eq(motion.id, position.motionId))
			)
			.where(and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position));
		if (own.length === 0) return { positions: [] };
		const ids = own.map((row) => row.position.id);
		const versions = await db()
			.select()
			.from(positionVersion)
			.where(and(eq(positionVersion.courseId, courseId), inArray(positionVersion.positionId, ids)))
			.orderBy(asc(positionVersion.number));
		const cited = await citedBy(courseId, ids);
		const citationsOf = (positionId: string, number: number): OwnCitation[] =>
			cited
				.filter((row) => row.positionId === positionId && row.number === number)
				.map(({ positionId: _position, number: _number, ...rest }) => rest);
		return {
			positions: own.map(({ position: draft, module, motion: { text } }) => ({
				module,
				motion: text,
				state: draft.state,
				draft: {
					side: draft.side,
					sideOrigin: draft.sideOrigin,
					body: draft.body,
					lang: draft.lang,
					savedAt: draft.savedAt,
					version: draft.version,
					citations: citationsOf(draft.id, 0)
				},
				versions: versions
					.filter((row) => row.positionId === draft.id)
					.map((row) => ({
						number: row.number,
						submittedAt: row.submittedAt,
						receipt: row.receipt,
						words: row.words,
						lateMinutes: row.lateMinutes,
						latenessWaived: row.lateWaivedBy !== null,
						side: row.side,
						sideOrigin: row.sideOrigin,
						body: row.body,
						lang: row.lang,
						citations: citationsOf(draft.id, row.number)
					}))
			}))
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		const own = and(eq(position.courseId, courseId), eq(position.enrolmentId, enrolmentId));
		const rows = await tx
			.select({ id: position.id, submitted: position.submittedNumber })
			.from(position)
			.where(own);
		for (const { id, submitted } of rows)
			if (keepsWork && submitted > 0) await keepAsSubmitted(tx, courseId, id, submitted);
			else
				for (const [table, column] of [
					[citation, citation.positionId],
					[positionVersion, positionVersion.positionId],
					[position, position.id]
				] as const)
					await tx.delete(table).where(and(eq(table.courseId, courseId), eq(column, id)));
		await unsign(tx, place, positionVersion, ['lateWaivedBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [citation, positionVersion, position]);
		if (extent === 'all') await emptyTables(tx, courseId, [positionTask, rubricVersion, rubric]);
	}
};

async function citedBy(courseId: string, positionIds: string[]) {
	return db()
		.select({
			positionId: citation.positionId,
			number: citation.number,
			part: citation.part,
			exact: citation.exact,
			reading: reading.slug,
			title: editionVersion.title,
			author: reading.author,
			paragraph: paragraph.number,
			lang: edition.lang
		})
		.from(citation)
		.innerJoin(
			paragraph,
			and(
				eq(paragraph.courseId, citation.courseId),
				eq(paragraph.versionId, citation.versionId),
				eq(paragraph.paragraphId, citation.paragraphId)
			)
		)
		.innerJoin(
			editionVersion,
			and(eq(editionVersion.courseId, citation.courseId), eq(editionVersion.id, citation.versionId))
		)
		.innerJoin(
			edition,
			and(eq(edition.courseId, editionVersion.courseId), eq(edition.id, editionVersion.editionId))
		)
		.innerJoin(
			reading,
			and(eq(reading.courseId, citation.courseId), eq(reading.id, citation.readingId))
		)
		.where(and(eq(citation.courseId, courseId), inArray(citation.positionId, positionIds)))
		.orderBy(asc(citation.order));
}

async function keepAsSubmitted(
	tx: Transaction,
	courseId: string,
	positionId: string,
	number: number
): Promise<void> {
	await tx
		.delete(citation)
		.where(
			and(
				eq(citation.courseId, courseId),
				eq(citation.positionId, positionId),
				eq(citation.number, 0)
			)
		);
	const [last] = await tx
		.select({
			body: positionVersion.body,
			side: positionVersion.side,
			sideOrigin: positionVersion.sideOrigin,
			lang: positionVersion.lang
		})
		.from(positionVersion)
		.where(
			and(
				eq(positionVersion.courseId, courseId),
				eq(positionVersion.positionId, positionId),
				eq(positionVersion.number, number)
			)
		);
	if (last)
		await tx
			.update(position)
			.set({ ...last, deviceAt: null, version: sql`${position.version} + 1` })
			.where(and(eq(position.courseId, courseId), eq(position.id, positionId)));
	await tx
		.update(positionVersion)
		.set({ deviceAt: null })
		.where(and(eq(positionVersion.courseId, courseId), eq(positionVersion.positionId, positionId)));
}
