/*
 * Reads a pack from its files, wherever they come from: each file against its schema, then the whole
 * for what one file cannot know (does everything that points somewhere arrive?). A pack that does
 * not hold together is refused with the file and the place.
 */
import { createHash } from 'node:crypto';
import { parse as parseYaml } from 'yaml';
import type { z } from 'zod';
import { cleanWords, hasLostCharacters } from '$lib/forms/words';
import { locales, type Locale, type LocalText } from '$lib/i18n/local-text';
import { isCitedPart } from '$lib/positions/position';
import { termsIn } from '$lib/readings/reading';
import { prepareProse } from '$lib/readings/prose.server';
import { judgementOf } from '$lib/reviews/review';
import { rubricFaults } from '$lib/reviews/rubric';
import {
	anchorsSchema,
	commentsSchema,
	axesSchema,
	backgroundSchema,
	debatesSchema,
	frontMatterSchema,
	glossarySchema,
	ledgerSchema,
	packSchema,
	questionsSchema,
	rubricsSchema,
	sourcesSchema,
	timelineSchema
} from './pack.schema.server';

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
	/** By the reading's key; at least one language of each. */
	texts: Map<string, Partial<Record<Locale, PackText>>>;
	/** Null when the pack has no background note and no case cards. */
	background: z.output<typeof backgroundSchema> | null;
	glossary: z.output<typeof glossarySchema>;
	timeline: z.output<typeof timelineSchema>;
	ledger: z.output<typeof ledgerSchema>;
	axes: z.output<typeof axesSchema>;
	debates: z.output<typeof debatesSchema>;
	rubrics: z.output<typeof rubricsSchema>;
	anchors: z.output<typeof anchorsSchema>;
	comments: z.output<typeof commentsSchema>;
	questions: z.output<typeof questionsSchema>;
	sources: z.output<typeof sourcesSchema>;
	instructorNotes: Partial<Record<Locale, string>>;
	/** The words of the licence, as they lie in `LICENCE.md`. */
	licenceText: string;
}

/** Why files are no pack; `at` names the place in the file, `name` what was expected or found there. */
export interface PackFault {
	what: 'missing' | 'not-json' | 'shape' | 'not-text' | 'twice' | 'leads-nowhere' | 'unanswerable';
	file: string;
	at: string;
	name: string;
}

/** Thrown while reading; `readPack` turns it into its answer. */
class Fault extends Error {
	constructor(readonly fault: PackFault) {
		super(`${fault.file}: ${fault.what} ${fault.at} ${fault.name}`.trim());
	}
}

function refuse(what: PackFault['what'], file: string, at = '', name = ''): never {
	throw new Fault({ what, file, at, name: name.slice(0, 80) });
}

export type ReadPack = { ok: true; pack: Pack } | { ok: false; fault: PackFault };

/** @param files contents by their path below the pack's folder; others than a pack's are not read */
export function readPack(files: ReadonlyMap<string, string>): ReadPack {
	try {
		const pack = assemble(files);
		checkWhole(pack);
		return { ok: true, pack };
	} catch (cause) {
		if (cause instanceof Fault) return { ok: false, fault: cause.fault };
		throw cause;
	}
}

