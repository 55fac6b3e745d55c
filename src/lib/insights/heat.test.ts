import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fewest } from '$lib/access/aggregate';
import { renewed, shownCiting, shownMarks, type Contribution, type Figure } from './heat';

const paragraphs = ['p1', 'p2'];
const tags = ['claim', 'evidence'];

/** What one person may have done, as the subset of paragraph × tag (or no tag) they marked. */
const kinds = Array.from({ length: 2 ** 4 }, (_, bits) => bits).slice(1);
function done(person: string, bits: number, first = 0): Contribution {
	// p1 without a tag, p1 as a claim, p1 as evidence, p2 without a tag
	const has = (i: number) => (bits & (1 << i)) !== 0;
	const byTag: Record<string, string[]> = {};
	if (has(1)) byTag.claim = ['p1'];
	if (has(2)) byTag.evidence = ['p1'];
	return {
		person,
		first,
		last: first,
		paragraphs: [...(has(0) || has(1) || has(2) ? ['p1'] : []), ...(has(3) ? ['p2'] : [])],
		byTag
	};
}

const figureOf = (bits: readonly number[]) =>
	renewed(
		bits.map((b, i) => done(`s${i}`, b)),
		null,
		1
	);

/** Everything that a reader of the page is told. */
function told(bits: readonly number[]): string {
	const marks = shownMarks(figureOf(bits));
	if (!marks) return 'nothing';
	return JSON.stringify([
		marks.people,
		paragraphs.map(marks.of),
		tags
			.map((id) => marks.tags.find((t) => t.id === id) ?? null)
			.map((t) => [
				// A tag that nobody wears is not in the list: as if it said none.
				t ? t.people : 0,
				paragraphs.map((p) => (t ? t.of(p) : 0))
			])
	]);
}

/** The numbers behind what is told. */
function truth(bits: readonly number[]): number[] {
	const all = bits.map((b, i) => done(`s${i}`, b));
	const how = (holds: (c: Contribution) => boolean) => all.filter(holds).length;
	return [
		...paragraphs.map((p) => how((c) => c.paragraphs.includes(p))),
		...tags.map((t) => how((c) => c.byTag[t] !== undefined))
	];
}

/** Every class of so many people who each did one of these, as how many did what. */
function* classesOf(n: number, of: readonly number[]): Generator<number[]> {
	const [kind = 0, ...others] = of;
	const times = (k: number) => Array.from({ length: k }, () => kind);
	if (others.length === 0) yield times(n);
	else
		for (let k = 0; k <= n; k++)
			for (const rest of classesOf(n - k, others)) yield [...times(k), ...rest];
}

describe('where the class marks', () => {
	const attacked: [people: number, did: string, kinds: number[]][] = [
		[5, 'anything in two paragraphs', kinds],
		[10, 'anything in one paragraph', kinds.filter((bits) => bits < 8)],
		[15, 'marked one, the other, or both', [1, 8, 9]]
	];

	it.each(attacked)(
		'cannot be solved by subtraction: %i people who did %s',
		(people, _did, those) => {
			const possible = new Map<string, Set<number>[]>();
			const classes = [...classesOf(people, those)];
			for (const bits of classes) {
				const key = told(bits);
				const values = possible.get(key) ?? truth(bits).map(() => new Set<number>());
				truth(bits).forEach((n, i) => values[i]?.add(n));
				possible.set(key, values);
			}
			const solved = classes.filter((bits) =>
				truth(bits).some((n, i) => {
					const isSmall = (n > 0 && n < fewest) || (n < people && people - n < fewest);
					return isSmall && (possible.get(told(bits))?.[i]?.size ?? 0) < 2;
				})
			);
			expect(solved.slice(0, 3)).toEqual([]);
		}
	);

	it('never shows a number that a few make up, nor one that all but a few do', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom(...kinds), { maxLength: 40 }), (bits) => {
				const marks = shownMarks(figureOf(bits));
				expect(marks === null).toBe(bits.length < fewest);
				if (!marks) return;
				expect(marks.people % fewest).toBe(0);
				const cells = [
					...paragraphs.map(marks.of),
					...marks.tags.flatMap((t) => [t.people, ...paragraphs.map(t.of)])
				];
				for (const shown of cells) {
					if (shown === null) continue;
					expect(shown === 0 || shown >= fewest).toBe(true);
					expect(shown === marks.people || marks.people - shown >= fewest).toBe(true);
				}
			})
		);
	});

	it('counts people, however often they mark', () => {
		const often = Array.from({ length: 5 }, (_, i) => ({
			...done(`s${i}`, 1),
			paragraphs: ['p1', 'p1', 'p1']
		}));
		expect(shownMarks(renewed(often, null, 1))?.of('p1')).toBe(5);
	});
});

