import { describe, expect, it } from 'vitest';
import { speakingSeconds, type FormatBody } from '../format';
import { readFormat, readFormatFile } from './format-file.server';
import { lengthsOf } from './shape';
import { fileFault } from './words';

interface Parts {
	name?: string;
	info?: string;
	periods?: string;
	before?: string;
	kinds?: string;
	speeches?: string;
}

const kind = (ref: string, length: string, inside = '<bell time="finish" number="2"/>') =>
	`<speech-type ref="${ref}" length="${length}" first-period="normal">${inside}</speech-type>`;
const speech = (name: string, type = 'full') =>
	`<speech type="${type}"><name>${name}</name></speech>`;

/** Of a canal district's own evening of debate. */
function file({
	name = '<name>Canal Colony Evening</name>',
	info = '',
	periods = '',
	before = '',
	kinds = kind('full', '4:10'),
	speeches = `${speech('First for the mill')}${speech('First against the mill')}`
}: Parts): string {
	return `<?xml version="1.0" encoding="UTF-8"?>
<debate-format schema-version="2.2">
${name}<version>1</version>${info}${periods}${before}
<speech-types>${kinds}</speech-types>
<speeches>
${speeches}
</speeches>
</debate-format>`;
}

function bodyOf(text: string): FormatBody {
	const read = readFormat(text);
	if (!read.ok) throw new Error(JSON.stringify(read));
	return read.body;
}

const bytesOf = (text: string, encoding: 'latin1' | 'utf16le' | 'utf8') =>
	new Uint8Array(Buffer.from(text, encoding));
const swapped = (bytes: Uint8Array) => bytes.map((_, i) => bytes[i ^ 1] ?? 0);
const readBytes = (bytes: Uint8Array<ArrayBuffer>) => readFormatFile(new File([bytes], 'a.xml'));

describe('the minutes of a timekeeper’s file', () => {
	it('are those of its speeches; waiting and judging are named apart', () => {
		const body = bodyOf(
			file({
				before: '<prep-time length="12:00"/>',
				kinds: kind('full', '4:10') + kind('think', '0:45', '') + kind('judge', '20:00'),
				speeches: [
					speech('First Proposition'),
					speech('Opposition prep', 'think'),
					speech('First Opposition'),
					speech('Proposition prep', 'think'),
					speech('Proposition reply'),
					speech('Deliberation of the judges', 'judge')
				].join('')
			})
		);
		expect(speakingSeconds(body)).toBe(3 * 250);
		expect(lengthsOf(body)).toMatchObject({
			speaking: 750,
			preparing: 720 + 90,
			beforehand: 720,
			clock: 750 + 90 + 1200
		});
		expect(body.teams.map(({ speakers }) => speakers.length)).toEqual([1, 1]);
	});

	it.each([
		['90:00', 5400],
		['45', 45],
		['0:45', 45],
		['240:00', 14_400]
	])('of a speech of %s are kept', (length, seconds) => {
		const body = bodyOf(file({ kinds: kind('full', length) }));
		expect(body.phases.map((phase) => phase.seconds)).toEqual([seconds, seconds]);
	});

	it('are none of a speech without length, which lasts as long as it takes', () => {
		const body = bodyOf(file({ kinds: kind('full', '0:00') }));
		expect(body.phases[0]).toMatchObject({ seconds: null, bells: [], points: null });
		expect(speakingSeconds(body)).toBe(0);
	});

	it('may be those of sixty speeches with names that never end', () => {
		const long = `Speech ${'of a very long name '.repeat(20)}🌾`;
		const body = bodyOf(file({ speeches: speech(long).repeat(60) }));
		expect(speakingSeconds(body)).toBe(60 * 250);
		expect(body.phases[0]?.title.en).toHaveLength(120);
	});

	it('count preparation to the second, up to a whole day', () => {
		const preparing = (length: string) =>
			lengthsOf(bodyOf(file({ before: `<prep-time length="${length}"/>` }))).preparing;
		expect([preparing('20'), preparing('7:01'), preparing('1440:00')]).toEqual([20, 421, 86_400]);
	});
});

