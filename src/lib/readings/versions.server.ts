/* The versions of a reading's texts for its authors: which there are, since when, and by whom. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { moduleToEdit } from '$lib/modules/authoring.server';
import { db } from '$lib/server/db/client';
import {
	auditEvent,
	edition,
	editionVersion,
	enrolment,
	reading,
	user
} from '$lib/server/db/schema';
import type { EditionName } from './reading';

export interface TextVersion {
	number: number;
	publishedAt: Date;
	/** Null where it came with the module, or whoever published it is gone. */
	by: string | null;
	words: number;
	/** What readers see. */
	isNewest: boolean;
}

export interface VersionsOfText extends EditionName {
	versions: TextVersion[];
}

/** The newest first. Needs `module.edit`. */
export async function versionsOf(
	actor: Actor,
	moduleSlug: string,
	readingSlug: string
): Promise<VersionsOfText[]> {
	const { courseId, moduleId } = await moduleToEdit(actor, moduleSlug);
	const here = and(
		eq(reading.courseId, courseId),
		eq(reading.moduleId, moduleId),
		eq(reading.slug, readingSlug)
	);
	const [rows, acts] = await Promise.all([
		db()
			.select({
				kind: edition.kind,
				lang: edition.lang,
				currentId: edition.currentVersionId,
				id: editionVersion.id,
				number: editionVersion.number,
				publishedAt: editionVersion.publishedAt,
				words: editionVersion.words,
				by: user.name
			})
			.from(reading)
			.innerJoin(
				edition,
				and(eq(edition.courseId, reading.courseId), eq(edition.readingId, reading.id))
			)
			.innerJoin(
				editionVersion,
				and(eq(editionVersion.courseId, edition.courseId), eq(editionVersion.editionId, edition.id))
			)
			.leftJoin(
				enrolment,
				and(
					eq(enrolment.courseId, editionVersion.courseId),
					eq(enrolment.id, editionVersion.importedBy)
				)
			)
			.leftJoin(user, eq(user.id, enrolment.userId))
			.where(here)
			.orderBy(desc(edition.kind), edition.lang, desc(editionVersion.number)),
		db()
			.select({ name: user.name, detail: auditEvent.detail, act: auditEvent.act })
			.from(reading)
			.innerJoin(
				auditEvent,
				and(
					eq(auditEvent.courseId, reading.courseId),
					eq(auditEvent.subjectId, reading.id),
					inArray(auditEvent.act, ['reading.publish', 'reading.add'])
				)
			)
			.innerJoin(user, eq(user.id, auditEvent.actorId))
			.where(here)
	]);
	const authors = new Map(
		acts.map(({ name, detail, act }) => {
			const { lang, version } = detail as { lang?: string; version?: number };
			return [`${lang} ${act === 'reading.add' ? 1 : version}`, name];
		})
	);
	const texts: VersionsOfText[] = [];
	for (const { kind, lang, currentId, id, by, ...version } of rows) {
		const author = kind === 'study' ? (authors.get(`${lang} ${version.number}`) ?? null) : by;
		const shown = { ...version, by: author, isNewest: id === currentId };
		const text = texts.find((t) => t.kind === kind && t.lang === lang);
		if (text) text.versions.push(shown);
		else texts.push({ kind, lang, versions: [shown] });
	}
	return texts;
}
