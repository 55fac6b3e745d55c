/* What the forms of setting up, rearranging and changing debates may contain. */
import { z } from 'zod';
import {
	choice,
	id,
	line,
	localDateTime,
	localText,
	tick,
	wholeNumber
} from '$lib/forms/fields.schema.server';
import type { DebateSettings } from '../debate';
import { mostRooms, sectionWays, sideWishes } from './proposing';

/** Empty is null. */
function optionalNumber(bounds: { least: number; most: number }) {
	return z.preprocess(
		(v) => (v === undefined || (typeof v === 'string' && v.trim() === '') ? null : v),
		wholeNumber(bounds).nullable()
	);
}

const orUsual = <Field extends z.ZodType>(usual: string, field: Field) =>
	z.preprocess((v) => (v === undefined || v === '' ? usual : v), field);

const settingsFields = {
	voters: orUsual('audience', choice(['audience', 'everybody'])),
	shows: orUsual('names', choice(['names', 'pseudonyms'])),
	goesOn: tick(),
	whenMissed: orUsual('wait', choice(['skip', 'wait'])),
	hours: optionalNumber({ least: 1, most: 720 }),
	letters: optionalNumber({ least: 100, most: 20_000 }),
	remindHours: orUsual('6', wholeNumber({ least: 0, most: 168 })),
	worth: optionalNumber({ least: 1, most: 1000 }),
	prompt: localText({ most: 600, lines: true })
};

type Settings = z.output<z.ZodObject<typeof settingsFields>>;

function settingsFrom(given: Settings): DebateSettings {
	const { voters, shows, goesOn, whenMissed, hours, letters, remindHours, worth, prompt } = given;
	const asked = prompt.en || prompt.ur ? prompt : null;
	return { voters, shows, goesOn, whenMissed, hours, letters, remindHours, worth, prompt: asked };
}

/** `section:…`, `group:…` or nothing for the whole course. */
const whom = z
	.preprocess((v) => v ?? '', line({ most: 90, least: 0 }))
	.transform((value) => {
		const [kind, of] = value.split(':');
		return {
			sectionId: kind === 'section' && of ? of : null,
			groupId: kind === 'group' && of ? of : null
		};
	});

const drawFields = {
	rooms: optionalNumber({ least: 1, most: mostRooms }),
	wish: orUsual('none', choice(sideWishes)),
	sections: orUsual('mixed', choice(sectionWays))
};

/** @param timeZone the course's, in which dates are typed */
export function roundSchema(timeZone: string) {
	return z
		.object({
			title: line({ most: 120, least: 0 }),
			motion: id(),
			format: id(),
			mode: choice(['spoken', 'written']),
			startsAt: localDateTime(timeZone),
			whom,
			...drawFields,
			...settingsFields
		})
		.transform((given) => {
			const { title, motion, format, mode, startsAt, whom, rooms, wish, sections } = given;
			const settings = settingsFrom(given);
			return {
				title,
				motionId: motion,
				format,
				mode,
				startsAt,
				...whom,
				rooms,
				wish,
				sections,
				settings
			};
		});
}

const stamp = line({ most: 40, least: 0 });

export const redrawSchema = z.object({ ...drawFields, seed: line({ most: 60, least: 0 }) });

export const moveSchema = z.object({
	person: id(),
	place: z
		.preprocess((v) => v ?? '', line({ most: 90 }))
		.refine((v) => /^[\w-]+\/[\w:-]+$/.test(v)),
	stamp
});

export const absentSchema = z.object({
	person: id(),
	standIn: line({ most: 80, least: 0 }),
	stamp
});

export const presentSchema = z.object({ person: id(), stamp });

/** A button about one room, or about all of them. */
export const roomSchema = z.object({ room: line({ most: 80, least: 0 }) });

export const pressSchema = z.object({});

export function debateSchema(timeZone: string) {
	return z
		.object({
			room: line({ most: 60, least: 0 }),
			startsAt: localDateTime(timeZone),
			motion: z.preprocess((v) => v ?? '', line({ most: 80, least: 0 })),
			stamp,
			...settingsFields
		})
		.transform((given) => {
			const { room, startsAt, motion, stamp } = given;
			return { room, startsAt, motionId: motion, stamp, settings: settingsFrom(given) };
		});
}
