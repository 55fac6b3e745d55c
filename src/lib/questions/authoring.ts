/*
 * Questions as their authors write them: how long each text may be, how many rows, and how numbers of
 * paragraphs are typed. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { IndexedReading } from '$lib/readings/reading';
import type { ParagraphPointer, QuestionBody, QuestionKind } from './question';

/** Letters at most, in each language. */
export const longest = {
	title: 200,
	intro: 1000,
	prompt: 1000,
	help: 1000,
	guide: 4000,
	background: 2000,
	option: 300,
	feedback: 600,
	label: 200
} as const;

export const mostRows = { options: 10, items: 10, parts: 8 } as const;
export const mostPoints = 100;
export const mostWords = 3000;
/** A form is read up to so many numbers of paragraphs in one field. */
export const mostParagraphs = 60;

/** `least` and `most` are in words. */
const usualWords: Partial<Record<QuestionKind, { least: number; most: number }>> = {
	short: { least: 20, most: 120 },
	long: { least: 80, most: 300 }
};

/** What the form of a new question begins with. */
export function newBody(kind: QuestionKind): QuestionBody {
	const words = usualWords[kind];
	const none: LocalText = {};
	return {
		kind,
		prompt: none,
		help: none,
		points: kind === 'long' ? 4 : 2,
		discussion: false,
		feedback: kind === 'short' || kind === 'long' || kind === 'scale' ? 'after-release' : 'at-once',
		guide: none,
		background: null,
		paragraphs: [],
		...(words ? { words } : {}),
		...(kind === 'choice' || kind === 'multiple'
			? {
					marking: 'key' as const,
					reason: false,
					options: ['a', 'b', 'c'].map((key) => ({ key, text: none, right: false, feedback: none }))
				}
			: {}),
		...(kind === 'order'
			? { items: ['a', 'b', 'c'].map((key, i) => ({ key, text: none, rank: i + 1 })) }
			: {}),
		...(kind === 'arithmetic' ? { parts: [{ key: 'a', label: none, answer: 0 }] } : {}),
		...(kind === 'scale' ? { reason: true, scale: { low: none, high: none, steps: 7 } } : {}),
		...(kind === 'passage' ? { find: { targets: [], least: 1, most: 3 } } : {})
	};
}

/** The field in which paragraphs of one reading are typed; keys of packs may be all digits. */
export function paragraphField(name: string, readingKey: string): string {
	return `${name}.in-${readingKey}`;
}

/** The field that means a reading as a whole. */
export function wholeField(name: string, readingKey: string): string {
	return `${name}.all-${readingKey}`;
}

/** `3, 5–7` as numbers in their order, each once; null when it is anything else. */
export function numbersIn(typed: string): number[] | null {
	const text = typed
		.replace(/[٠-٩]/g, (d) => String(d.charCodeAt(0) - 0x660))
		.replace(/[۰-۹]/g, (d) => String(d.charCodeAt(0) - 0x6f0))
		.replace(/\s*[-–—]\s*/g, '-')
		.trim();
	const numbers = new Set<number>();
	for (const piece of text.split(/[\s,،;]+/).filter(Boolean)) {
		const [, from, to] = /^(\d{1,3})(?:-(\d{1,3}))?$/.exec(piece) ?? [];
		if (from === undefined) return null;
		const last = Number(to ?? from);
		if (last < Number(from) || last - Number(from) > mostParagraphs) return null;
		for (let n = Number(from); n <= last; n++) numbers.add(n);
	}
	return numbers.size > mostParagraphs ? null : [...numbers].sort((a, b) => a - b);
}

/** What was read of a field of numbers. */
export type PointersRead =
	{ ok: true; pointers: ParagraphPointer[] } | { ok: false; unknown: number | null };

/** The paragraphs of a reading by their numbers; `unknown` is one that it does not have. */
export function pointersIn(reading: IndexedReading, typed: string): PointersRead {
	const numbers = numbersIn(typed);
	if (!numbers) return { ok: false, unknown: null };
	const pointers: ParagraphPointer[] = [];
	for (const number of numbers) {
		const found = reading.paragraphs.find((p) => p.number === number);
		if (!found) return { ok: false, unknown: number };
		pointers.push({ reading: reading.key, id: found.id });
	}
	return { ok: true, pointers };
}

/** The other way round: what stands in the field of one reading. */
export function numbersOf(pointers: readonly ParagraphPointer[], reading: IndexedReading): string {
	return reading.paragraphs
		.filter((p) => pointers.some((at) => at.reading === reading.key && at.id === p.id))
		.map((p) => p.number)
		.join(', ');
}

export function isWhole(pointers: readonly ParagraphPointer[], readingKey: string): boolean {
	return pointers.some((at) => at.reading === readingKey && at.id === '');
}

const letters = 'abcdefghijklmnopqrstuvwxyz';

/** Every row with a key of its own: those that have none get the next free letter. */
export function withKeys<Row extends { key: string }>(rows: readonly Row[]): Row[] {
	const taken = new Set(rows.map((row) => row.key));
	return rows.map((row) => {
		if (row.key !== '') return row;
		const key =
			[...letters].find((letter) => !taken.has(letter)) ??
			Array.from({ length: 99 }, (_, i) => `x${i}`).find((name) => !taken.has(name)) ??
			'';
		taken.add(key);
		return { ...row, key };
	});
}

/**
 * Items in an order that does not give their ranks away: the one they had, else one that follows
 * from their keys alone and is never the right one.
 */
export function shuffled<Item extends { key: string; rank: number }>(
	items: readonly Item[],
	before: readonly string[]
): Item[] {
	const isSame = before.length === items.length && items.every((i) => before.includes(i.key));
	const place = (key: string) =>
		isSame
			? before.indexOf(key)
			: [...key].reduce((n, c) => (n * 31 + c.charCodeAt(0) * 17) % 97, 7);
	const mixed = [...items].sort((a, b) => place(a.key) - place(b.key) || (a.key < b.key ? -1 : 1));
	const isRight = mixed.every((item, i) => (mixed[i - 1]?.rank ?? 0) <= item.rank);
	const [first] = mixed;
	return isRight && first && mixed.length > 1 ? [...mixed.slice(1), first] : mixed;
}

/** The next key for a question: `N1`, `N2` …, unlike every other of the module. */
export function nextKey(taken: readonly string[]): string {
	const numbers = taken.map((key) => Number(/^N(\d+)$/.exec(key)?.[1] ?? 0));
	return `N${Math.max(0, ...numbers) + 1}`;
}

/** Latin letters of the title, else `fallback`; with a number when it is taken. Made once. */
export function slugFor(title: LocalText, fallback: string, taken: readonly string[]): string {
	const words =
		(title.en ?? '')
			.normalize('NFKD')
			.toLowerCase()
			.replace(/[^a-z0-9]+/g, '-')
			.slice(0, 40)
			.replace(/^-+|-+$/g, '') || fallback;
	for (let n = 1; ; n++) {
		const slug = n === 1 ? words : `${words}-${n}`;
		if (!taken.includes(slug)) return slug;
	}
}