describe('bells and periods of a timekeeper’s file', () => {
	const phaseOf = (inside: string, periods = '') =>
		bodyOf(file({ periods, kinds: kind('full', '6:00', inside) })).phases[0];

	it('ring in overtime too, once where no number is given, and thrice at most', () => {
		const phase = phaseOf(
			'<bell time="5:00"/><bell time="finish" number="2"/><bell time="6:20" number="30"/><bell time="2:00" number="0"/><bell time="3:00" number="many"/>'
		);
		expect(phase?.bells).toEqual([
			{ at: 180, times: 1 },
			{ at: 300, times: 1 },
			{ at: 360, times: 2 },
			{ at: 380, times: 3 }
		]);
	});

	it('open and close points of information; staying and unknown periods change nothing', () => {
		const phase = phaseOf(
			'<bell time="1:00" next-period="pois-allowed"/><bell time="2:00" next-period="#stay"/><bell time="3:00" next-period="one bell"/><bell time="5:00" next-period="warning" pause-on-bell="true"/>'
		);
		expect(phase?.points).toEqual({ from: 60, until: 300 });
	});

	it('follow the file’s own periods, and not their names', () => {
		const periods =
			'<period-types><period-type ref="canal.pois" pois-allowed="false"><name>a</name></period-type><period-type ref="canal.open" pois-allowed="true"><name>b</name></period-type></period-types>';
		const phase = phaseOf(
			'<bell time="1:00" next-period="canal.pois"/><bell time="2:00" next-period="canal.open"/>',
			periods
		);
		expect(phase?.points).toEqual({ from: 120, until: 360 });
	});

	it('are read from elements where an early draft of such files has no attributes', () => {
		const draft = file({
			kinds:
				'<speech-type ref="full"><length>6:00</length><first-period ref="normal"/><bell><time>1:00</time><number>1</number><next-period ref="pois-allowed"/></bell><bell><time from="finish">-1:00</time><next-period ref="warning"/></bell><bell><time from="finish">0</time><number>2</number></bell></speech-type>'
		});
		expect(bodyOf(draft).phases[0]).toMatchObject({
			seconds: 360,
			points: { from: 60, until: 300 },
			bells: [
				{ at: 60, times: 1 },
				{ at: 300, times: 1 },
				{ at: 360, times: 2 }
			]
		});
	});

	it('include what the oldest files write once for several kinds', () => {
		const oldest = `<debateformat name="Mill Yard">
			<resource ref="ends"><period ref="over"/><bell time="finish" number="2" nextperiod="over"/></resource>
			<speechtype ref="a" length="3:00" firstperiod="start"><include resource="ends"/><period ref="pois-allowed"/><bell time="0:30" nextperiod="pois-allowed"/></speechtype>
			<speechtype ref="b" length="1:30"><include resource="ends"/></speechtype>
			<speeches><speech name="1st Proposition" type="a"/><speech name="1st Opposition" type="b"/></speeches>
		</debateformat>`;
		const [first, second] = bodyOf(oldest).phases;
		expect(first).toMatchObject({ points: { from: 30, until: 180 }, bells: [{}, { at: 180 }] });
		expect(second).toMatchObject({ seconds: 90, points: null, bells: [{ at: 90, times: 2 }] });
	});
});

