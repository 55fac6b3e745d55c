/*
 * The pack as a teacher relies on it: everything that is counted is there, everything that points
 * somewhere arrives, both languages say as much, and the two cases weigh the same.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { cleanWords, countWords, hasLostCharacters } from '$lib/forms/words';
import { locales, type Locale, type LocalText } from '$lib/i18n/local-text';
import { packNamed, packSlugs } from '$lib/packs/packs.server';
import type { Pack } from '$lib/packs/reading-packs.server';
import { makeAnchor } from '$lib/readings/anchor';
import { prepareProse, type PreparedParagraph } from '$lib/readings/prose.server';

const slug = 'hard-state-soft-state';
let pack: Pack & { background: NonNullable<Pack['background']> };

beforeAll(async () => {
	const found = await packNamed(slug);
	if (!found?.background) throw new Error('the pack is not there, or without its note');
	pack = { ...found, background: found.background };
});

/** Every study edition in both languages, prepared as it is published. */
function editions(): {
	name: string;
	lang: Locale;
	key: string;
	paragraphs: [string, PreparedParagraph][];
}[] {
	return [...pack.texts].flatMap(([key, texts]) =>
		locales.map((lang) => ({
			name: `${key}.${lang}`,
			lang,
			key,
			paragraphs: [...(texts[lang]?.paragraphs ?? [])].map(
				([id, markdown]): [string, PreparedParagraph] => [id, prepareProse(markdown, lang)]
			)
		}))
	);
}

/** Every text of both languages in the pack's data, with where it stands. */
function localTexts(value: unknown, at = ''): [string, LocalText][] {
	if (typeof value !== 'object' || value === null) return [];
	if ('en' in value && typeof value.en === 'string') return [[at, value as LocalText]];
	return Object.entries(value).flatMap(([key, inner]) => localTexts(inner, `${at}/${key}`));
}

function everything(): [string, LocalText][] {
	const { about, background, glossary, timeline, ledger, axes, debates } = pack;
	const { rubrics, questions, sources, anchors } = pack;
	return localTexts({
		about,
		background,
		glossary,
		timeline,
		ledger,
		axes,
		debates,
		rubrics,
		questions,
		sources,
		anchors: anchors.map(({ bodies, ...anchor }) => ({
			...anchor,
			words: wordsOfAnchor(bodies.en).map((en, i) => ({ en, ur: wordsOfAnchor(bodies.ur)[i] }))
		}))
	});
}

type AnchorBody = Pack['anchors'][number]['bodies']['en'];

function wordsOfAnchor(body: AnchorBody): string[] {
	if (!body) return [];
	const { thesis, reasons, against, reply, change } = body;
	return [thesis, ...reasons.flatMap((r) => [r.claim, r.warrant]), against, reply, change];
}

function pointsTo(pointer: string): boolean {
	if (pointer === 'note') return true;
	const [key, id] = pointer.split(':');
	return pack.about.readings.some((r) => r.key === key && r.paragraphs.some((p) => p.id === id));
}

describe('the pack', () => {
	test('is the one that ships, and is the same each time it is read', async () => {
		expect(packSlugs()).toEqual([slug]);
		expect(pack.hash).toMatch(/^[0-9a-f]{64}$/);
		expect(await packNamed(slug)).toBe(await packNamed(slug));
		expect((await packNamed(slug))?.hash).toBe(pack.hash);
	});

	test('holds everything that is counted', () => {
		expect(pack.about.readings.map((r) => r.key)).toEqual(['002', '004', '001', '003', '000']);
		expect(pack.about.readings.map((r) => r.paragraphs.length)).toEqual([7, 16, 12, 10, 9]);
		expect(pack.glossary).toHaveLength(30);
		expect(pack.timeline).toHaveLength(18);
		expect(pack.axes).toHaveLength(5);
		expect(pack.debates.motions).toHaveLength(3);
		expect(pack.debates.motions.filter((m) => m.lead)).toHaveLength(1);
		expect(pack.questions.questions).toHaveLength(36);
		expect(pack.questions.sets).toHaveLength(8);
		expect(pack.rubrics).toHaveLength(1);
		expect(pack.rubrics[0]?.criteria.map((c) => c.levels.length)).toEqual(Array(6).fill(4));
	});

	test('uses all eight kinds of question, and keeps the own answer first where it was meant', () => {
		const { questions } = pack.questions;
		expect(new Set(questions.map((q) => q.kind)).size).toBe(8);
		expect(
			questions
				.filter((q) => q.discussion)
				.map((q) => q.key)
				.toSorted()
		).toEqual(['Q00d', 'Q01c', 'Q02b', 'Q03d', 'Q04e']);
	});

	test('alternates which pole of an axis comes first', () => {
		expect(pack.axes.map((a) => a.first)).toEqual(['a', 'b', 'a', 'b', 'a']);
	});
});