describe('a figure that is kept', () => {
	const step = fc.record({ person: fc.nat(19), kind: fc.constantFrom(...kinds) });

	it('is made again only when five people or more stand between it and the one before', () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
				const all = new Map<string, Contribution>();
				let kept: Figure | null = null;
				let since = new Set<string>();
				steps.forEach(({ person, kind }, i) => {
					const name = `s${person}`;
					const before = all.get(name);
					const more = done(name, kind, i);
					all.set(name, before ? { ...more, first: before.first } : more);
					since.add(name);
					const next: Figure | null = renewed([...all.values()], kept, i);
					if (next === kept) return;
					expect(since.size).toBeGreaterThanOrEqual(fewest);
					kept = next;
					since = new Set();
				});
			})
		);
	});

	it('stands when people leave or take something back', () => {
		const ten = Array.from({ length: 10 }, (_, i) => done(`s${i}`, 1, i));
		const kept = renewed(ten, null, 100);
		expect(kept?.people).toBe(10);
		for (let n = 0; n < 10; n++) expect(renewed(ten.slice(n + 1), kept, 200)).toBe(kept);
	});

	it('holds the first five, ten, fifteen people in the order in which they began', () => {
		const seven = Array.from({ length: 7 }, (_, i) => done(`s${i}`, i < 5 ? 1 : 8, i));
		const marks = shownMarks(renewed([...seven].reverse(), null, 100));
		expect([marks?.people, marks?.of('p1'), marks?.of('p2')]).toEqual([5, 5, 0]);
	});
});

describe('what each side cites', () => {
	const positions = (n: number, cites: number) =>
		renewed(
			Array.from({ length: n }, (_, i) => done(`s${i}`, i < cites ? 1 : 8, i)),
			null,
			1
		);

	it('is shown apart only where both sides have five positions', () => {
		fc.assert(
			fc.property(fc.nat(12), fc.nat(12), fc.nat(12), (pro, con, between) => {
				const shown = shownCiting({
					for: positions(pro, pro),
					against: positions(con, 0),
					all: positions(pro + con + between, pro)
				});
				const apart = pro >= fewest && con >= fewest;
				const together = pro + con + between >= fewest;
				expect(shown?.by).toBe(apart ? 'sides' : together ? 'all' : undefined);
			})
		);
	});

	it('never tells how many stand between: sides and all are not shown at once', () => {
		const shown = shownCiting({
			for: positions(6, 6),
			against: positions(7, 0),
			all: positions(15, 6)
		});
		expect(shown).toMatchObject({ by: 'sides', people: { for: 5, against: 5 } });
		expect(shown?.of('p1')).toEqual([5, 0]);
		expect(shown).not.toHaveProperty('all');
	});

	it('hides what a few of a side cite, and what all but a few do', () => {
		fc.assert(
			fc.property(fc.nat(25), fc.nat(25), (n, cites) => {
				fc.pre(n >= fewest && cites <= n);
				const shown = shownCiting({
					for: positions(n, cites),
					against: positions(5, 0),
					all: null
				});
				if (shown?.by !== 'sides') throw new Error('both sides have five');
				const [pro] = shown.of('p1');
				if (pro === null) return;
				expect(pro === 0 || pro >= fewest).toBe(true);
				expect(pro === shown.people.for || shown.people.for - pro >= fewest).toBe(true);
			})
		);
	});
});
