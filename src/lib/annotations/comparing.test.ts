import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
	mostProposals,
	pairKey,
	pairOffered,
	proposeLinks,
	type ComparedParagraph
} from './comparing';
import { evened, isSame, signalFinder, type Signal } from './signals';

const known = [
	{ key: 'ttp', names: ['TTP', 'Tehreek-e-Taliban Pakistan', 'ٹی ٹی پی', 'تحریکِ طالبان پاکستان'] },
	{ key: 'militant', names: ['militant', 'militants', 'عسکریت پسند', 'عسکریت پسندوں'] }
];

function signals(text: string, lang: 'en' | 'ur'): Signal[] {
	return signalFinder(known, [{ text, lang }])(text, lang);
}

const words = (text: string, lang: 'en' | 'ur') => signals(text, lang).map((s) => s.words);

describe('what a text names', () => {
	test.each([
		['On 24 December 2024 jets flew.', 'en', { year: 2024, month: 12, day: 24 }],
		['On December 24, 2024 jets flew.', 'en', { year: 2024, month: 12, day: 24 }],
		['Dated 2024-12-24, signed.', 'en', { year: 2024, month: 12, day: 24 }],
		['It happened in October 2025 at last.', 'en', { year: 2025, month: 10, day: null }],
		['Then October came.', 'en', { year: null, month: 10, day: null }],
		['A vote in May was lost.', 'en', { year: null, month: 5, day: null }],
		['Nothing since 2002 like it.', 'en', { year: 2002, month: null, day: null }],
		['۲۴ دسمبر ۲۰۲۴ کو', 'ur', { year: 2024, month: 12, day: 24 }],
		['اکتوبر 2025 میں', 'ur', { year: 2025, month: 10, day: null }],
		['7 اپریل 2023 کو اجلاس', 'ur', { year: 2023, month: 4, day: 7 }]
	] as const)('a date: %s', (text, lang, date) => {
		expect(signals(text, lang).filter((s) => s.kind === 'date')).toMatchObject([{ date }]);
	});

	test.each(['Talks may fail.', 'They march on.', 'March on, he said.', 'Section 12-34 of it'])(
		'no date: %s',
		(text) => {
			expect(signals(text, 'en').filter((s) => s.kind === 'date')).toEqual([]);
		}
	);

	test.each([
		['A post where 16 soldiers died', 'en', 16, 'soldier', '16 soldiers'],
		['Sixteen soldiers died', 'en', 16, 'soldier', 'Sixteen soldiers'],
		['clashes killed 19 more soldiers', 'en', 19, 'soldier', '19 more soldiers'],
		['2.2 million people left', 'en', 2_200_000, 'people', '2.2 million people'],
		['fell by 90 percent', 'en', 90, '%', '90 percent'],
		['fell by 90% there', 'en', 90, '%', '90%'],
		['spent Rs. 3 billion on it', 'en', 3e9, 'rs', 'Rs. 3 billion'],
		['1,206 attacks', 'en', 1206, 'attack', '1,206 attacks'],
		['355 militants fell', 'en', 355, 'militant', '355 militants'],
		['۱۶ فوجی مارے گئے', 'ur', 16, 'فوجی', '۱۶ فوجی'],
		['سولہ فوجی مارے گئے', 'ur', 16, 'فوجی', 'سولہ فوجی'],
		['22 لاکھ لوگ', 'ur', 2_200_000, 'لوگ', '22 لاکھ لوگ'],
		['3 ارب روپے', 'ur', 3e9, 'rs', '3 ارب'],
		['90 فیصد سے زیادہ', 'ur', 90, '%', '90 فیصد'],
		['355 عسکریت پسند مارے گئے', 'ur', 355, 'militant', '355 عسکریت پسند']
	] as const)('a figure: %s', (text, lang, value, unit, said) => {
		const found = signals(text, lang).filter((s) => s.kind === 'figure');
		expect(found).toMatchObject([{ figure: { value, unit }, words: said }]);
	});

	test('names without ranks and articles, also those of the glossary in any of their forms', () => {
		expect(words('Field Marshal Asim Munir spoke of the TTP in Qatar.', 'en')).toEqual([
			'Asim Munir',
			'TTP',
			'Qatar'
		]);
		expect(words('The General met Ehsan Ghani’s men.', 'en')).toEqual(['Ehsan Ghani']);
		expect(words('تحریک طالبان پاکستان کا بیان', 'ur')).toEqual(['تحریک طالبان پاکستان']);
		expect(words('تحریکِ طالبان پاکستان کا بیان', 'ur')).toEqual(['تحریکِ طالبان پاکستان']);
	});

	test('a word at the head of a sentence is a name only where it is one elsewhere', () => {
		expect(words('Force alone fails. Courts help.', 'en')).toEqual([]);
		const text = 'Swat was cleared. He had been to Swat.';
		expect(words(text, 'en')).toEqual(['Swat', 'Swat']);
	});

	test('folding for comparison keeps every offset', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme' }), (text) => {
				expect(evened(text)).toHaveLength(text.length);
			})
		);
		expect(evened('۲۰۲۴ كي')).toBe('2024 کی');
	});

	test('any text is read without an error, and whatever is found stands in it', () => {
		const pieces = [
			'16 soldiers',
			'May',
			'اکتوبر',
			'۲۲ لاکھ',
			'TTP',
			'Rs.',
			'%',
			'2024-99-99',
			'. '
		];
		const text = fc
			.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: 'grapheme' })), {
				maxLength: 12
			})
			.map((all) => all.join(' '));
		fc.assert(
			fc.property(text, fc.constantFrom('en' as const, 'ur' as const), (said, lang) => {
				for (const signal of signals(said, lang)) {
					expect(said).toContain(signal.words);
					expect(isSame(signal, signal)).toBe(
						signal.figure === undefined ||
							signal.figure.unit !== '' ||
							signal.figure.value > 20 ||
							!Number.isInteger(signal.figure.value)
					);
				}
			})
		);
	});
});

