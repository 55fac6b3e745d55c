/* Every act that the code records has its sentence in both languages, and an area to be found in. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { locales } from '$lib/i18n/local-text';
import { actWords } from './act-words';
import { areaOf, areas, atOneStroke, auditFilter, readCursor, wordsOf, writeCursor } from './audit';

/** Strings of the form `area.verb` that stand after `act:` or are handed to a maker of acts. */
function actsInCode(): string[] {
	const root = join(process.cwd(), 'src', 'lib');
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
		file.endsWith('.server.ts')
	);
	const found = new Set<string>();
	for (const file of files) {
		const text = readFileSync(join(root, file), 'utf8');
		// Up to the end of the property: a choice between two acts names both.
		for (const [, given = ''] of text.matchAll(/\bact: ([^,}]*)/g))
			for (const [, act = ''] of given.matchAll(/'([a-z]+\.[A-Za-z]+)'/g)) found.add(act);
		for (const [, given = ''] of text.matchAll(/\brecord[A-Z]\w+\(\s*actor,([^,]*),/g))
			for (const [, act = ''] of given.matchAll(/'([a-z]+\.[A-Za-z]+)'/g)) found.add(act);
		if (!text.includes('recordAct')) continue;
		for (const [, given = ''] of text.matchAll(/\bact\(([^,]*),/g))
			for (const [, act = ''] of given.matchAll(/'([a-z]+\.[A-Za-z]+)'/g)) found.add(act);
		for (const [, given = ''] of text.matchAll(/\b(?:name|act) = (\w+ \? [^;]*);/g))
			for (const [, act = ''] of given.matchAll(/'([a-z]+\.[A-Za-z]+)'/g)) found.add(act);
		expect(text, `${file}: an act is written out, so that it can be found`).not.toMatch(/\bact: `/);
	}
	return [...found].sort();
}

describe('the record of acts', () => {
	const acts = actsInCode();

	test('is found in the code', () => {
		expect(acts).toEqual(
			expect.arrayContaining([
				'content.hide',
				'lateness.waive',
				'module.schedule',
				'people.remove',
				'position.assignByLot',
				'set.extend',
				'slip.used',
				'site.role'
			])
		);
	});

	test('has words for every act, and no words for none', () => {
		expect(acts.filter((act) => !(act in actWords))).toEqual([]);
		expect(Object.keys(actWords).filter((act) => !acts.includes(act))).toEqual([]);
	});

	test.each(acts)('%s is said in both languages and filed under an area', (act) => {
		for (const locale of locales) expect(actWords[act]?.({}, { locale })).toMatch(/\S/);
		expect(areaOf(act)).not.toBeNull();
	});

	test('finds the acts of an area by their first words', () => {
		for (const area of areas)
			for (const word of wordsOf(area)) expect(areaOf(`${word}.any`)).toBe(area);
		expect(areaOf('something.else')).toBeNull();
	});
});

describe('the filter of the record', () => {
	test('is read from an address; what is not known counts as not said', () => {
		const query = 'person=p1&area=marking&before=1700000000000_019a-b';
		expect(auditFilter(new URLSearchParams(query))).toEqual({
			person: 'p1',
			area: 'marking',
			before: { at: new Date(1_700_000_000_000), id: '019a-b' }
		});
		expect(auditFilter(new URLSearchParams('area=king&before=soon'))).toEqual({
			person: null,
			area: null,
			before: null
		});
	});

	test('a place in the record survives the address', () => {
		const cursor = { at: new Date(1_700_000_000_123), id: '019a' };
		expect(readCursor(writeCursor(cursor))).toEqual(cursor);
		expect(readCursor('999999999999999_x')).toBeNull();
	});
});

describe('acts of one stroke', () => {
	const at = new Date(1_700_000_000_000);
	const made = (name: string, over: { at?: Date; act?: string; by?: string } = {}) => ({
		at,
		act: 'account.code',
		by: 'Saima',
		name,
		...over
	});
	const namesOf = (acts: ReturnType<typeof made>[]) =>
		atOneStroke(acts, ({ by }) => by).map((stroke) => stroke.map(({ name }) => name));

	test('are one line; another moment, act or person begins a new one', () => {
		expect(namesOf([made('Amna'), made('Bilal'), made('Dua')])).toEqual([['Amna', 'Bilal', 'Dua']]);
		expect(
			namesOf([
				made('Amna'),
				made('Bilal', { at: new Date(at.getTime() - 1) }),
				made('Dua', { act: 'people.move' }),
				made('Eman', { act: 'people.move', by: 'Waqas' }),
				made('Fiza', { act: 'people.move' })
			])
		).toEqual([['Amna'], ['Bilal'], ['Dua'], ['Eman'], ['Fiza']]);
		expect(namesOf([])).toEqual([]);
	});
});
