import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAnchor } from '$lib/readings/anchor';
import { refOf, toAnnotations, toCollection, type ExportedNote } from './web-annotation';
import { mostAnnotations, readAnnotations, type ReadAnnotation } from './web-annotation-reading';
import { findPassage, positionOf, wholeText, type Meant } from './whole-text';

const bare = (html: string) => html.replace(/<[^>]*>/g, '');

function read(data: unknown): ReadAnnotation[] {
	const file = readAnnotations(typeof data === 'string' ? data : JSON.stringify(data), bare);
	if (!file.ok) throw new Error(file.reason);
	return file.annotations;
}
const one = (data: unknown) => read(data)[0]!;
const target = (selector: unknown) => ({ source: 'https://example.org/text', selector });
const quote = { type: 'TextQuoteSelector', exact: 'the state', prefix: 'of ', suffix: '.' };
const meant: Meant = {
	quotes: [{ exact: 'the state', prefix: 'of ', suffix: '.' }],
	position: null,
	paragraphId: null,
	within: null
};
const annotation = (over: object = {}) => ({
	'@context': 'http://www.w3.org/ns/anno.jsonld',
	id: 'https://example.org/a1',
	type: 'Annotation',
	body: { type: 'TextualBody', value: 'Is that so?' },
	target: target(quote),
	...over
});