describe('what points somewhere', () => {
	test('keys are unique', () => {
		const { glossary, timeline, questions, sources, axes } = pack;
		for (const entries of [glossary, timeline, questions.questions, questions.sets, sources, axes])
			expect(new Set(entries.map((e) => e.key)).size).toBe(entries.length);
	});

	test('arrives at a paragraph', () => {
		const pointers = [
			...pack.questions.questions.flatMap((q) => [...q.paragraphs, ...(q.find?.targets ?? [])]),
			...pack.timeline.flatMap((t) => t.paragraphs),
			...pack.debates.motions.flatMap((m) => [...m.ground.for, ...m.ground.against])
		];
		expect(pointers.length).toBeGreaterThan(60);
		expect(pointers.filter((pointer) => !pointsTo(pointer))).toEqual([]);
	});

	test('content notes stand before a paragraph that is there', () => {
		for (const { key, contentNotes } of pack.about.readings)
			for (const note of contentNotes) expect(pointsTo(`${key}:${note.before}`)).toBe(true);
		const noted = pack.about.readings.filter((r) => r.contentNotes.length > 0).map((r) => r.key);
		expect(noted).toEqual(expect.arrayContaining(['001', '004']));
	});

	test('every term that a text links to is in the glossary, six to twelve to a reading', () => {
		const keys = new Set(pack.glossary.map((g) => g.key));
		for (const { name, paragraphs } of editions()) {
			const linked = paragraphs.flatMap(([, p]) =>
				[...p.html.matchAll(/data-term="([\w-]+)"/g)].map((m) => m[1] ?? '')
			);
			expect(
				linked.filter((key) => !keys.has(key)),
				name
			).toEqual([]);
			expect(new Set(linked).size, `${name}: each term once`).toBe(linked.length);
			expect(linked.length, name).toBeGreaterThanOrEqual(5);
			expect(linked.length, name).toBeLessThanOrEqual(12);
		}
	});

	test('sets belong to readings, questions to sets, and answers to their questions', () => {
		const readings = new Set(pack.about.readings.map((r) => r.key));
		const { sets, questions } = pack.questions;
		for (const set of sets) expect(set.reading === null || readings.has(set.reading)).toBe(true);
		for (const q of questions) {
			expect(
				sets.some((s) => s.key === q.set),
				q.key
			).toBe(true);
			expect(q.points, q.key).toBeGreaterThan(0);
			const needs = {
				choice: q.options?.filter((o) => o.right).length === 1,
				multiple: (q.options?.filter((o) => o.right).length ?? 0) > 0,
				order: (q.items?.length ?? 0) > 1,
				arithmetic: (q.parts?.length ?? 0) > 0,
				passage: (q.find?.targets.length ?? 0) > 0,
				scale: (q.scale?.steps ?? 0) > 1,
				short: true,
				long: true
			};
			expect(needs[q.kind], `${q.key} can be answered`).toBe(true);
		}
	});
});