function assemble(files: ReadonlyMap<string, string>): Pack {
	const read = new Map<string, string>();
	const raw = (name: string): string | null => {
		const content = files.get(name);
		if (content === undefined) return null;
		read.set(name, content);
		if (hasLostCharacters(content)) refuse('not-text', name);
		return content;
	};
	const json = <S extends z.ZodType>(name: string, schema: S): z.output<S> | null => {
		const content = raw(name);
		if (content === null) return null;
		let value: unknown;
		try {
			value = JSON.parse(content);
		} catch {
			refuse('not-json', name);
		}
		const parsed = schema.safeParse(value);
		if (parsed.success) return parsed.data;
		return refuse('shape', name, parsed.error.issues[0]?.path.map(String).join('/'));
	};

	const about = json('pack.json', packSchema) ?? refuse('missing', 'pack.json');
	const texts: Pack['texts'] = new Map();
	for (const { key, slug } of about.readings) {
		const text: Partial<Record<Locale, PackText>> = {};
		for (const lang of locales) {
			const name = `readings/${slug}.${lang}.md`;
			const content = raw(name);
			if (content !== null) text[lang] = readText(content, name);
		}
		if (!text.en && !text.ur) refuse('missing', `readings/${slug}.en.md`);
		texts.set(key, text);
	}
	const instructorNotes: Pack['instructorNotes'] = {};
	for (const lang of locales) {
		const notes = raw(`instructor-notes.${lang}.md`);
		if (notes !== null) instructorNotes[lang] = cleanWords(notes);
	}
	const pack: Pack = {
		slug: about.slug,
		hash: '',
		about,
		texts,
		background: json('background.json', backgroundSchema),
		glossary: json('glossary.json', glossarySchema) ?? [],
		timeline: json('timeline.json', timelineSchema) ?? [],
		ledger: json('ledger.json', ledgerSchema) ?? [],
		axes: json('axes.json', axesSchema) ?? [],
		debates: json('debates.json', debatesSchema) ?? { notice: {}, noticeByLot: {}, motions: [] },
		rubrics: json('rubrics.json', rubricsSchema) ?? [],
		anchors: json('anchors.json', anchorsSchema) ?? [],
		comments: json('comments.json', commentsSchema) ?? [],
		questions: json('questions.json', questionsSchema) ?? { sets: [], questions: [] },
		sources: json('sources.json', sourcesSchema) ?? [],
		instructorNotes,
		licenceText: cleanWords(raw('LICENCE.md') ?? '')
	};
	const hash = createHash('sha256');
	for (const [name, content] of [...read].sort(([a], [b]) => (a < b ? -1 : 1)))
		hash.update(`${name}\0${content}\0`);
	pack.hash = hash.digest('hex');
	return pack;
}

/** Front matter, then paragraphs that each begin with a line `{id}`. */
function readText(content: string, name: string): PackText {
	const match = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(content.replace(/\r\n/g, '\n'));
	if (!match) refuse('shape', name, '---');
	let front: unknown;
	try {
		// No aliases: a few lines could otherwise stand for millions.
		front = parseYaml(match[1] ?? '', { maxAliasCount: 0 });
	} catch {
		refuse('shape', name, '---');
	}
	const parsed = frontMatterSchema.safeParse(front);
	if (!parsed.success) refuse('shape', name, '---');
	const paragraphs = new Map<string, string>();
	for (const piece of (match[2] ?? '').split(/^(?=\{[\w-]+\}\s*$)/m)) {
		const [, id, body] = /^\{([\w-]+)\}[^\S\n]*\n([\s\S]*)$/.exec(piece) ?? [];
		if (!id || !body?.trim()) {
			if (piece.trim() !== '') refuse('shape', name, piece.trim().slice(0, 40));
			continue;
		}
		if (paragraphs.has(id)) refuse('twice', name, id);
		paragraphs.set(id, cleanWords(body.trim()));
	}
	return { ...parsed.data, paragraphs };
}

