/*
 * The words that notes of a module are tagged with. The first ones are known without a row; staff
 * rename, add, order and retire them, and whatever a note carries stays readable.
 */
import { and, asc, eq, sql } from 'drizzle-orm';
import { m } from '$lib/paraglide/messages';
import { shared } from '$lib/server/db/client';
import { noteTag } from '$lib/server/db/schema';
import type { LocalText } from '$lib/i18n/local-text';
import { firstTags, type Tag } from './note';

type FirstTag = (typeof firstTags)[number];

const firstNames = {
	claim: m.annotations_tag_claim,
	evidence: m.annotations_tag_evidence,
	assumption: m.annotations_tag_assumption,
	'loaded-language': m.annotations_tag_loaded_language,
	'missing-voice': m.annotations_tag_missing_voice,
	question: m.annotations_tag_question
} as const satisfies Record<FirstTag, unknown>;

function firstLabel(id: FirstTag): LocalText {
	return { en: firstNames[id]({}, { locale: 'en' }), ur: firstNames[id]({}, { locale: 'ur' }) };
}

export const changedTags = shared('note_tags_of_module', [noteTag], (db) =>
	db
		.select({
			id: noteTag.id,
			label: noteTag.label,
			position: noteTag.position,
			retiredAt: noteTag.retiredAt
		})
		.from(noteTag)
		.where(
			and(
				eq(noteTag.courseId, sql.placeholder('courseId')),
				eq(noteTag.moduleId, sql.placeholder('moduleId'))
			)
		)
		.orderBy(asc(noteTag.position), asc(noteTag.id))
);

/** Every tag of a module in the order of its staff, retired ones too. */
export async function tagsIn(courseId: string, moduleId: string): Promise<Tag[]> {
	const rows = await changedTags({ courseId, moduleId });
	const known = new Set(rows.map((row) => row.id));
	const first = firstTags.flatMap((id, position) =>
		known.has(id) ? [] : [{ id, label: firstLabel(id), position, retiredAt: null }]
	);
	return [...first, ...rows]
		.sort((a, b) => a.position - b.position)
		.map(({ id, label, retiredAt }) => ({ id, label, isRetired: retiredAt !== null }));
}