describe('the words of a timekeeper’s file', () => {
	const both = (lang: string, text: string) => `<name xml:lang="${lang}">${text}</name>`;

	it('are kept in Urdu and English, with what is said about it in each', () => {
		const body = bodyOf(
			file({
				name: both('de', 'Abend am Kanal') + both('en-GB', 'Canal Evening') + both('ur', 'شامِ نہر'),
				info: '<info xml:lang="de"><used-at>Schule</used-at><description>Zwei Teams</description></info><info xml:lang="en"><region>Jhang</region><used-at>Canal Cup</used-at><description>Two teams</description></info><info xml:lang="ur"><description>دو ٹیمیں</description></info>'
			})
		);
		expect(body.title).toEqual({ en: 'Canal Evening', ur: 'شامِ نہر' });
		expect(body.summary).toEqual({ en: 'Two teams', ur: 'دو ٹیمیں' });
		expect(body.source.title).toBe('Canal Cup · Jhang');
	});

	it('are those of the first language where neither is there', () => {
		const body = bodyOf(file({ name: both('de', 'Abend am Kanal') + both('fr', 'Soirée') }));
		expect(body.title).toEqual({ en: 'Abend am Kanal' });
	});

	it('may come with prefixes, comments, CDATA and Windows’ ends of lines', () => {
		const written = file({ speeches: speech('<![CDATA[Mill & canal: for]]>') })
			.replace(/<(\/?)([a-z])/g, '<$1dk:$2')
			.replace('schema-version', 'xmlns:dk="urn:example" schema-version')
			.replace('<dk:speeches>', '<!-- <speech> in order --><dk:speeches>')
			.replaceAll('\n', '\r\n');
		expect(bodyOf(written).phases.map(({ title }) => title.en)).toEqual(['Mill & canal: for']);
	});

	const named = (encoding: string) =>
		file({ name: '<name>Débat au café</name>' }).replace('UTF-8', encoding);
	it.each([
		['ISO-8859-1', bytesOf(named('ISO-8859-1'), 'latin1')],
		['UTF-8 with a mark', bytesOf(`\uFEFF${named('UTF-8')}`, 'utf8')],
		['UTF-16, the small end first', bytesOf(`\uFEFF${named('UTF-16')}`, 'utf16le')],
		['UTF-16, the big end first', swapped(bytesOf(`\uFEFF${named('UTF-16')}`, 'utf16le'))],
		['UTF-16 without a mark', bytesOf(named('UTF-16LE'), 'utf16le')],
		['UTF-8 that says UTF-16', bytesOf(named('UTF-16'), 'utf8')]
	])('are read from %s', async (_, bytes) => {
		const read = await readBytes(bytes);
		expect(read).toMatchObject({ ok: true, body: { title: { en: 'Débat au café' } } });
	});

	it.each([
		['an encoding that nobody knows', bytesOf(named('x-mill'), 'utf8')],
		['letters that its encoding has not', bytesOf(named('UTF-8'), 'latin1')],
		['no text at all', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 0])]
	])('are refused in %s', async (_, bytes) => {
		expect(await readBytes(bytes)).toMatchObject({
			ok: false,
			reason: 'not-text'
		});
	});
});

describe('a timekeeper’s file that is broken', () => {
	it.each([
		['a tag is left open', file({}).replace('</speech-types>', ''), /Line 8 .*not closed/],
		['a tag is closed twice', file({}).replace('<speeches>', '</speech><speeches>'), /Line 5 /],
		['a tag never ends', file({}).replace('<speeches>', '<speeches'), /Line 5 /],
		['it ends too early', file({}).slice(0, -20), /Line 7 /],
		[
			'a speech is of no kind',
			file({ speeches: speech('Whose?', 'none') }),
			/Line 6 .*“Whose\?” is of a kind/
		],
		['a length is missing', file({ kinds: kind('full', '') }), /Line 4 .*“full”/],
		['a length is too long', file({ kinds: kind('full', '240:01') }), /240:00 at most/],
		['a bell has no time', file({ kinds: kind('full', '5:00', '<bell/>') }), /bell.*“full”/],
		['preparation is no time', file({ before: '<prep-time length="soon"/>' }), /Line 3 .*prepare/],
		[
			'controlled preparation is no time',
			file({ before: '<prep-time-controlled length="soon"/>' }),
			/Line 3 .*prepare/
		],
		['there are no speeches', file({ speeches: '' }), /no speeches/],
		['there are too many', file({ speeches: speech('Again').repeat(61) }), /more speeches.*60/]
	])('is refused with the place, in words, where %s', (_, text, words) => {
		const read = readFormat(text);
		expect(read.ok).toBe(false);
		if (!read.ok) expect(fileFault(read)).toMatch(words);
	});

	it('is not taken for one where it is the XML of something else', () => {
		for (const text of ['<svg><p></svg>', '<rss/>', '<', '<!-- only this -->'])
			expect(readFormat(text)).toEqual({ ok: false, reason: 'foreign' });
	});
});