describe('the anchor positions', () => {
	const rubricOf = (key: string) => pack.rubrics.find((r) => r.key === key)?.criteria ?? [];

	test('are three, one for each side of the motion, of clearly different quality', () => {
		expect(pack.anchors.map((a) => a.side).toSorted()).toEqual(['against', 'between', 'for']);
		const points = pack.anchors
			.map(({ levels }) => Object.values(levels).reduce((sum: number, n) => sum + (n ?? 0), 0))
			.toSorted((a, b) => a - b);
		expect(points).toHaveLength(3);
		for (const [i, sum] of points.entries())
			if (i > 0) expect(sum - (points[i - 1] ?? 0)).toBeGreaterThanOrEqual(5);
	});

	test('are as long as a short position, and say as much in both languages', () => {
		for (const { key, bodies } of pack.anchors) {
			const words = countWords(wordsOfAnchor(bodies.en).join(' '));
			expect(words, key).toBeGreaterThanOrEqual(150);
			expect(words, key).toBeLessThanOrEqual(240);
			expect(wordsOfAnchor(bodies.ur).length, key).toBe(wordsOfAnchor(bodies.en).length);
			expect(bodies.ur?.reasons.map((r) => r.id)).toEqual(bodies.en?.reasons.map((r) => r.id));
		}
	});

	test('are judged by every criterion, each with its reason in one sentence or two', () => {
		for (const { key, rubric, levels, reasons } of pack.anchors)
			for (const criterion of rubricOf(rubric)) {
				expect(
					criterion.levels.map((l) => l.points),
					key
				).toContain(levels[criterion.key]);
				const why = reasons[criterion.key];
				expect(
					why?.en?.match(/[.?!]/g)?.length ?? 0,
					`${key} ${criterion.key}`
				).toBeLessThanOrEqual(2);
				expect(why?.ur, `${key} ${criterion.key}`).toBeTruthy();
			}
	});

	test('cite paragraphs of the study editions in parts that they have', () => {
		const notes = Object.entries(pack.background.evidence).flatMap(([part, items]) =>
			items.map((_, i) => `note:${part}-${i + 1}`)
		);
		for (const { key, citations } of pack.anchors) {
			expect(citations.length, key).toBeGreaterThan(0);
			for (const { paragraph } of citations)
				expect(pointsTo(paragraph) || notes.includes(paragraph), `${key} ${paragraph}`).toBe(true);
		}
	});

	test('say in their reasons that the side played no part', () => {
		for (const { key, reasons } of pack.anchors)
			expect(
				Object.values(reasons).some((why) => /plays no part/.test(why.en ?? '')),
				key
			).toBe(true);
	});
});

describe('the ledger', () => {
	const places = () =>
		pack.ledger.flatMap((e) => e.places.map((place) => ({ ...place, key: e.key })));

	test('has claims, figures and events, and joins readings by enough of them', () => {
		expect(pack.ledger.length).toBeGreaterThanOrEqual(14);
		expect(pack.ledger.length).toBeLessThanOrEqual(20);
		expect(new Set(pack.ledger.map((e) => e.kind))).toEqual(new Set(['claim', 'figure', 'event']));
		const joining = pack.ledger.filter(
			(e) => new Set(e.places.map((p) => p.paragraph.split(':')[0])).size > 1
		);
		expect(joining.length).toBeGreaterThanOrEqual(6);
		const read = new Set(places().map((p) => p.paragraph.split(':')[0]));
		expect([...read].toSorted()).toEqual(pack.about.readings.map((r) => r.key).toSorted());
	});

	test('quotes whole words of the paragraphs that it points at, in both languages', () => {
		const texts = new Map(editions().map((e) => [`${e.key}.${e.lang}`, new Map(e.paragraphs)]));
		for (const { key, paragraph, words } of places()) {
			expect(pointsTo(paragraph), key).toBe(true);
			const [reading, id = ''] = paragraph.split(':');
			expect(Object.keys(words).length % 2, key).toBe(0);
			for (const lang of locales) {
				const wanted = words[lang];
				const text = texts.get(`${reading}.${lang}`)?.get(id)?.text ?? '';
				if (wanted === undefined) continue;
				const at = text.indexOf(wanted);
				expect(makeAnchor(text, at, at + wanted.length)?.exact, `${key} ${lang}`).toBe(wanted);
			}
		}
	});

	test('says who says so, and why staff put an entry as they did; most are left to check', () => {
		for (const { key, who, source } of places()) {
			expect(who.en, key).toBeTruthy();
			expect(source.en, key).toBeTruthy();
		}
		for (const { key, status, finding } of pack.ledger)
			expect(Boolean(finding.en), key).toBe(status !== 'unchecked');
		const unchecked = pack.ledger.filter((e) => e.status === 'unchecked').length;
		expect(unchecked).toBeGreaterThan(pack.ledger.length / 2);
	});
});

