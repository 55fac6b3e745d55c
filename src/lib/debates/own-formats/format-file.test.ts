import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../formats';
import { speakingSeconds, type FormatBody, type Phase } from '../format';
import { largestFormatFile, readFormat, writeFormat } from './format-file.server';
import { lengthsOf, longest, most } from './shape';

function bodyOf(text: string): FormatBody {
	const read = readFormat(text);
	if (!read.ok) throw new Error(JSON.stringify(read));
	return read.body;
}

/** A school's own league, as a file for timekeepers would say it. */
const league = `<?xml version="1.0" encoding="UTF-8"?>
<debate-format schema-version="2.2">
  <name xml:lang="en">Ravi League</name>
  <name xml:lang="ur">راوی لیگ</name>
  <version>3</version>
  <info><region>Lahore</region><description>Two against two, with replies</description></info>
  <period-types>
    <period-type ref="ravi.questions" pois-allowed="true"><name>Questions</name></period-type>
    <period-type ref="ravi.last"><name>Last words</name></period-type>
  </period-types>
  <prep-time length="12:30"/>
  <speech-types>
    <speech-type ref="long" length="5:30" first-period="normal">
      <bell time="1:00" number="1" next-period="ravi.questions"/>
      <bell time="4:30" number="1" next-period="ravi.last"/>
      <bell time="finish" number="2" next-period="overtime"/>
      <bell time="6:00" number="20"/>
    </speech-type>
    <speech-type ref="short" length="150" first-period="normal">
      <bell time="2:00" number="1" next-period="warning"/>
      <bell time="finish" number="2" next-period="overtime"/>
    </speech-type>
  </speech-types>
  <speeches>
    <speech type="long"><name>1st Affirmative</name></speech>
    <speech type="long"><name>1st Negative</name></speech>
    <speech type="long"><name>2nd Affirmative</name></speech>
    <speech type="long"><name>2nd Negative</name></speech>
    <speech type="short"><name>Negative Reply</name></speech>
    <speech type="short"><name>Affirmative Reply</name></speech>
  </speeches>
</debate-format>`;

/** The older way of writing the same things. */
const older = `<?xml version="1.0" encoding="utf-8"?>
<debateformat name="Evening House" schemaversion="1.1">
  <info><region>Anywhere</region><desc>Four teams of two</desc></info>
  <preptime length="20:00" />
  <resource ref="#all"><bell time="finish" number="2" nextperiod="overtime"/></resource>
  <speechtype ref="full" length="7:00" firstperiod="start" countdir="up">
    <period ref="start" desc="No points" bgcolor="stay"/>
    <period ref="points" pois-allowed="true" desc="Points" bgcolor="#77aadd"/>
    <bell time="1:00" nextperiod="points"/>
    <bell time="6:00" nextperiod="start"/>
  </speechtype>
  <speeches>
    ${[
			'Prime Minister',
			'Leader of the Opposition',
			'Deputy Prime Minister',
			'Deputy Leader of the Opposition',
			'Member for the Government',
			'Member for the Opposition',
			'Government Whip',
			'Opposition Whip'
		]
			.map((name) => `<speech name="${name}" type="full"/>`)
			.join('\n')}
  </speeches>
</debateformat>`;

describe('a file of a timekeeper', () => {
	it('totals the same minutes, with bells, points of information and preparation', () => {
		const body = bodyOf(league);
		expect(body.title).toEqual({ en: 'Ravi League', ur: 'راوی لیگ' });
		expect(speakingSeconds(body)).toBe(4 * 330 + 2 * 150);
		expect(lengthsOf(body).preparing).toBe(750);
		expect(body.phases[0]).toMatchObject({
			seconds: 330,
			points: { from: 60, until: 270 },
			bells: [
				{ at: 60, times: 1 },
				{ at: 270, times: 1 },
				{ at: 330, times: 2 },
				{ at: 360, times: 3 }
			]
		});
		expect(body.phases[4]).toMatchObject({ seconds: 150, points: null, newArguments: false });
	});

	it('has its sides and speakers read from the names of its speeches', () => {
		const body = bodyOf(league);
		expect(body.teams.map(({ key, speakers }) => [key, speakers.map((s) => s.key)])).toEqual([
			['for', ['1', '2']],
			['against', ['1', '2']]
		]);
		expect(body.phases.map(({ who }) => `${who?.team}${who?.speakers.join()}`)).toEqual([
			'for1',
			'against1',
			'for2',
			'against2',
			'against',
			'for'
		]);
		expect(body.result).toBe('ballot');
	});

	it('of the older kind is read as well, with four teams where it has them', () => {
		const body = bodyOf(older);
		expect(speakingSeconds(body)).toBe(8 * 420);
		expect(body.before).toBe(20);
		expect(body.teams.map(({ key, speakers }) => [key, speakers.length])).toEqual([
			['og', 2],
			['oo', 2],
			['cg', 2],
			['co', 2]
		]);
		expect(body.phases.map(({ who }) => `${who?.team}${who?.speakers.join()}`)).toEqual([
			'og1',
			'oo1',
			'og2',
			'oo2',
			'cg1',
			'co1',
			'cg2',
			'co2'
		]);
		expect(body.phases[0]).toMatchObject({
			points: { from: 60, until: 360 },
			bells: [
				{ at: 60, times: 1 },
				{ at: 360, times: 1 },
				{ at: 420, times: 2 }
			]
		});
		expect(body.result).toBe('ranking');
	});

	it('keeps the bells of preparation that has some, as a phase before the first word', () => {
		const timed = league.replace(
			'<prep-time length="12:30"/>',
			'<prep-time-controlled length="7:00"><bell time="1:00"/><bell time="finish" number="2"/></prep-time-controlled>'
		);
		const body = bodyOf(timed);
		expect(body.phases[0]).toMatchObject({ kind: 'prepare', seconds: 420, who: null });
		expect(body.phases[0]?.bells).toHaveLength(2);
		expect(lengthsOf(body)).toMatchObject({ preparing: 420, speaking: 1620 });
	});

	it.each([
		[
			'has a document type',
			league.replace('<debate-format', '<!DOCTYPE a [<!ENTITY b "c">]><debate-format'),
			'hostile'
		],
		['is nested without end', '<debate-format>'.repeat(60), 'hostile'],
		['has thousands of parts', `<debate-format>${'<a/>'.repeat(5000)}</debate-format>`, 'hostile'],
		['has two roots', `${league}${league.replace(/<\?.*\?>/, '')}`, 'hostile'],
		['is of something else', '<svg><speeches/></svg>', 'foreign'],
		['has no speeches', '<debate-format><name>Ab</name></debate-format>', 'shape'],
		[
			'names a kind of speech that is not there',
			league.replace('ref="short"', 'ref="brief"'),
			'shape'
		],
		['has a length that is none', league.replace('5:30', 'long'), 'shape'],
		['has a speech of a week', league.replace('5:30', '9999:00'), 'shape'],
		['is nothing at all', '  ', 'empty'],
		['is too large', ' '.repeat(largestFormatFile + 1), 'too-large'],
		['is broken off', league.slice(0, 900), 'shape']
	])('that %s is refused', (_, text, reason) => {
		expect(readFormat(text)).toMatchObject({ ok: false, reason });
	});
});

