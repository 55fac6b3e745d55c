import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeAnchor } from './anchor';
import { placerIn, resolveAnchor, type PassageQuote, type Placed } from './placing';

const before: Record<string, string> = {
	p1: 'Pakistan will talk to Kabul. Pakistan will not wait, it says; Kabul must act.',
	p2: 'The state must first rebuild its courts. Nobody trusts a court that never sits, and a judge who is not paid does not sit.',
	p3: 'There were 2,200 attacks in a single year — “more than in the three years before”, the ministry said.',
	p4: 'ریاست کو عزمِ استحکام درکار ہے۔ عدالتیں بھی ریاست کا حصہ ہیں، مگر وہ خالی ہیں۔',
	p5: 'The army acts. The courts wait. The army acts. The people wait.',
	p6: 'A café by the river 👩‍👩‍👧 was closed; nobody said why 🇵🇰 it was.'
};
type Text = Record<string, string | { text: string; from: string[] }>;

function paragraphsOf(text: Text) {
	return Object.entries(text).map(([id, words]) =>
		typeof words === 'string'
			? { id, text: words, predecessors: [] }
			: { id, text: words.text, predecessors: words.from }
	);
}

/** The `nth` occurrence of words in the paragraph. */
function quoteOf(paragraphId: string, words: string, nth = 1, text: Text = before): PassageQuote {
	const paragraph = text[paragraphId];
	const within = typeof paragraph === 'string' ? paragraph : (paragraph?.text ?? '');
	let at = -1;
	for (let n = 0; n < nth; n++) at = within.indexOf(words, at + 1);
	const quote = at < 0 ? null : makeAnchor(within, at, at + words.length);
	if (quote?.exact !== words) throw new Error(`“${words}” is no passage of ${paragraphId}`);
	return { ...quote, paragraphId };
}

function said(text: Text, found: Placed): string {
	if (found.state === 'orphaned') return found.state;
	const { state, paragraphId, start, end } = found;
	const of = paragraphsOf(text).find((p) => p.id === paragraphId);
	return `${state} ${paragraphId}: ${of?.text.slice(start, end)}`;
}

const place = (quote: PassageQuote, text: Text) => said(text, placerIn(paragraphsOf(text))(quote));

const { p1 = '', p2 = '', p3 = '', p4 = '', p5 = '', p6 = '' } = before;

