import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../formats';
import type { FormatBody } from '../format';
import {
	bellsOf,
	bellsText,
	faultsOf,
	freeKey,
	lengthText,
	lengthsOf,
	most,
	placeOf,
	placeText,
	secondsOf,
	timeText
} from './shape';

describe('how long something is', () => {
	it('is said in whole minutes, with seconds only where there are some', () => {
		expect([3960, 450, 30, 0].map(lengthText)).toEqual(['66', '7:30', '0:30', '0']);
	});
});

describe('what is typed', () => {
	it('is read back as the same time', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: most.seconds }), (seconds) => {
				expect(secondsOf(timeText(seconds))).toBe(seconds);
			})
		);
		expect(secondsOf(' 7 ')).toBe(420);
		expect(secondsOf('')).toBeNull();
		for (const odd of ['7:60', '7:5', '-1', 'seven', '1:00:00', '٧'])
			expect(secondsOf(odd)).toBeUndefined();
	});

	it('is read back as the same bells', () => {
		const bell = fc.record({
			at: fc.integer({ min: 0, max: 5000 }),
			times: fc.constantFrom(1 as const, 2 as const, 3 as const)
		});
		fc.assert(
			fc.property(fc.array(bell), (bells) => {
				const sorted = [...bells].sort((a, b) => a.at - b.at);
				expect(bellsOf(bellsText(sorted))).toEqual(sorted);
			})
		);
		expect(bellsOf('7:00×2، 1:00')).toEqual([
			{ at: 60, times: 1 },
			{ at: 420, times: 2 }
		]);
		for (const odd of ['7:00 x4', 'ring', '7:00 x']) expect(bellsOf(odd)).toBeUndefined();
	});

	it('is read back as the same place', () => {
		for (const place of [null, { team: 'for', speakers: [] }, { team: 'og', speakers: ['1', '2'] }])
			expect(placeOf(placeText(place))).toEqual(place);
	});
});

describe('a format', () => {
	it.each(Object.entries(formats))('of the site holds together: %s', (_, body) => {
		expect(faultsOf(body)).toEqual([]);
	});

	const changed = (change: (body: FormatBody) => void) => {
		const body = structuredClone(formats.oxford) as FormatBody;
		change(body);
		return faultsOf(body).map(({ kind }) => kind);
	};
	it.each([
		[
			'has two phases of one key',
			(b: FormatBody) => b.phases.push(...b.phases.slice(0, 1)),
			'twice'
		],
		[
			'has two teams for',
			(b: FormatBody) => b.teams.forEach((t) => (t.stance = 'for')),
			'one-side'
		],
		[
			'has a vote at no time',
			(b: FormatBody) => b.phases.forEach((p) => (p.moment = null)),
			'needs-moment'
		],
		[
			'has a circle and no seats',
			(b: FormatBody) => b.phases.forEach((p) => (p.kind = 'circle')),
			'needs-circle'
		],
		[
			'has corners to choose and none',
			(b: FormatBody) => b.phases.forEach((p) => (p.kind = 'choose')),
			'needs-corner'
		],
		[
			'lets somebody speak who is not there',
			(b: FormatBody) => b.teams.forEach((t) => t.speakers.pop()),
			'unknown-speaker'
		],
		[
			'ends points before they begin',
			(b: FormatBody) => b.phases.forEach((p) => (p.points = { from: 60, until: 30 })),
			'points'
		],
		['has no name', (b: FormatBody) => (b.title = {}), 'no-title']
	] as const)('that %s does not', (_, change, kind) => {
		expect(changed(change)).toContain(kind);
	});

	it('counts preparation apart from speaking', () => {
		const [bp] = [formats['british-parliamentary']];
		if (bp) expect(lengthsOf(bp)).toMatchObject({ speaking: 56 * 60, preparing: 15 * 60 });
	});

	it('gets a key that none of its phases has', () => {
		expect(freeKey('speech', new Set(['speech-1', 'speech-3']))).toBe('speech-4');
	});
});