describe('a file of ours', () => {
	it.each(Object.entries(formats))('brings %s back as it was', (_, body) => {
		expect(bodyOf(writeFormat(body))).toEqual(body);
	});

	it('brings the fullest format back that a site can have', () => {
		const words = (letters: number) => ({ en: 'س'.repeat(letters), ur: 'س'.repeat(letters) });
		const [first] = (formats.oxford as FormatBody).phases;
		const phase = { ...(first as Phase), kind: 'floor', moment: null } as const;
		const full: FormatBody = {
			...(formats.oxford as FormatBody),
			summary: words(longest.summary),
			rules: Array.from({ length: most.rules }, () => words(longest.rule)),
			phases: Array.from({ length: most.phases }, (_, i) => ({
				...phase,
				key: `floor-${i}`,
				title: words(longest.title),
				bells: Array.from({ length: most.bells }, (_, n) => ({ at: 600 + n, times: 3 }))
			}))
		};
		const written = writeFormat(full);
		expect(Buffer.byteLength(written)).toBeLessThan(largestFormatFile);
		expect(bodyOf(written)).toEqual(full);
	});

	const [oxford] = Object.values(formats);
	const changed = (change: (body: FormatBody) => unknown) => {
		const body = structuredClone(oxford) as FormatBody;
		return writeFormat((change(body) ?? body) as FormatBody);
	};
	it.each([
		['is no JSON', '{', 'not-json'],
		['is of another kind', '{"format":"rubric","version":1}', 'foreign'],
		['is newer than this site', '{"format":"standpoint-debate-format","version":9}', 'newer'],
		[
			'has lost letters',
			writeFormat(oxford as FormatBody).replace('"title"', '"ti\uFFFDle"'),
			'not-text'
		],
		['has no phases', changed((body) => ({ ...body, phases: [] })), 'fault'],
		[
			'gives a speech to nobody',
			changed((body) => {
				for (const phase of body.phases) if (phase.kind === 'speech') phase.who = null;
			}),
			'fault'
		],
		[
			'names a team that is not there',
			changed((body) => {
				for (const phase of body.phases) if (phase.who) phase.who.team = 'elsewhere';
			}),
			'fault'
		],
		[
			'has a phase of minus one second',
			changed((body) => {
				for (const phase of body.phases) phase.seconds = -1;
			}),
			'shape'
		],
		[
			'has a hundred phases',
			changed((body) => ({
				...body,
				phases: Array.from({ length: 100 }, () => body.phases[0])
			})),
			'shape'
		],
		[
			'links to a script',
			changed((body) => ({
				...body,
				source: { ...body.source, url: 'javascript:alert(1)' }
			})),
			'shape'
		]
	])('that %s is refused', (_, text, reason) => {
		expect(readFormat(text)).toMatchObject({ ok: false, reason });
	});
});

it('nothing that anybody sends makes reading fall over', () => {
	const bits = fc.constantFrom(
		'<debate-format>',
		'</debate-format>',
		'<speeches>',
		'<speech type="a">',
		'<speech-type ref="a" length="1:00">',
		'<bell time="finish"/>',
		'&amp;',
		'&#x0;',
		'<!--',
		']]>',
		'{',
		'"',
		'name',
		'<name>',
		'</name>',
		'\u202e'
	);
	fc.assert(
		fc.property(fc.array(fc.oneof(bits, fc.string()), { maxLength: 40 }), (parts) => {
			const read = readFormat(parts.join(''));
			expect(typeof read.ok).toBe('boolean');
		})
	);
});
