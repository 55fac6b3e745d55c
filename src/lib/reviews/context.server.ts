/*
 * The paragraphs that cited words stand in, whole, in the edition they were cited from: what a
 * reviewer reads to see whether a quotation is fair.
 */
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import type { Locale } from '$lib/i18n/local-text';
import { passageKey, passageTargets } from '$lib/readings/passages.server';
import { db } from '$lib/server/db/client';
import { citation } from '$lib/server/db/schema';

export interface ParagraphContext {
	lang: Locale;
	before: string;
	/** The cited words. */
	exact: string;
	after: string;
}

/** By the id of the citation; for a version that the caller has been allowed to see. */
export async function contextOf(
	actor: Actor,
	positionId: string,
	number: number
): Promise<Record<string, ParagraphContext>> {
	const { courseId } = membershipOf(actor);
	const cited = await db()
		.select({
			id: citation.id,
			versionId: citation.versionId,
			paragraphId: citation.paragraphId,
			start: citation.start,
			end: citation.end
		})
		.from(citation)
		.where(
			and(
				eq(citation.courseId, courseId),
				eq(citation.positionId, positionId),
				eq(citation.number, number)
			)
		);
	const targets = await passageTargets(actor, cited);
	return Object.fromEntries(
		cited.flatMap(({ id, start, end, ...place }) => {
			const target = targets.get(passageKey(place));
			if (!target) return [];
			const { text, lang } = target;
			const context = {
				lang,
				before: text.slice(0, start),
				exact: text.slice(start, end),
				after: text.slice(end)
			};
			return [[id, context]];
		})
	);
}