describe('whether two say the same', () => {
	const one = (text: string, lang: 'en' | 'ur' = 'en') => {
		const [found] = signals(text, lang).filter((s) => s.kind !== 'name');
		if (!found) throw new Error(`nothing in ${text}`);
		return found;
	};
	test.each([
		['October 2025', 'last October', true],
		['October 2025', 'October 2024', false],
		['2 September', 'September 2025', true],
		['2 September', '9 September', false],
		['16 soldiers', 'sixteen soldiers', true],
		['16 soldiers', '16 camps', false],
		['355 militants', '355 people', false],
		['458 people', 'a total of 458', true],
		['5 of them', '5 points', false]
	])('%s and %s: %s', (a, b, same) => {
		expect(isSame(one(a), one(b))).toBe(same);
	});

	test('across languages by the month, by a known noun, or by a number that is no chance', () => {
		expect(isSame(one('October 2025'), one('اکتوبر 2025', 'ur'))).toBe(true);
		expect(isSame(one('355 militants'), one('355 عسکریت پسند', 'ur'))).toBe(true);
		expect(isSame(one('458 people'), one('458 افراد', 'ur'))).toBe(true);
		expect(isSame(one('6 agencies'), one('6 ادارے', 'ur'))).toBe(false);
	});
});

describe('proposals', () => {
	const en = (id: string, text: string): ComparedParagraph => ({ id, text, lang: 'en' });
	const filler = (n: number, side: string) =>
		Array.from({ length: n }, (_, i) => en(`${side}${i}`, `Pakistan and its people, once more.`));
	const a = [en('p1', 'In October 2025 the TTP killed 16 soldiers.'), ...filler(6, 'x')];
	const b = [
		...filler(6, 'y'),
		en('p8', 'Sixteen soldiers had died in October, says Pakistan.'),
		en('p9', 'The TTP denied it.')
	];

	test('say in words what both name, the rarest first', () => {
		const [best, ...rest] = proposeLinks({ a, b, known });
		expect(best).toMatchObject({ key: 'p1~p8', a: 'p1', b: 'p8', kind: 'figure' });
		expect(best?.reasons).toEqual([
			{ kind: 'figure', a: '16 soldiers', b: 'Sixteen soldiers' },
			{ kind: 'date', a: 'October 2025', b: 'October' }
		]);
		expect(rest.map((p) => p.key)).toEqual(['p1~p9']);
	});

	test('leave out what everybody names', () => {
		const keys = proposeLinks({ a, b, known }).map((p) => p.key);
		expect(keys.some((key) => key.startsWith('x'))).toBe(false);
	});

	test('leave out pairs that are joined or not wanted', () => {
		const without = new Set([pairKey('p1', 'p8')]);
		expect(proposeLinks({ a, b, known, without }).map((p) => p.key)).toEqual(['p1~p9']);
	});

	test('work in Urdu', () => {
		const ur = (id: string, text: string): ComparedParagraph => ({ id, text, lang: 'ur' });
		const rest = ['q1', 'q2', 'q3', 'q4'].map((id) => ur(id, 'ریاست اور لوگ۔'));
		const found = proposeLinks({
			a: [ur('p1', 'اکتوبر ۲۰۲۵ میں سولہ فوجی مارے گئے۔'), ...rest],
			b: [ur('p2', 'اکتوبر 2025 میں 16 فوجی جان سے گئے۔'), ...rest],
			known
		});
		expect(found).toMatchObject([
			{
				key: 'p1~p2',
				reasons: [
					{ kind: 'figure', a: 'سولہ فوجی', b: '16 فوجی' },
					{ kind: 'date', a: 'اکتوبر ۲۰۲۵', b: 'اکتوبر 2025' }
				]
			}
		]);
	});

	test('are ten at most, no paragraph in more than three, whatever the texts hold', () => {
		const text = fc
			.array(
				fc.constantFrom('16 soldiers', 'Qatar', 'the TTP', 'in October', 'اکتوبر', '90%', 'and'),
				{ maxLength: 8 }
			)
			.map((all) => all.join(' '));
		const paragraphs = fc
			.array(text, { maxLength: 20 })
			.map((all) => all.map((words, i) => en(`p${i}`, words)));
		fc.assert(
			fc.property(paragraphs, paragraphs, (one, other) => {
				const found = proposeLinks({ a: one, b: other, known });
				expect(found.length).toBeLessThanOrEqual(mostProposals);
				for (const side of ['a', 'b'] as const)
					for (const id of found.map((p) => p[side]))
						expect(found.filter((p) => p[side] === id).length).toBeLessThanOrEqual(3);
				const scores = found.map((p) => p.score);
				expect(scores).toEqual([...scores].sort((x, y) => y - x));
			})
		);
	});

	test('two empty texts propose nothing', () => {
		expect(proposeLinks({ a: [], b: [] })).toEqual([]);
	});
});

describe('the two that are offered', () => {
	const [one, two, three] = [{ id: '1' }, { id: '2' }, { id: '3' }] as const;
	const all = [one, two, three];
	const joins = (...entries: string[]) => entries.map((ids) => new Set(ids));

	test('are those that share the most', () => {
		expect(pairOffered(all, joins('12', '13', '13'), null, null)).toEqual([one, three]);
		expect(pairOffered(all, joins('12', '13', '13'), two, null)).toEqual([two, one]);
		expect(pairOffered(all, joins('12', '13', '13'), null, two)).toEqual([one, two]);
	});

	test('are the first and the next where nothing is shared', () => {
		expect(pairOffered(all, [], null, null)).toEqual([one, two]);
		expect(pairOffered(all, [], three, null)).toEqual([three, one]);
		expect(pairOffered(all, [], three, three)).toEqual([three, one]);
	});

	test('are those asked for, and none where there are not two', () => {
		expect(pairOffered(all, joins('13'), three, two)).toEqual([three, two]);
		expect(pairOffered([one], [], null, null)).toBeNull();
	});
});
