/*
 * Copies a pack's readings, and its background note, which is a reading of its own kind, into rows
 * that the course owns. Their words go through `publishVersion` like every other text.
 */
import { locales, type LocalText } from '$lib/i18n/local-text';
import { readingSlugOf } from '$lib/modules/module';
import { prepareProse } from '$lib/readings/prose.server';
import { publishVersion, type VersionToPublish } from '$lib/readings/publishing.server';
import type { Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { reading } from '$lib/server/db/schema';
import type { Pack } from './reading-packs.server';

const noteKey = 'note';
const noteSlug = 'background-note';

/** Reading ids by the pack's keys. */
export async function copyReadings(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<Map<string, string>> {
	const ids = new Map<string, string>();
	const slugs = new Set<string>([noteSlug]);
	for (const [i, r] of pack.about.readings.entries()) {
		const id = newId();
		const slug = readingSlugOf(r.slug, slugs);
		slugs.add(slug);
		ids.set(r.key, id);
		await tx.insert(reading).values({
			courseId,
			id,
			moduleId,
			slug,
			key: r.key,
			position: i + 1,
			genre: r.genre,
			author: r.author,
			outlet: r.outlet,
			date: r.date,
			provenance: r.provenance,
			underText: r.underText,
			contentNotes: r.contentNotes,
			paragraphMap: { paragraphs: r.paragraphs, leftOut: r.leftOut }
		});
		for (const lang of locales) {
			const text = pack.texts.get(r.key)?.[lang];
			if (!text) continue;
			const paragraphs = r.paragraphs.flatMap(({ id: paragraphId, number }) => {
				const words = text.paragraphs.get(paragraphId);
				if (words === undefined) return [];
				return [{ id: paragraphId, number, prepared: prepareProse(words, lang) }];
			});
			if (paragraphs.length === 0) continue;
			await publishVersion(
				tx,
				{
					courseId,
					readingId: id,
					kind: 'study',
					lang,
					title: text.title,
					standfirst: text.standfirst,
					paragraphs
				},
				now
			);
		}
	}
	const note = await copyNote(tx, courseId, moduleId, pack, now);
	if (note) ids.set(noteKey, note);
	return ids;
}

/**
 * The background note is a reading of its own kind, so that it can be cited like one. Its layout
 * names the paragraphs of the frame, the term and the three columns.
 */
async function copyNote(
	tx: Transaction,
	courseId: string,
	moduleId: string,
	pack: Pack,
	now: Date
): Promise<string | null> {
	const { background } = pack;
	if (!background) return null;
	const parts: { id: string; text: LocalText; source?: LocalText }[] = [];
	const layout: Record<string, string[]> = {};
	const add = (column: string, items: { text: LocalText; source?: LocalText }[]) => {
		layout[column] = items.map((item, i) => {
			const id = `${column}-${i + 1}`;
			parts.push({ id, ...item });
			return id;
		});
	};
	add(
		'frame',
		background.frame.map((text) => ({ text }))
	);
	add(
		'term',
		background.term.map((text) => ({ text }))
	);
	add('firm', background.evidence.firm);
	add('softer', background.evidence.softer);
	add('limits', background.evidence.limits);
	if (parts.length === 0) return null;

	const id = newId();
	const none: LocalText = {};
	await tx.insert(reading).values({
		courseId,
		id,
		moduleId,
		slug: noteSlug,
		key: noteKey,
		kind: 'note',
		position: pack.about.readings.length + 1,
		genre: background.label,
		author: none,
		outlet: none,
		date: null,
		provenance: { printed: none, inferred: none, found: none },
		underText: null,
		contentNotes: [],
		paragraphMap: {
			paragraphs: parts.map((p, i) => ({ id: p.id, number: i + 1, original: [] })),
			leftOut: []
		},
		layout
	});
	for (const lang of locales) {
		if (!parts.some((p) => p.text[lang])) continue;
		const version: VersionToPublish = {
			courseId,
			readingId: id,
			kind: 'study',
			lang,
			title: background.title[lang] ?? '',
			standfirst: background.label[lang] ?? '',
			paragraphs: parts.flatMap(({ id: paragraphId, text, source }, i) => {
				const words = text[lang];
				if (words === undefined) return [];
				const prepared = prepareProse(words, lang);
				return [{ id: paragraphId, number: i + 1, prepared, source: source?.[lang] ?? null }];
			})
		};
		await publishVersion(tx, version, now);
	}
	return id;
}
