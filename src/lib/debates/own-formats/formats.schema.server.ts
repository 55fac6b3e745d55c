/* What the forms of a course's own formats may contain, and the format that they make. */
import { z } from 'zod';
import {
	choice,
	file,
	id,
	line,
	list,
	localText,
	rowKey,
	text,
	tick,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { phaseKinds, type FormatBody, type FormatSpeaker, type Phase } from '../format';
import { largestFormatFile } from './format-file.server';
import { bellsOf, freeKey, longest, most, placeOf, secondsOf } from './shape';

/** `7:30`, or nothing. */
function time({ greatest = most.seconds } = {}) {
	return line({ most: 10, least: 0 }).transform((typed, context) => {
		const seconds = secondsOf(typed);
		if (seconds !== undefined && (seconds === null || seconds <= greatest)) return seconds;
		context.addIssue({ code: 'custom', message: m.formats_fault_time() });
		return z.NEVER;
	});
}

const bells = line({ most: 200, least: 0 }).transform((typed, context) => {
	const read = bellsOf(typed);
	if (read && read.length <= most.bells) return read;
	context.addIssue({ code: 'custom', message: m.formats_fault_bells() });
	return z.NEVER;
});

/** `for:1`; whether it is there is asked of the whole. */
const place = line({ most: 120, least: 0 })
	.refine((typed) => /^[a-z0-9-]*(:[a-z0-9+-]*)?$/.test(typed), {
		error: () => m.forms_unknown_choice()
	})
	.transform(placeOf);

const orNone = <const Values extends readonly [string, ...string[]]>(values: Values) =>
	z.preprocess((v) => (v === undefined || v === '' ? null : v), choice(values).nullable());

const number = (least: number, greatest: number, usual: number) =>
	z.preprocess(
		(v) => (v === undefined || v === '' ? String(usual) : v),
		wholeNumber({ least, most: greatest })
	);

const phaseRow = z.object({
	key: rowKey(),
	title: localText({ most: longest.title, required: true }),
	kind: choice(phaseKinds),
	time: time(),
	who: place,
	other: place,
	moment: orNone(['before', 'after']),
	corner: line({ most: 40, least: 0 }).transform((key) => key || null),
	bells,
	from: time(),
	until: time(),
	newArguments: tick(),
	pools: list(id(), most.teams),
	hours: number(0, most.hours, 24),
	letters: number(0, most.letters, 4000),
	exchanges: number(0, most.exchanges, 3)
});

const teamRow = z.object({
	title: localText({ most: longest.title, required: true }),
	speakers: wholeNumber({ least: 1, most: most.speakers })
});

const rows = <Row extends z.ZodType>(row: Row, greatest: number) =>
	z.preprocess((v): unknown[] => (Array.isArray(v) ? v : []), z.array(row).max(greatest));

export const formatSchema = z.object({
	title: localText({ most: longest.title, required: true }),
	summary: localText({ most: longest.summary, lines: true }),
	before: time({ greatest: most.before * 60 }),
	pool: time({ greatest: most.pool }),
	teams: rows(teamRow, most.teams),
	phases: rows(phaseRow, most.phases),
	rules: rows(z.object({ text: localText({ most: longest.rule, lines: true }) }), most.rules),
	stamp: line({ most: 40, least: 0 })
});

export type FormatWriting = z.output<typeof formatSchema>;

/** The format as the form wants it; what the form does not show stays as it is. */
export function writtenOver(kept: FormatBody, given: FormatWriting): FormatBody {
	const taken = new Set([...kept.phases, ...given.phases].map(({ key }) => key));
	return {
		...kept,
		title: given.title,
		summary: given.summary,
		before: given.before ? given.before / 60 : null,
		pool: given.pool === 0 ? null : given.pool,
		teams: kept.teams.map((team, i) => {
			const row = given.teams[i];
			if (!row) return team;
			return { ...team, title: row.title, speakers: speakersOf(team.speakers, row.speakers) };
		}),
		phases: given.phases.map((row): Phase => {
			const { time, from, until, hours, letters, exchanges, ...phase } = row;
			const key = row.key || freeKey(row.kind, taken);
			taken.add(key);
			const isVote = row.kind === 'vote';
			return {
				...phase,
				key,
				seconds: time === 0 ? null : time,
				moment: isVote ? row.moment : null,
				corner: row.kind === 'spokesperson' ? row.corner : null,
				points:
					from === null && until === null ? null : { from: from ?? 0, until: until ?? time ?? 0 },
				written: { hours, letters, exchanges }
			};
		}),
		rules: given.rules.map(({ text }) => text).filter((rule) => rule.en || rule.ur)
	};
}

/** The first of them, and new ones where there are to be more. */
function speakersOf(kept: readonly FormatSpeaker[], count: number): FormatSpeaker[] {
	const speakers = kept.slice(0, count);
	const taken = new Set(kept.map(({ key }) => key));
	while (speakers.length < count) {
		const n = speakers.length + 1;
		const key = taken.has(String(n)) ? freeKey('speaker', taken) : String(n);
		taken.add(key);
		speakers.push({ key, title: { en: `Speaker ${n}`, ur: `مقرر ${n}` } });
	}
	return speakers;
}

export const fileSchema = z.object({ file: file() });
export const bringSchema = z.object({ format: text({ most: largestFormatFile, least: 1 }) });
export const retireSchema = z.object({ retired: choice(['yes', 'no']) });
export const pressSchema = z.object({});