function checkWhole(pack: Pack): void {
	const { about, glossary, timeline, ledger, axes, debates, rubrics, questions, sources } = pack;
	const { background } = pack;
	checkKeys(
		'pack.json',
		'readings',
		about.readings.map((r) => r.key)
	);
	checkKeys(
		'pack.json',
		'readings',
		about.readings.map((r) => r.slug)
	);
	checkKeys(
		'glossary.json',
		'',
		glossary.map((g) => g.key)
	);
	checkKeys(
		'timeline.json',
		'',
		timeline.map((t) => t.key)
	);
	checkKeys(
		'ledger.json',
		'',
		ledger.map((e) => e.key)
	);
	checkKeys(
		'axes.json',
		'',
		axes.map((a) => a.key)
	);
	checkKeys(
		'debates.json',
		'motions',
		debates.motions.map((m) => m.key)
	);
	checkKeys(
		'rubrics.json',
		'',
		rubrics.map((r) => r.key)
	);
	checkKeys(
		'questions.json',
		'sets',
		questions.sets.map((s) => s.key)
	);
	checkKeys(
		'questions.json',
		'questions',
		questions.questions.map((q) => `${q.set}/${q.key}`)
	);
	checkKeys(
		'sources.json',
		'',
		sources.map((s) => s.key)
	);
	for (const { key, criteria, halves } of rubrics) {
		checkKeys(
			'rubrics.json',
			key,
			criteria.map((c) => c.key)
		);
		for (const c of criteria)
			checkKeys(
				'rubrics.json',
				`${key}/${c.key}`,
				c.levels.map((l) => String(l.points))
			);
		// Few levels, or none worth anything, may have been meant so; points that clash cannot be.
		for (const { fault, criterion } of rubricFaults({ criteria, halves }))
			if (['both', 'range-order', 'overlap', 'step'].includes(fault))
				refuse('shape', 'rubrics.json', `${key}/${criteria[criterion ?? 0]?.key ?? ''}`);
	}
	const criteria = new Set(rubrics.flatMap((r) => r.criteria.map((c) => c.key)));
	pack.comments.forEach(({ criterion }, i) => {
		if (criterion !== null && !criteria.has(criterion))
			refuse('leads-nowhere', 'comments.json', String(i), criterion);
	});
	checkReadings(pack);

	const paragraphs = new Map(
		about.readings.map((r) => [r.key, new Set(r.paragraphs.map((p) => p.id))])
	);
	if (background) {
		if (paragraphs.has('note')) refuse('twice', 'pack.json', 'note');
		paragraphs.set('note', new Set(partsOf(background).keys()));
	}
	const arrive = (file: string, at: string, pointers: string[]) => {
		for (const pointer of pointers) {
			const [key = '', id] = pointer.split(':');
			const known = paragraphs.get(key);
			if (!known || (id !== undefined && !known.has(id)))
				refuse('leads-nowhere', file, at, pointer);
		}
	};
	for (const t of timeline) arrive('timeline.json', t.key, t.paragraphs);
	for (const { key, places } of ledger) {
		const pointers = places.map((p) => p.paragraph);
		arrive('ledger.json', key, pointers);
		for (const { paragraph, words } of places) checkWords(pack, key, paragraph, words);
	}
	for (const g of glossary) arrive('glossary.json', g.key, g.readings);
	for (const m of debates.motions)
		arrive('debates.json', m.key, [...m.ground.for, ...m.ground.against]);
	checkKeys(
		'anchors.json',
		'',
		pack.anchors.map((a) => a.key)
	);
	for (const anchor of pack.anchors) {
		const { key } = anchor;
		arrive(
			'anchors.json',
			key,
			anchor.citations.map((c) => c.paragraph)
		);
		checkAnchor(anchor, rubrics);
	}
	const sets = new Set(questions.sets.map((s) => s.key));
	for (const s of questions.sets) if (s.reading) arrive('questions.json', s.key, [s.reading]);
	for (const q of questions.questions) {
		if (!sets.has(q.set)) refuse('leads-nowhere', 'questions.json', q.key, q.set);
		arrive('questions.json', q.key, [...q.paragraphs, ...(q.find?.targets ?? [])]);
		for (const part of [q.options, q.items, q.parts])
			checkKeys(
				'questions.json',
				q.key,
				(part ?? []).map((p) => p.key)
			);
		if (!isAnswerable(q)) refuse('unanswerable', 'questions.json', q.key);
	}
}