describe('a passage in a new version of its text', () => {
	test.each<[string, PassageQuote, Text, string]>([
		[
			'stays where other paragraphs changed',
			quoteOf('p2', 'rebuild its courts'),
			{ ...before, p0: 'A new beginning.', p1: 'Other words altogether.' },
			'exact p2: rebuild its courts'
		],
		[
			'moves by words put before it',
			quoteOf('p2', 'rebuild its courts'),
			{ ...before, p2: `It is said again and again: ${p2}` },
			'moved p2: rebuild its courts'
		],
		[
			'moves by words taken out before it',
			quoteOf('p2', 'a judge who is not paid'),
			{ ...before, p2: p2.replace('The state must first rebuild its courts. ', '') },
			'moved p2: a judge who is not paid'
		],
		[
			'is the same with a slip corrected inside',
			quoteOf('p2', 'Nobody trusts a court that never sits'),
			{ ...before, p2: p2.replace('trusts', 'trusted') },
			'changed p2: Nobody trusted a court that never sits'
		],
		[
			'is the same short word with a slip corrected, between the words that stood around it',
			quoteOf('p1', 'Kabul'),
			{ ...before, p1: p1.replace('Kabul.', 'Kabool.') },
			'changed p1: Kabool'
		],
		[
			'is found in the paragraph that it was put into',
			quoteOf('p3', 'in a single year'),
			{ p1, p2: { text: `${p2} ${p3}`, from: ['p2', 'p3'] }, p4 },
			'moved p2: in a single year'
		],
		[
			'is found in the piece that was cut off',
			quoteOf('p2', 'a judge who is not paid'),
			{
				p1,
				p2: 'The state must first rebuild its courts.',
				p9: {
					text: 'Nobody trusts a court that never sits, and a judge who is not paid does not sit.',
					from: ['p2']
				}
			},
			'moved p9: a judge who is not paid'
		],
		[
			'is found in a paragraph that nobody names its heir',
			quoteOf('p2', 'a court that never sits'),
			{ p1, p3, p8: `And so: ${p2}` },
			'moved p8: a court that never sits'
		],
		[
			'stays in its paragraph when paragraphs change places',
			quoteOf('p2', 'rebuild its courts'),
			{ p3, p2, p1 },
			'exact p2: rebuild its courts'
		],
		[
			'is the one of two that the same words stand around',
			quoteOf('p5', 'The army acts', 2),
			{ ...before, p5: `Look. ${p5}` },
			'moved p5: The army acts'
		],
		[
			'is gone with its words',
			quoteOf('p2', 'Nobody trusts a court that never sits'),
			{ ...before, p2: 'The state must first rebuild its courts.' },
			'orphaned'
		],
		['is gone with its paragraph', quoteOf('p3', 'in a single year'), { p1, p2, p4 }, 'orphaned'],
		[
			'is not the same short word that was somewhere else all along',
			quoteOf('p1', 'Kabul', 2),
			{ ...before, p1: 'Nothing of it is left here.', p2: `${p2} In Kabul too, they say.` },
			'orphaned'
		],
		[
			'is not a word inside another',
			quoteOf('p1', 'act'),
			{ p1: 'It is a fact that cannot be put otherwise at all, by anybody.' },
			'orphaned'
		],
		[
			'has the same words in other signs',
			quoteOf('p3', '“more than in the three years before”'),
			{ ...before, p3: p3.replace('“', '"').replace('”', '"').replace('—', '-') },
			'exact p3: "more than in the three years before"'
		],
		[
			'has the same words in the letters of the other keyboard',
			quoteOf('p4', 'ریاست کا حصہ ہیں'),
			{ ...before, p4: p4.replaceAll('ی', 'ي').replaceAll('ک', 'ك') },
			'exact p4: رياست كا حصہ ہيں'
		],
		[
			'has the same words without their vowel marks',
			quoteOf('p4', 'عزمِ استحکام'),
			{ ...before, p4: p4.replace('عزمِ', 'عزم') },
			'exact p4: عزم استحکام'
		],
		[
			'has the same words with a mark of direction among them',
			quoteOf('p4', 'عدالتیں بھی ریاست'),
			{ ...before, p4: p4.replace('عدالتیں ', 'عدالتیں\u200f ') },
			'exact p4: عدالتیں\u200f بھی ریاست'
		],
		[
			'has the same letters, decomposed',
			quoteOf('p6', 'café by the river'),
			{ ...before, p6: p6.normalize('NFD') },
			'exact p6: cafe\u0301 by the river'
		],
		[
			'keeps pictures whole',
			quoteOf('p6', '👩‍👩‍👧 was closed'),
			{ ...before, p6: `So: ${p6}` },
			'moved p6: 👩‍👩‍👧 was closed'
		],
		[
			'takes in a whole picture that was changed',
			quoteOf('p6', 'nobody said why 🇵🇰 it was'),
			{ ...before, p6: p6.replace('🇵🇰', '🇵🇸') },
			'changed p6: nobody said why 🇵🇸 it was'
		]
	])('%s', (_what, quote, text, expected) => {
		expect(place(quote, text)).toBe(expected);
	});

	test('of a phrase said twice is the right one of them', () => {
		const now = `Look. ${p5}`;
		const found = placerIn(paragraphsOf({ p5: now }))(quoteOf('p5', 'The army acts', 2));
		expect(found).toMatchObject({ state: 'moved', start: now.lastIndexOf('The army acts') });
	});

	test('is not guessed where a short phrase stands twice and nothing around it is left', () => {
		const quote = quoteOf('p5', 'The army acts', 2);
		const now =
			'Whatever was reported from elsewhere: The army acts on every last rumour. Whoever is asked denies it; even so it is written: The army acts against its own.';
		expect(place(quote, { p5: now })).toBe('orphaned');
	});

	test('of two thousand letters is found with a hundred slips', () => {
		const words = Array.from({ length: 400 }, (_, i) => `w${(i * 7919) % 1000}`);
		const text = words.join(' ').slice(0, 1990);
		const quote = { ...makeAnchor(text, 0, text.length), paragraphId: 'p' } as PassageQuote;
		const now = `Before it. ${text.replace(/ w(\d)/g, (all, n) => (n === '3' ? ` v${n}` : all))} After it.`;
		const found = placerIn([{ id: 'p', text: now, predecessors: [] }])(quote);
		expect(found).toMatchObject({ state: 'changed', start: 11, end: now.length - 10 });
	});

	test('is followed over the versions between, in which its paragraph was put into another', () => {
		const quote = quoteOf('p3', 'in a single year');
		const merged = [{ id: 'p2', predecessors: ['p2', 'p3'] }];
		const now = [{ id: 'p2', text: p3.replace('single', 'whole'), predecessors: [] }];
		expect(placerIn(now)(quote).state).toBe('orphaned');
		expect(placerIn(now, [merged])(quote)).toMatchObject({ state: 'changed', paragraphId: 'p2' });
	});

	test.each([
		['no words', { exact: '', start: 0, end: 0 }],
		['offsets before the text', { start: -5, end: -1 }],
		['offsets behind it', { start: 90_000, end: 90_010 }],
		['offsets that are no numbers', { start: Number.NaN, end: Number.NaN }],
		['a lone half of a pair', { exact: '\ud83d', start: 3, end: 4 }],
		['nothing but a mark', { exact: '\u200f', start: 3, end: 4 }],
		['a paragraph that never was', { paragraphId: 'constructor' }]
	])('with %s breaks nothing', (_what, over) => {
		const quote = { ...quoteOf('p2', 'rebuild its courts'), ...over };
		expect(['orphaned', 'moved p2: rebuild its courts']).toContain(place(quote, before));
	});
});

