import { describe, expect, it } from 'vitest';
import { nested } from '$lib/forms/nested';
import type { LocalText } from '$lib/i18n/local-text';
import { formats } from '../formats';
import type { FormatBody } from '../format';
import { formatSchema, writtenOver } from './formats.schema.server';
import { bellsText, placeText, timeText } from './shape';

type Fields = Record<string, string | string[]>;

/** The fields of the form as the page shows a format. */
function fieldsOf(body: FormatBody): Fields {
	const fields: Fields = {
		before: timeText(body.before && Math.round(body.before * 60)),
		pool: timeText(body.pool),
		stamp: 'x'
	};
	const text = (name: string, { en = '', ur = '' }: LocalText) => {
		fields[`${name}.en`] = en;
		fields[`${name}.ur`] = ur;
	};
	text('title', body.title);
	text('summary', body.summary);
	body.teams.forEach((team, i) => {
		text(`teams.${i}.title`, team.title);
		fields[`teams.${i}.speakers`] = String(team.speakers.length);
	});
	body.phases.forEach((phase, i) => {
		const at = `phases.${i}`;
		text(`${at}.title`, phase.title);
		Object.assign(fields, {
			[`${at}.row`]: 'kept',
			[`${at}.key`]: phase.key,
			[`${at}.kind`]: phase.kind,
			[`${at}.time`]: timeText(phase.seconds),
			[`${at}.who`]: placeText(phase.who),
			[`${at}.other`]: placeText(phase.other),
			[`${at}.moment`]: phase.moment ?? '',
			[`${at}.corner`]: phase.corner ?? '',
			[`${at}.bells`]: bellsText(phase.bells),
			[`${at}.from`]: timeText(phase.points?.from ?? null),
			[`${at}.until`]: timeText(phase.points?.until ?? null),
			[`${at}.pools`]: phase.pools,
			[`${at}.hours`]: String(phase.written.hours),
			[`${at}.letters`]: String(phase.written.letters),
			[`${at}.exchanges`]: String(phase.written.exchanges)
		});
		if (phase.newArguments) fields[`${at}.newArguments`] = 'on';
	});
	body.rules.forEach((rule, i) => text(`rules.${i}.text`, rule));
	return fields;
}

function written(body: FormatBody, fields: Fields): FormatBody {
	const read = formatSchema.safeParse(nested(fields));
	if (!read.success) throw new Error(JSON.stringify(read.error.issues));
	return writtenOver(body, read.data);
}

describe('the form of a format', () => {
	it.each(Object.entries(formats))(
		'that is sent as it was shown changes nothing: %s',
		(_, body) => {
			expect(written(body, fieldsOf(body))).toEqual(body);
		}
	);

	const oxford = formats.oxford as FormatBody;

	it.each([0.35, 12.5, 1440])('leaves a preparation of %d minutes as it is', (before) => {
		const body = { ...oxford, before };
		expect(written(body, fieldsOf(body)).before).toBe(before);
	});

	it('changes minutes, bells and points', () => {
		const shown = fieldsOf(oxford);
		const at = oxford.phases.findIndex(({ kind }) => kind === 'speech');
		const wanted = {
			...shown,
			[`phases.${at}.time`]: '5:30',
			[`phases.${at}.bells`]: '4:30, 5:30 x2',
			[`phases.${at}.from`]: '1:00',
			[`phases.${at}.until`]: '4:30'
		};
		expect(written(oxford, wanted).phases[at]).toMatchObject({
			seconds: 330,
			bells: [
				{ at: 270, times: 1 },
				{ at: 330, times: 2 }
			],
			points: { from: 60, until: 270 }
		});
	});

	it('gives a new phase a key of its own, and a team more speakers', () => {
		const n = oxford.phases.length;
		const wanted = {
			...fieldsOf(oxford),
			'teams.0.speakers': '3',
			[`phases.${n}.row`]: 'new',
			[`phases.${n}.key`]: '',
			[`phases.${n}.title.en`]: 'Silence',
			[`phases.${n}.kind`]: 'prepare'
		};
		const body = written(oxford, wanted);
		const keys = body.phases.map(({ key }) => key);
		expect(new Set(keys).size).toBe(n + 1);
		expect(body.teams[0]?.speakers.map(({ key }) => key)).toEqual(['1', '2', '3']);
	});

	it.each([
		['a time that is none', { 'phases.1.time': 'soon' }, 'phases.1.time'],
		['a preparation of two days', { before: '2880:00' }, 'before'],
		['a phase of a day', { 'phases.1.time': '1440:00' }, 'phases.1.time'],
		['bells that cannot be read', { 'phases.1.bells': 'ding' }, 'phases.1.bells'],
		['a kind that is none', { 'phases.1.kind': 'dance' }, 'phases.1.kind'],
		['no title', { 'title.en': '', 'title.ur': '' }, 'title.en'],
		['forty speakers', { 'teams.0.speakers': '40' }, 'teams.0.speakers']
	])('refuses %s beside the field', (_, change, field) => {
		const read = formatSchema.safeParse(nested({ ...fieldsOf(oxford), ...change }));
		expect(read.error?.issues.map(({ path }) => path.join('.'))).toContain(field);
	});
});