describe('the study editions', () => {
	test('have the paragraphs that the pack numbers, in both languages', () => {
		for (const { name, key, paragraphs } of editions()) {
			const reading = pack.about.readings.find((r) => r.key === key);
			expect(
				paragraphs.map(([id]) => id),
				name
			).toEqual(reading?.paragraphs.map((p) => p.id));
			expect(reading?.paragraphs.map((p) => p.number)).toEqual(paragraphs.map((_, i) => i + 1));
		}
	});

	test('are as long as the rules allow', () => {
		for (const { name, key, lang, paragraphs } of editions().filter((e) => e.lang === 'en')) {
			const words = paragraphs.reduce((sum, [, p]) => sum + p.words, 0);
			expect(words, `${name}: ${lang}`).toBeGreaterThanOrEqual(250);
			expect(words, name).toBeLessThanOrEqual(key === '004' ? 1100 : 700);
		}
	});

	test('map every original paragraph, and no paragraph twice', () => {
		const originals: Record<string, number> = {
			'000': 9,
			'001': 12,
			'002': 7,
			'003': 10,
			'004': 7
		};
		for (const { key, paragraphs } of pack.about.readings) {
			const mapped = new Set(paragraphs.flatMap((p) => p.original));
			expect([...mapped], key).toEqual(
				Array.from({ length: originals[key] ?? 0 }, (_, i) => i + 1)
			);
			for (const [i, p] of paragraphs.entries())
				if (paragraphs[i - 1]?.original[0] === p.original[0]) expect(p.begins, p.id).toBeTruthy();
		}
	});

	test('no sentence ends in an abbreviation or an initial', () => {
		const open =
			/(^|\s|\()(Lt|Gen|Maj|Col|Brig|Dr|Mr|Mrs|Prof|Retd|vs|No|p|pp|e\.g|i\.e|\p{Lu})\.[)\]]?$/u;
		for (const { name, paragraphs } of editions())
			for (const [id, { text, sentences }] of paragraphs) {
				expect(sentences.length, `${name} ${id}`).toBeGreaterThan(0);
				for (const [start, end] of sentences.slice(0, -1)) {
					const sentence = text.slice(start, end);
					expect(open.test(sentence), `${name} ${id}: ${sentence.slice(-30)}`).toBe(false);
					expect(sentence, `${name} ${id}`).toMatch(/[.۔؟?!…][)\]"'”’»]*$/u);
				}
			}
	});

	test('the figures of a paragraph are the same in both languages', () => {
		const figures = (text: string) =>
			(text.match(/\d[\d,.]*\d|\d/g) ?? []).map((n) => n.replace(/[,.]$/, '')).toSorted();
		for (const [key, texts] of pack.texts)
			for (const [id, english] of texts.en?.paragraphs ?? []) {
				const inUrdu = new Set(figures(texts.ur?.paragraphs.get(id) ?? ''));
				const missing = figures(english).filter((n) => n.length > 1 && !inUrdu.has(n));
				expect(missing, `${key}:${id}`).toEqual([]);
			}
	});
});

