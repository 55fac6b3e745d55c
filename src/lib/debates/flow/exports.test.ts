import { argdown } from '@argdown/core/dist/argdown.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Relation } from '../debate';
import { aifOf } from './aif';
import { argdownOf, escaped } from './argdown';
import { flowOf } from './flow';
import { linksOf, type MapLink, type Said } from './map';
import { sampleRules, sampleState } from './sample';

const at = new Date('2026-02-11T09:30:00Z');

interface Member {
	title?: string;
	members: { text?: string }[];
}

interface Found {
	errors: unknown[];
	words: Record<string, string | undefined>;
	motion: string | undefined;
	statements: string[];
	relations: string[];
}

/** What Argdown's own parser finds. */
function parsed(input: string): Found {
	const answer = argdown.run({
		input,
		process: ['parse-input', 'build-model'],
		logLevel: 'error'
	});
	const errors: unknown[] = [answer.lexerErrors, answer.parserErrors].flat();
	const motion = answer.statements?.Motion as Member | undefined;
	return {
		errors,
		words: Object.fromEntries(
			(Object.values(answer.arguments ?? {}) as Member[]).map(
				({ title, members }): [string, string | undefined] => [
					title ?? '',
					members.find(({ text }) => text)?.text
				]
			)
		),
		motion: motion?.members.find(({ text }) => text)?.text,
		statements: Object.keys(answer.statements ?? {}),
		relations: (answer.relations ?? [])
			.map(({ relationType, from, to }) => `${from?.title} ${relationType} ${to?.title}`)
			.toSorted()
	};
}

const types: Record<Relation, string> = {
	supports: 'support',
	attacks: 'attack',
	undercuts: 'undercut'
};

function expected(links: MapLink[]): string[] {
	return links
		.map(({ c, to, relation }) => `${c} ${types[relation]} ${to === 0 ? 'Motion' : to}`)
		.toSorted();
}

const oneLine = (text: string) => text.replaceAll(/[\s\u0085]+/gu, ' ').trim();

function said(words: string[]): Said[] {
	return words.map((text, index) => ({ c: index + 1, words: text, at }));
}

const hostile = [
	'[Motion]: not this one <2>: nor this',
	'- begins like a list\n  + and goes on\n\n# with a heading',
	'-> [Motion]\n<- [1]\n_> <1>\n>< [x]',
	'===\ntitle: front matter\n===',
	'{isInGroup: true, tags: ["a"]} { } }{',
	'(1) numbered\n----\n(2) and inferred -- so --',
	'1. one\n2. two\n* three',
	'"quotes" ‘and’ “others” `too` \\ \\\\ \\[',
	'#tag #(two words) @[Motion] @<1> @',
	'// a comment /* another */ <!-- and one more -->',
	'**bold** __too__ *open _open **open',
	'https://example.org/a_b?c=d#e [title](http://example.org)',
	'e.g. this .^. and :smile: .a.b. ::',
	'بحث: کیا «یہ» درست ہے؟ (ہاں) [نہیں] #اردو',
	'\u200Fدائیں سے بائیں\u200F -> [Motion]',
	'😀 👩‍👩‍👧 🇵🇰 #😀',
	'a\u2028b\u2029c\u0085d\te\rf\r\ng',
	'long '.repeat(4000),
	'<',
	'>',
	'[',
	']',
	'{',
	'}',
	'-',
	'+',
	':',
	'.',
	'\\',
	'#',
	'=',
	'===',
	'--',
	'/',
	'//',
	'|',
	'%',
	'~'
];

