/*
 * Packs as they lie in the project: read, checked against their schema and kept in memory by slug.
 * A pack that does not hold together is an error that names the file.
 */
import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import {
	axesSchema,
	backgroundSchema,
	debatesSchema,
	frontMatterSchema,
	glossarySchema,
	packSchema,
	questionsSchema,
	rubricsSchema,
	sourcesSchema,
	timelineSchema
} from './pack.schema.server';

const files = import.meta.glob<string>('../../packs/*/**/*.{json,md}', {
	query: '?raw',
	import: 'default'
});

export interface PackText {
	title: string;
	standfirst: string;
	/** Markdown by paragraph id, in order. */
	paragraphs: Map<string, string>;
}

export interface Pack {
	slug: string;
	/** Of every file, so that the same pack opened twice is known to be the same. */
	hash: string;
	about: z.output<typeof packSchema>;
	texts: Map<string, Record<Locale, PackText>>;
	background: z.output<typeof backgroundSchema>;
	glossary: z.output<typeof glossarySchema>;
	timeline: z.output<typeof timelineSchema>;
	axes: z.output<typeof axesSchema>;
	debates: z.output<typeof debatesSchema>;
	rubrics: z.output<typeof rubricsSchema>;
	questions: z.output<typeof questionsSchema>;
	sources: z.output<typeof sourcesSchema>;
	instructorNotes: Record<Locale, string>;
}

export interface PackSummary {
	slug: string;
	version: string;
	title: LocalText;
	summary: LocalText;
	readings: number;
	questions: number;
	hours: number;
}

const loaded = new Map<string, Promise<Pack>>();

export function packSlugs(): string[] {
	return [...new Set(Object.keys(files).map((path) => path.split('/').at(3) ?? ''))]
		.filter((slug) => files[`../../packs/${slug}/pack.json`])
		.sort();
}

/** The pack, or null when there is none of that name. */
export async function packNamed(slug: string): Promise<Pack | null> {
	if (!packSlugs().includes(slug)) return null;
	let pack = loaded.get(slug);
	if (!pack) loaded.set(slug, (pack = load(slug)));
	return pack;
}

export async function packSummaries(): Promise<PackSummary[]> {
	const packs = await Promise.all(packSlugs().map(packNamed));
	return packs.flatMap((pack) =>
		pack
			? {
					slug: pack.slug,
					version: pack.about.version,
					title: pack.about.title,
					summary: pack.about.summary,
					readings: pack.about.readings.length,
					questions: pack.questions.questions.length,
					hours: pack.about.hours
				}
			: []
	);
}

async function load(slug: string): Promise<Pack> {
	const hash = createHash('sha256');
	const raw = async (name: string): Promise<string> => {
		const read = files[`../../packs/${slug}/${name}`];
		if (!read) throw new Error(`The pack ${slug} has no file ${name}.`);
		const content = await read();
		hash.update(`${name}\0${content}\0`);
		return content;
	};
	const json = async <S extends z.ZodType>(name: string, schema: S): Promise<z.output<S>> => {
		const parsed = schema.safeParse(JSON.parse(await raw(name)));
		if (!parsed.success)
			throw new Error(`${slug}/${name} does not hold together: ${parsed.error.message}`);
		return parsed.data;
	};

	const about = await json('pack.json', packSchema);
	const texts = new Map<string, Record<Locale, PackText>>();
	for (const reading of about.readings)
		texts.set(reading.key, {
			en: readText(await raw(`readings/${reading.slug}.en.md`), `${reading.slug}.en.md`),
			ur: readText(await raw(`readings/${reading.slug}.ur.md`), `${reading.slug}.ur.md`)
		});
	const pack: Pack = {
		slug,
		hash: '',
		about,
		texts,
		background: await json('background.json', backgroundSchema),
		glossary: await json('glossary.json', glossarySchema),
		timeline: await json('timeline.json', timelineSchema),
		axes: await json('axes.json', axesSchema),
		debates: await json('debates.json', debatesSchema),
		rubrics: await json('rubrics.json', rubricsSchema),
		questions: await json('questions.json', questionsSchema),
		sources: await json('sources.json', sourcesSchema),
		instructorNotes: {
			en: await raw('instructor-notes.en.md'),
			ur: await raw('instructor-notes.ur.md')
		}
	};
	pack.hash = hash.digest('hex');
	return pack;
}

/** Front matter, then paragraphs that each begin with a line `{id}`. */
export function readText(content: string, name: string): PackText {
	const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(content.replace(/\r\n/g, '\n'));
	if (!match) throw new Error(`${name} has no front matter.`);
	const { title, standfirst } = frontMatterSchema.parse(parseYaml(match[1] ?? ''));
	const paragraphs = new Map<string, string>();
	for (const piece of (match[2] ?? '').split(/^(?=\{[\w-]+\}\s*$)/m)) {
		const [, id, body] = /^\{([\w-]+)\}\s*\n([\s\S]*)$/.exec(piece) ?? [];
		if (!id || !body) {
			if (piece.trim() !== '') throw new Error(`${name}: words before the first paragraph.`);
			continue;
		}
		if (paragraphs.has(id)) throw new Error(`${name}: paragraph ${id} stands twice.`);
		paragraphs.set(id, body.trim());
	}
	return { title, standfirst, paragraphs };
}