describe('both languages', () => {
	test('are complete', () => {
		const texts = everything();
		expect(texts.length).toBeGreaterThan(400);
		for (const [at, { en, ur }] of texts) {
			expect(en?.trim(), `${at} en`).toBeTruthy();
			expect(ur?.trim(), `${at} ur`).toBeTruthy();
		}
	});

	test('Urdu is written with Urdu letters and Latin digits, everything is NFC', () => {
		const all: [string, string][] = [
			...everything().map(([at, { ur }]): [string, string] => [at, ur ?? '']),
			...editions().flatMap((e) =>
				e.lang === 'ur'
					? e.paragraphs.map(([id, p]): [string, string] => [`${e.name} ${id}`, p.text])
					: []
			),
			['instructor notes', pack.instructorNotes.ur ?? '']
		];
		for (const [at, text] of all) {
			expect(text, at).not.toMatch(/[\u0643\u064A\u0660-\u0669\u06F0-\u06F9\u0629]/u);
			// A staff key may be the letter of a pole alone.
			if (text.length > 3) expect(text, at).toMatch(/\p{Script=Arabic}/u);
			expect(text.normalize('NFC'), at).toBe(text);
			expect(hasLostCharacters(text), at).toBe(false);
			expect(cleanWords(text), at).toBe(text);
		}
	});

	test('English holds no letter of the other script', () => {
		for (const [at, { en }] of everything()) expect(en, at).not.toMatch(/\p{Script=Arabic}/u);
	});
});

describe('fairness', () => {
	const within = (a: number, b: number) => Math.abs(a - b) / Math.max(a, b);
	const words = (texts: LocalText[], lang: Locale) =>
		texts.reduce((sum, text) => sum + countWords(text[lang] ?? ''), 0);

	test.each(locales)('the columns of the note are equally long (%s)', (lang) => {
		const { firm, softer } = pack.background.evidence;
		expect(firm).toHaveLength(softer.length);
		expect(
			within(
				words(
					firm.map((e) => e.text),
					lang
				),
				words(
					softer.map((e) => e.text),
					lang
				)
			)
		).toBeLessThanOrEqual(0.1);
	});

	test.each(locales)('so are the two case cards (%s)', (lang) => {
		const cards = pack.background.cases;
		const [firm = 0, softer = 0] = [cards?.firm, cards?.softer].map((c) =>
			words(c ? [c.text] : [], lang)
		);
		expect(firm).toBeGreaterThan(50);
		expect(within(firm, softer)).toBeLessThanOrEqual(0.1);
	});

	test('the note is at most 700 words, and every item of evidence says where it is from', () => {
		const { frame, term, evidence } = pack.background;
		const items = [...evidence.firm, ...evidence.softer, ...evidence.limits];
		expect(words([...frame, ...term, ...items.map((e) => e.text)], 'en')).toBeLessThanOrEqual(700);
		for (const item of items) expect(item.source.en).toBeTruthy();
	});

	test('the poles of an axis are of a length', () => {
		for (const axis of pack.axes)
			expect(within(words([axis.a], 'en'), words([axis.b], 'en')), axis.key).toBeLessThanOrEqual(
				0.4
			);
	});

	test('neither rubric nor motions name a hard or a soft side', () => {
		const texts = localTexts({
			rubrics: pack.rubrics,
			motions: pack.debates.motions.map((m) => m.text)
		});
		for (const [at, { en }] of texts)
			expect(en, at).not.toMatch(/\b(hard|soft|firm|softer) (state|side|line|case|policy)\b/i);
	});
});

test('no address of a person stands in the pack', () => {
	const texts = [...everything().map(([, t]) => t.en ?? ''), pack.instructorNotes.en ?? ''];
	for (const text of texts) expect(text).not.toMatch(/[\w.]+@[\w-]+\.\w+/);
});

test('licence and sources come with it', () => {
	const folder = join(process.cwd(), 'src', 'packs', slug);
	expect(readFileSync(join(folder, 'LICENCE.md'), 'utf8')).toMatch(/CC BY 4\.0/);
	expect(pack.about.licence).toBe('CC-BY-4.0');
	expect(pack.sources.length).toBeGreaterThan(3);
});
