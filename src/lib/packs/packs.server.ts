/*
 * Packs as they lie in the project: read once and kept in memory by slug. A pack of ours that does
 * not hold together is an error that names the file.
 */
import type { LocalText } from '$lib/i18n/local-text';
import { readPack, type Pack } from './reading-packs.server';

const files = import.meta.glob<string>('../../packs/*/**/*.{json,md}', {
	query: '?raw',
	import: 'default'
});

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
	const folder = `../../packs/${slug}/`;
	const own = Object.entries(files).filter(([path]) => path.startsWith(folder));
	const contents = await Promise.all(
		own.map(async ([path, read]) => [path.slice(folder.length), await read()] as const)
	);
	const read = readPack(new Map(contents));
	if (read.ok) return read.pack;
	const { what, file, at, name } = read.fault;
	throw new Error(`${slug}/${file} does not hold together: ${what} ${at} ${name}`);
}