describe('a file of annotations', () => {
	it.each([
		['one', annotation()],
		['a list', [annotation()]],
		['a page', { type: 'AnnotationPage', items: [annotation()] }],
		[
			'a collection',
			{ type: 'AnnotationCollection', first: { type: 'AnnotationPage', items: [annotation()] } }
		],
		[
			'a collection with its items inside',
			{ type: ['AnnotationCollection'], items: [annotation()] }
		],
		['a graph', { '@context': 'x', '@graph': [annotation()] }],
		['what an interface gave out', { total: 1, rows: [annotation()] }],
		['with a byte order mark', `\uFEFF${JSON.stringify(annotation())}`],
		[
			'by older names',
			{
				'@id': 'https://example.org/a1',
				'@type': 'oa:Annotation',
				'oa:hasBody': {
					'@type': ['oa:Tag', 'cnt:ContentAsText'].slice(1),
					'cnt:chars': 'Is that so?'
				},
				'oa:hasTarget': {
					'@type': 'oa:SpecificResource',
					'oa:hasSource': { '@id': 'https://example.org/text' },
					'oa:hasSelector': {
						'@type': 'oa:TextQuoteSelector',
						'oa:exact': 'the state',
						'oa:prefix': 'of ',
						'oa:suffix': '.'
					}
				}
			}
		],
		[
			'expanded',
			[
				{
					'@id': 'https://example.org/a1',
					'@type': ['http://www.w3.org/ns/oa#Annotation'],
					'http://www.w3.org/ns/oa#hasBody': [
						{
							'@type': ['http://www.w3.org/ns/oa#TextualBody'],
							'http://www.w3.org/1999/02/22-rdf-syntax-ns#value': [{ '@value': 'Is that so?' }]
						}
					],
					'http://www.w3.org/ns/oa#hasTarget': [
						{
							'http://www.w3.org/ns/oa#hasSelector': [
								{
									'@type': ['http://www.w3.org/ns/oa#TextQuoteSelector'],
									'http://www.w3.org/ns/oa#exact': [{ '@value': 'the state' }],
									'http://www.w3.org/ns/oa#prefix': [{ '@value': 'of ' }],
									'http://www.w3.org/ns/oa#suffix': [{ '@value': '.' }]
								}
							]
						}
					]
				}
			]
		]
	])('is read as %s', (_how, data) => {
		expect(read(data)).toEqual([
			{
				at: 1,
				id: 'https://example.org/a1',
				words: 'Is that so?',
				lang: null,
				tags: [],
				targets: [meant],
				isReply: false
			}
		]);
	});

	it.each([
		['', 'not-json'],
		['{', 'not-json'],
		['<html>', 'not-json'],
		['null', 'no-annotations'],
		['[]', 'no-annotations'],
		['"words"', 'no-annotations'],
		[
			'{"type":"AnnotationCollection","total":3,"first":"https://example.org/page1"}',
			'no-annotations'
		],
		['[[[[[[[[[[[[[[[[[[{"type":"Annotation"}]]]]]]]]]]]]]]]]]]', 'no-annotations'],
		[`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'no-annotations'],
		[JSON.stringify(Array.from({ length: mostAnnotations + 1 }, () => annotation())), 'too-many'],
		[`"${'x'.repeat(6 * 1024 * 1024)}"`, 'too-large']
	])('that is none is refused: %.40s', (file, reason) => {
		expect(readAnnotations(file, bare)).toEqual({ ok: false, reason });
	});
});

describe('the words of an annotation', () => {
	it.each([
		['none', undefined, ''],
		['an object', { type: 'TextualBody', value: ' One. ' }, 'One.'],
		['a list', [{ value: 'One.' }, { value: 'Two.' }], 'One.\n\nTwo.'],
		['the same twice', [{ value: 'One.' }, { value: 'One.' }], 'One.'],
		['an address', 'https://example.org/essay', 'https://example.org/essay'],
		[
			'another resource',
			{ id: 'https://example.org/v.mp4', type: 'Video' },
			'https://example.org/v.mp4'
		],
		['a choice', { type: 'Choice', items: [{ value: 'One.' }, { value: 'Ek.' }] }, 'One.'],
		[
			'several in one',
			{ type: 'Composite', items: [{ value: 'One.' }, { value: 'Two.' }] },
			'One.\n\nTwo.'
		],
		[
			'within another',
			{
				type: 'SpecificResource',
				purpose: 'commenting',
				source: { type: 'TextualBody', value: 'One.' }
			},
			'One.'
		],
		['marked up', { value: '<p>One <b>and</b> two.</p>', format: 'text/html' }, 'One and two.'],
		['plain though it looks marked up', { value: 'a < b > c', format: 'text/plain' }, 'a < b > c'],
		['of the wrong kind', [null, 7, true, [], { value: { deep: [] } }], '']
	])('%s', (_what, body, words) => {
		expect(one(annotation({ body })).words).toBe(words);
	});

	it('may stand as the one text of the body, or as an interface names it', () => {
		expect(one({ type: 'Annotation', bodyValue: 'One.', target: target(quote) }).words).toBe(
			'One.'
		);
		expect(
			one({ id: 'x', text: 'One.', tags: ['a', 'b'], target: [target([quote])] })
		).toMatchObject({ words: 'One.', tags: ['a', 'b'] });
	});

	it('say their language where they do', () => {
		const lang = (language: unknown) => one(annotation({ body: { value: 'x', language } })).lang;
		expect([lang('ur'), lang('ur-PK'), lang(['fr', 'en']), lang('fr'), lang(3)]).toEqual([
			'ur',
			'ur',
			'en',
			null,
			null
		]);
	});

	it('are apart from its tags', () => {
		const body = [
			{ type: 'TextualBody', value: 'claim', purpose: 'tagging' },
			{ type: 'TextualBody', value: 'Why?', purpose: ['commenting'] },
			{ '@type': 'oa:Tag', chars: 'older' },
			{
				type: 'SpecificResource',
				purpose: 'classifying',
				source: 'x',
				id: 'https://example.org/tag'
			}
		];
		expect(one(annotation({ body }))).toMatchObject({
			words: 'Why?',
			tags: ['claim', 'older', 'https://example.org/tag']
		});
	});
});

describe('the passage of an annotation', () => {
	const position = { type: 'TextPositionSelector', start: 4, end: 13 };
	it.each([
		['a quote', target(quote), meant],
		[
			'a quote and a position',
			target([quote, position]),
			{ ...meant, position: { start: 4, end: 13 } }
		],
		[
			'a position in words',
			target({ type: 'TextPositionSelector', start: '4', end: '13' }),
			{ ...meant, quotes: [], position: { start: 4, end: 13 } }
		],
		[
			'behind a selector that says nothing here',
			target({ type: 'XPathSelector', value: '/p', refinedBy: quote }),
			meant
		],
		[
			'a position behind such a one',
			target([{ type: 'CssSelector', value: '#p', refinedBy: position }, quote]),
			meant
		],
		[
			'a fragment with a position in it',
			target({ type: 'FragmentSelector', value: '#p3', refinedBy: position }),
			{ ...meant, quotes: [], paragraphId: 'p3', within: { start: 4, end: 13 } }
		],
		[
			'a quote in a quote',
			target({ ...quote, refinedBy: { type: 'TextQuoteSelector', exact: 'state' } }),
			{ ...meant, quotes: [...meant.quotes, { exact: 'state', prefix: '', suffix: '' }] }
		],
		[
			'an address with a paragraph',
			'https://example.org/text#p3',
			{ ...meant, quotes: [], paragraphId: 'p3' }
		],
		['an address', 'https://example.org/text', { ...meant, quotes: [] }],
		[
			'a source with a paragraph',
			{ source: 'https://example.org/text#p3' },
			{ ...meant, quotes: [], paragraphId: 'p3' }
		],
		[
			'of the wrong kind',
			{ selector: [null, 'x', 5, { type: 7, refinedBy: [[]] }] },
			{ ...meant, quotes: [] }
		]
	])('%s', (_what, given, wanted) => {
		expect(one(annotation({ target: given })).targets).toEqual([wanted]);
	});

	it('may be one of several, or none', () => {
		expect(one(annotation({ target: [target(quote), 'x#p1'] })).targets).toHaveLength(2);
		expect(one({ type: 'Annotation', body: 'x' }).targets).toEqual([]);
	});

	it('is that of a reply when it says so', () => {
		expect(one(annotation({ motivation: 'oa:replying' })).isReply).toBe(true);
		expect(
			one(annotation({ motivation: [{ '@id': 'http://www.w3.org/ns/oa#replying' }] })).isReply
		).toBe(true);
		expect(one(annotation({ references: ['a0'] })).isReply).toBe(true);
	});
});

const tags = [
	{ id: 'claim', label: { en: 'Claim', ur: 'دعویٰ' }, isRetired: false },
	{ id: 'question', label: { en: 'Question' }, isRetired: false }
];
const by = { en: 'Blue Heron', ur: 'نیلا بگلا' };

function exported(over: Partial<ExportedNote> = {}): ExportedNote {
	return {
		ref: '0123456789abcdef01234567',
		audience: 'class',
		tags: [],
		body: 'Why?',
		lang: 'en',
		by,
		at: '2026-11-02',
		isDeleted: false,
		replies: [],
		...over
	};
}

describe('a note as an annotation', () => {
	const whole = wholeText([{ id: 'p1', number: 1, text: 'The state is weak.' }]);
	const passage = {
		source: 'https://example.org/r?edition=en&version=1',
		lang: 'en' as const,
		paragraphId: 'p1',
		quote: makeAnchor(whole.text, 4, 9)!,
		position: { start: 4, end: 9 },
		within: { start: 4, end: 9 }
	};

	it('says who by the name that is shown, and when by the day', () => {
		const [made] = toAnnotations(exported({ tags: ['question'] }), passage, tags, 'ur');
		expect(made).toMatchObject({
			id: 'urn:standpoint:note:0123456789abcdef01234567',
			type: 'Annotation',
			motivation: ['questioning', 'tagging'],
			creator: { type: 'Person', name: 'نیلا بگلا' },
			created: '2026-11-02T00:00:00Z'
		});
		expect(refOf(made?.id ?? '')).toBe('0123456789abcdef01234567');
	});

	it('is a highlight without words', () => {
		const [made] = toAnnotations(exported({ body: '' }), passage, tags, 'en');
		expect(made).toMatchObject({ motivation: 'highlighting' });
		expect(made).not.toHaveProperty('body');
	});

	it('has its replies beside it, also when its own words were taken back', () => {
		const replies = [{ ref: 'r1', body: 'So.', lang: 'en' as const, by, at: '2026-11-03' }];
		const reply = {
			motivation: 'replying',
			target: 'urn:standpoint:note:0123456789abcdef01234567'
		};
		expect(toAnnotations(exported({ replies }), passage, tags, 'en')[1]).toMatchObject(reply);
		const left = toAnnotations(
			exported({ replies, isDeleted: true, body: '' }),
			passage,
			tags,
			'en'
		);
		expect(left).toMatchObject([reply]);
	});

	it('comes back as it went, whatever is in it', () => {
		const some = fc.array(
			fc.constantFrom('state', 'ریاست', 'مُؤَقِّف', '👩🏽‍🎓', '🇵🇰', 'e\u0301', '𝒳', '“no”'),
			{ minLength: 1, maxLength: 12 }
		);
		fc.assert(
			fc.property(
				fc.array(some, { minLength: 1, maxLength: 4 }),
				fc.nat(),
				fc.nat(),
				fc.nat(),
				fc.string({ unit: 'grapheme' }).map((words) => words.trim()),
				fc.subarray(['claim', 'question']),
				fc.constantFrom('en' as const, 'ur' as const),
				(texts, n, a, b, body, worn, lang) => {
					const any = wholeText(
						texts.map((words, i) => ({ id: `p${i}`, number: i + 1, text: words.join(' ') }))
					);
					const paragraph = any.paragraphs[n % any.paragraphs.length]!;
					const length = paragraph.text.length + 1;
					const chosen = makeAnchor(paragraph.text, a % length, b % length);
					if (!chosen) return;
					const at = {
						...passage,
						paragraphId: paragraph.id,
						quote: chosen,
						position: positionOf(any, paragraph.id, chosen)!,
						within: positionOf(wholeText([paragraph]), paragraph.id, chosen)!
					};
					const file = JSON.stringify(
						toCollection('x', toAnnotations(exported({ body, tags: worn, lang }), at, tags, lang))
					);
					const [back, ...more] = read(file);
					expect(more).toEqual([]);
					expect(back).toMatchObject({ words: body, isReply: false });
					expect(back?.tags).toEqual(
						worn.map((id) => tags.find((tag) => tag.id === id)?.label[lang] ?? 'Question')
					);
					if (body !== '') expect(back?.lang).toBe(lang);
					for (const selector of [
						back!.targets[0]!,
						{ ...back!.targets[0]!, quotes: [] },
						{ ...back!.targets[0]!, quotes: [], position: null }
					])
						expect(findPassage(any, selector)).toMatchObject({
							ok: true,
							paragraphId: paragraph.id,
							quote: chosen
						});
				}
			)
		);
	});
});
