import { describe, expect, it, test } from 'vitest';
import type { LocalText } from '$lib/i18n/local-text';
import { phaseKinds, speakingSeconds, type FormatBody, type Place } from '../format';
import { formats } from '.';

const all = Object.entries(formats);

function placeExists({ teams }: FormatBody, { team, speakers }: Place): boolean {
	const found = teams.find(({ key }) => key === team);
	return speakers.every((speaker) => found?.speakers.some(({ key }) => key === speaker)) && !!found;
}

function textsOf(format: FormatBody): LocalText[] {
	return [
		format.title,
		format.summary,
		...format.rules,
		...format.phases.map(({ title }) => title),
		...format.corners.map(({ title }) => title),
		...format.teams.flatMap(({ title, speakers }) => [title, ...speakers.map((s) => s.title)])
	];
}

describe('the formats of the site', () => {
	test.each([
		['oxford', 66],
		['lincoln-douglas', 32],
		['public-forum', 35],
		['karl-popper', 44],
		['british-parliamentary', 56],
		['world-schools', 56],
		['asian-parliamentary', 50],
		['academic-controversy', 35],
		['fishbowl-open', 20],
		['fishbowl-closed', 24],
		['four-corners', 4]
	])('%s takes the %i minutes of its published rules', (key, minutes) => {
		const format = formats[key];
		expect(format && speakingSeconds(format) / 60).toBe(minutes);
	});

	it('take their minutes phase by phase', () => {
		const minutesOf = (key: string) =>
			formats[key]?.phases.flatMap(({ seconds }) => (seconds === null ? [] : [seconds / 60]));
		expect(minutesOf('lincoln-douglas')).toEqual([6, 3, 7, 3, 4, 6, 3]);
		expect(minutesOf('public-forum')).toEqual([4, 4, 3, 4, 4, 3, 3, 3, 3, 2, 2]);
		expect(minutesOf('karl-popper')).toEqual([6, 3, 6, 3, 5, 3, 5, 3, 5, 5]);
		expect(minutesOf('world-schools')).toEqual([8, 8, 8, 8, 8, 8, 4, 4]);
		expect(formats['world-schools']?.phases.slice(-2).map(({ who }) => who?.team)).toEqual([
			'against',
			'for'
		]);
	});

	it('give preparation time as published', () => {
		const pools = all.map(([key, { pool, before }]) => [key, pool && pool / 60, before]);
		expect(pools.filter(([, pool, before]) => pool ?? before)).toEqual([
			['lincoln-douglas', 4, null],
			['public-forum', 3, null],
			['karl-popper', 8, null],
			['british-parliamentary', null, 15],
			['world-schools', null, 60],
			['asian-parliamentary', null, 30]
		]);
	});

	test.each(all)(
		'%s names every phase, team and place once, and only places that exist',
		(_, f) => {
			for (const keys of [
				f.phases.map(({ key }) => key),
				f.teams.map(({ key }) => key),
				f.corners.map(({ key }) => key),
				...f.teams.map(({ speakers }) => speakers.map(({ key }) => key))
			])
				expect(new Set(keys).size).toBe(keys.length);
			for (const phase of f.phases) {
				expect(phaseKinds).toContain(phase.kind);
				for (const place of [phase.who, phase.other])
					if (place) expect(placeExists(f, place), phase.key).toBe(true);
				for (const pool of phase.pools)
					expect(placeExists(f, { team: pool, speakers: [] })).toBe(true);
				if (phase.corner) expect(f.corners.map(({ key }) => key)).toContain(phase.corner);
				expect(phase.kind === 'vote').toBe(phase.moment !== null);
				if (['cross', 'crossfire', 'restate'].includes(phase.kind))
					expect(phase.who && phase.other, phase.key).toBeTruthy();
				const at = phase.bells.map((bell) => bell.at);
				expect(at).toEqual(at.toSorted((a, b) => a - b));
				for (const moment of at) expect(moment).toBeLessThanOrEqual(phase.seconds ?? 0);
			}
		}
	);

	test.each(all)('%s is written in both languages and says where it comes from', (_, format) => {
		for (const text of textsOf(format)) {
			expect(text.en).toBeTruthy();
			expect(text.ur, text.en).toBeTruthy();
		}
		expect(format.source.title).toBeTruthy();
		expect(format.source.url).toMatch(/^https:\/\//);
		expect(format.source.year).toMatch(/\d{4}/);
		expect(format.rules.length).toBeGreaterThan(1);
	});
});