/** Words of both scripts, marks, emoji and pairs, with repetitions, as paragraphs hold them. */
const pieces = fc.constantFrom(
	'state',
	'ریاست',
	'نہیں',
	'Kabul',
	'—',
	'“no”',
	'👩‍👩‍👧',
	'🇵🇰',
	'e\u0301t\u00e9',
	'عزمِ',
	'2,200',
	'.'
);
const paragraph = fc.array(pieces, { minLength: 1, maxLength: 25 }).map((all) => all.join(' '));
const texts = fc.array(paragraph, { minLength: 1, maxLength: 5 });
const known = (all: readonly string[]) =>
	all.map((text, i) => ({ id: `p${i}`, text, predecessors: [] as string[] }));

describe('whatever the two versions are', () => {
	test('a passage of an unchanged version stands where it stood', () => {
		fc.assert(
			fc.property(texts, fc.nat(4), fc.nat(200), fc.nat(200), (all, which, a, b) => {
				const at = which % all.length;
				const text = all[at] ?? '';
				const quote = makeAnchor(text, a % (text.length + 1), b % (text.length + 1));
				if (!quote) return;
				const { start, end } = quote;
				expect(placerIn(known(all))({ ...quote, paragraphId: `p${at}` })).toEqual({
					state: 'exact',
					paragraphId: `p${at}`,
					start,
					end
				});
			})
		);
	});

	test('a place is a range of whole characters of a paragraph that is there', () => {
		fc.assert(
			fc.property(texts, texts, fc.nat(200), fc.nat(200), (old, now, a, b) => {
				const text = old[0] ?? '';
				const quote = makeAnchor(text, a % (text.length + 1), b % (text.length + 1));
				if (!quote) return;
				const found = placerIn(known(now))({ ...quote, paragraphId: 'p0' });
				if (found.state === 'orphaned') return;
				const of = known(now).find((p) => p.id === found.paragraphId)?.text ?? '';
				const words = of.slice(found.start, found.end);
				expect(words).not.toBe('');
				expect(found.end).toBeLessThanOrEqual(of.length);
				for (const piece of [of.slice(0, found.start), words, of.slice(found.end)])
					expect(piece.isWellFormed()).toBe(true);
				const starts = [...new Intl.Segmenter('en').segment(of)].map((s) => s.index);
				for (const edge of [found.start, found.end])
					expect(edge === of.length || starts.includes(edge)).toBe(true);
			})
		);
	});

	test('a passage of hostile letters is placed or orphaned, and never throws', () => {
		const wild = fc.string({ unit: 'binary', maxLength: 60 });
		fc.assert(
			fc.property(wild, wild, wild, wild, fc.integer(), (exact, prefix, suffix, now, start) => {
				const quote = { exact, prefix, suffix, start, end: start + exact.length };
				const found = resolveAnchor(quote, now);
				expect(found.state === 'orphaned' || found.end <= now.length).toBe(true);
			})
		);
	});

	test('words that stand once are found again wherever their paragraph goes', () => {
		fc.assert(
			fc.property(texts, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (rest, order) => {
				const own = 'Nobody trusts a court that never sits in any year.';
				const quote = makeAnchor(own, 7, 40);
				if (!quote) return;
				const all = [rest.join(' '), own, 'The end of it.'];
				const now = order.map((i) => ({ id: `n${i}`, text: all[i] ?? '', predecessors: [] }));
				const found = placerIn(now)({ ...quote, paragraphId: 'p1' });
				expect(found).toEqual({
					state: 'moved',
					paragraphId: 'n1',
					start: quote.start,
					end: quote.end
				});
			})
		);
	});
});