/** Its citations stand in parts that it has, and its reference judges every criterion of its rubric. */
function checkAnchor(anchor: Pack['anchors'][number], rubrics: Pack['rubrics']): void {
	const { key, bodies, citations, levels } = anchor;
	const body = rubrics.find((r) => r.key === anchor.rubric);
	if (!body) refuse('leads-nowhere', 'anchors.json', key, anchor.rubric);
	for (const criterion of body.criteria)
		if (judgementOf(body, criterion, levels) === undefined)
			refuse('leads-nowhere', 'anchors.json', key, criterion.key);
	for (const written of Object.values(bodies)) {
		checkKeys(
			'anchors.json',
			key,
			written.reasons.map((r) => r.id)
		);
		for (const { part } of citations)
			if (!isCitedPart(written, part)) refuse('leads-nowhere', 'anchors.json', key, part);
	}
}

/** The words that an entry of the ledger quotes stand in the paragraph that it names. */
function checkWords(pack: Pack, key: string, pointer: string, words: LocalText): void {
	const [reading = '', id = ''] = pointer.split(':');
	for (const lang of locales) {
		const wanted = words[lang];
		if (wanted === undefined) continue;
		const markdown =
			reading === 'note'
				? partsOf(pack.background).get(id)?.[lang]
				: pack.texts.get(reading)?.[lang]?.paragraphs.get(id);
		if (markdown === undefined || !prepareProse(markdown, lang).text.includes(wanted))
			refuse('leads-nowhere', 'ledger.json', key, wanted);
	}
}

/** The paragraphs of the background note by the names that pointers have for them. */
function partsOf(background: Pack['background']): Map<string, LocalText> {
	if (!background) return new Map();
	const { frame, term, evidence } = background;
	const { firm, softer, limits } = evidence;
	const parts = {
		frame,
		term,
		firm: firm.map((e) => e.text),
		softer: softer.map((e) => e.text),
		limits: limits.map((e) => e.text)
	};
	return new Map(
		Object.entries(parts).flatMap(([part, texts]) =>
			texts.map((text, i) => [`${part}-${i + 1}`, text] as const)
		)
	);
}

function checkKeys(file: string, at: string, keys: string[]): void {
	const twice = keys.find((key, i) => keys.indexOf(key) !== i);
	if (twice !== undefined) refuse('twice', file, at, twice);
}

function checkReadings({ about, texts, glossary }: Pack): void {
	const terms = new Set(glossary.map((g) => g.key));
	for (const { key, slug, paragraphs, contentNotes } of about.readings) {
		const ids = paragraphs.map((p) => p.id);
		checkKeys('pack.json', key, ids);
		for (const note of contentNotes)
			if (!ids.includes(note.before)) refuse('leads-nowhere', 'pack.json', key, note.before);
		// A paragraph may be written in one language only, as long as it is written.
		const written = texts.get(key);
		const missing = ids.find((id) => !locales.some((l) => written?.[l]?.paragraphs.has(id)));
		if (missing !== undefined) refuse('leads-nowhere', 'pack.json', key, missing);
		for (const lang of locales) {
			const text = written?.[lang];
			if (!text) continue;
			const file = `readings/${slug}.${lang}.md`;
			const stray = [...text.paragraphs.keys()].find((id) => !ids.includes(id));
			if (stray !== undefined) refuse('leads-nowhere', file, 'pack.json', stray);
			for (const [id, markdown] of text.paragraphs)
				for (const term of termsIn(prepareProse(markdown, lang).html))
					if (!terms.has(term)) refuse('leads-nowhere', file, id, term);
		}
	}
}

/** Whether a question holds what its kind needs to be answered and marked. */
function isAnswerable(q: Pack['questions']['questions'][number]): boolean {
	if (q.words && q.words.least > q.words.most) return false;
	switch (q.kind) {
		case 'choice':
			return q.options?.filter((o) => o.right).length === 1;
		case 'multiple':
			return q.options?.some((o) => o.right) === true;
		case 'order':
			return (q.items?.length ?? 0) > 1;
		case 'arithmetic':
			return (q.parts?.length ?? 0) > 0;
		case 'passage':
			return q.find !== undefined && q.find.least <= q.find.most;
		case 'scale':
			return q.scale !== undefined;
		default:
			return true;
	}
}