describe('a flow in Argdown', () => {
	it('is read back by its own parser with the same words, however hostile they are', () => {
		const found = parsed(
			argdownOf({
				motion: hostile[0] ?? '',
				speeches: [{ title: hostile[1] ?? '', said: said(hostile) }],
				links: []
			})
		);
		expect(found.errors).toEqual([]);
		expect(found.statements).toEqual(['Motion']);
		expect(found.motion).toBe(oneLine(hostile[0] ?? ''));
		expect(Object.keys(found.words)).toHaveLength(hostile.length);
		for (const [index, text] of hostile.entries())
			expect(found.words[index + 1]).toBe(oneLine(text));
	});

	it('has the relations of the flow, and those of its beginnings to the motion', () => {
		const flow = flowOf(
			sampleRules(),
			sampleState(
				[
					{ c: 1, phase: 1, team: 'for' },
					{ c: 2, phase: 2, team: 'against' },
					{ c: 3, phase: 2, team: 'against' },
					{ c: 4, phase: 3, team: null },
					{ c: 5, phase: 4, team: 'for' }
				],
				[
					[2, 1, 'attacks'],
					[5, 2, 'undercuts'],
					[5, 1, 'supports']
				]
			)
		);
		const links = linksOf(flow);
		const found = parsed(
			argdownOf({
				motion: 'This house reads',
				speeches: [{ title: 'All', said: said(['a', 'b', 'c', 'd', 'e']) }],
				links
			})
		);
		expect(found.errors).toEqual([]);
		expect(found.relations).toEqual(expected(links));
		expect(found.relations).toEqual([
			'1 support Motion',
			'2 attack 1',
			'3 attack Motion',
			'5 support 1',
			'5 undercut 2'
		]);
	});

	it('means the same words and relations whatever people write and link', () => {
		const nasty = fc.array(
			fc.constantFrom(
				...'[]<>{}()#*_-+=:;.,/\\@!?"\'`~^|&%$ 1a\n\t',
				'ک',
				'😀',
				'->',
				'_>',
				'===',
				'//',
				'<!--',
				'-->'
			),
			{ minLength: 1, maxLength: 24 }
		);
		const text = nasty.map((parts) => parts.join('')).filter((each) => oneLine(each) !== '');
		const link = fc.tuple(
			fc.integer({ min: 1, max: 5 }),
			fc.integer({ min: 1, max: 5 }),
			fc.constantFrom<Relation>('supports', 'attacks', 'undercuts')
		);
		fc.assert(
			fc.property(
				fc.array(text, { minLength: 5, maxLength: 5 }),
				text,
				fc.array(link, { maxLength: 10 }),
				(words, motion, pairs) => {
					const flow = flowOf(
						sampleRules(),
						sampleState(
							words.map((_, index) => ({
								c: index + 1,
								phase: (index % 5) + 1,
								team: index === 2 ? null : index % 2 === 0 ? 'for' : 'against'
							})),
							pairs
						)
					);
					const links = linksOf(flow);
					const found = parsed(
						argdownOf({ motion, speeches: [{ title: motion, said: said(words) }], links })
					);
					expect(found.errors).toEqual([]);
					expect(found.motion).toBe(oneLine(motion));
					for (const [index, each] of words.entries())
						expect(found.words[index + 1]).toBe(oneLine(each));
					expect(found.relations).toEqual(expected(links));
				}
			),
			{ numRuns: 300 }
		);
	});

	it('leaves ordinary words readable', () => {
		expect(escaped('Cities, e.g. Lahore, need trees: many of them (soon).')).toBe(
			'Cities, e\\.g. Lahore, need trees: many of them (soon).'
		);
	});
});

describe('a flow in the Argument Interchange Format', () => {
	const links: MapLink[] = [
		{ c: 1, to: 0, relation: 'supports' },
		{ c: 2, to: 1, relation: 'attacks' },
		{ c: 3, to: 2, relation: 'undercuts' },
		{ c: 4, to: 5, relation: 'undercuts' }
	];
	const aif = aifOf({
		motion: 'This house reads',
		at,
		speeches: [{ title: 'Proposition · first', said: said(['a', 'b', 'c', 'd', '"e"\n{}']) }],
		links
	});
	const node = (id: string | undefined) => aif.nodes.find(({ nodeID }) => nodeID === id);
	const after = (text: string, type: string) =>
		aif.edges
			.filter(({ fromID }) => node(fromID)?.text === text && node(fromID)?.type === 'I')
			.map(({ toID }) => node(toID))
			.filter((each) => each?.type === type);
	const target = (id: string | undefined) =>
		node(aif.edges.find(({ fromID }) => fromID === id)?.toID);

	it('is well formed: ids are unique, and every edge joins two nodes of which one is a scheme', () => {
		expect(JSON.parse(JSON.stringify(aif))).toEqual(aif);
		expect(new Set(aif.nodes.map(({ nodeID }) => nodeID)).size).toBe(aif.nodes.length);
		expect(new Set(aif.edges.map(({ edgeID }) => edgeID)).size).toBe(aif.edges.length);
		const isScheme = (type?: string) => ['RA', 'CA', 'YA'].includes(type ?? '');
		for (const { fromID, toID } of aif.edges) {
			expect(node(fromID)).toBeDefined();
			expect(node(toID)).toBeDefined();
			expect(isScheme(node(fromID)?.type) || isScheme(node(toID)?.type)).toBe(true);
		}
		for (const { nodeID, type } of aif.nodes)
			if (isScheme(type)) {
				expect(aif.edges.filter(({ fromID }) => fromID === nodeID)).toHaveLength(1);
				expect(aif.edges.filter(({ toID }) => toID === nodeID).length).toBeGreaterThan(0);
			}
		expect(aif.nodes[0]?.timestamp).toBe('2026-02-11 09:30:00');
	});

	it('has an inference for a support and a conflict for an attack', () => {
		expect(target(after('a', 'RA')[0]?.nodeID)?.text).toBe('This house reads');
		expect(target(after('b', 'CA')[0]?.nodeID)?.text).toBe('a');
	});

	it('has an undercut as a conflict with the step of what it undercuts', () => {
		const attack = after('b', 'CA')[0];
		expect(target(after('c', 'CA')[0]?.nodeID)).toBe(attack);
		// What speaks to nothing has no step: the conflict is with its words.
		expect(target(after('d', 'CA')[0]?.nodeID)?.text).toBe('"e"\n{}');
	});
});
