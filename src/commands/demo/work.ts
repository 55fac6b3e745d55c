/*
 * What the demo class did, done again through the doors that people use: each act by its person, at
 * its time, checked by the same rules. A refusal stops the seeding, because then a data file is wrong.
 */
import { DateTime } from 'luxon';
import type { Actor } from '$lib/access/actor';
import { actorFor } from '$lib/access/identify.server';
import { membershipOf } from '$lib/access/refuse';
import { formGroups } from '$lib/modules/grouping.server';
import { groupsFor } from '$lib/modules/groups.server';
import { askForSides, preferSide } from '$lib/modules/side-preference.server';
import { citePassage, removeCitation } from '$lib/positions/citing.server';
import { savePosition } from '$lib/positions/drafting.server';
import type { PositionBody } from '$lib/positions/position';
import { positionFor } from '$lib/positions/positions.server';
import { submitPosition } from '$lib/positions/submitting.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { questionSetsIn } from '$lib/questions/set-list.server';
import { submitSet } from '$lib/questions/submitting.server';
import { paragraphsFor, type CitableText } from '$lib/readings/passages.server';
import { keepPlace, markRead } from '$lib/readings/progress.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { ReadingIndex } from '$lib/readings/reading';
import { placeStances, stancesFor } from '$lib/stances/stances.server';
import type { StanceMoment } from '$lib/stances/stance';
import {
	demoAnswers,
	demoGroups,
	demoReading,
	demoStances,
	type DemoAnswer,
	type DemoBody,
	type DemoCitation,
	type DemoPosition
} from './files';

export interface DemoPlace {
	courseSlug: string;
	moduleSlug: string;
	moduleId: string;
	timeZone: string;
	/** User ids by the keys of the class file. */
	people: ReadonlyMap<string, string>;
	now: Date;
}

export function stop(what: string): never {
	throw new Error(`The demo class does not hold together: ${what}.`);
}

/** `-5d 21:14` as a moment in the course's time zone. */
export function momentOf(
	when: string,
	{ now, timeZone }: Pick<DemoPlace, 'now' | 'timeZone'>
): Date {
	const [, days, hour, minute] =
		/^([+-]?\d+)d (\d\d):(\d\d)$/.exec(when) ?? stop(`the time “${when}”`);
	return DateTime.fromJSDate(now, { zone: timeZone })
		.plus({ days: Number(days) })
		.set({ hour: Number(hour), minute: Number(minute), second: 0, millisecond: 0 })
		.toJSDate();
}

export async function actorOf(place: DemoPlace, key: string): Promise<Actor> {
	const actor = await actorFor(
		place.people.get(key) ?? stop(`nobody is called ${key}`),
		place.courseSlug
	);
	return actor ?? stop(`${key} is not in the course`);
}

/** Days spread over the fortnight before, the same each time for one key. */
function spread(key: string, first: number, last: number): string {
	const seed = [...key].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) % 9973, 7);
	const pad = (n: number) => String(n).padStart(2, '0');
	return `-${last + (seed % (first - last + 1))}d ${pad(15 + (seed % 8))}:${pad(seed % 60)}`;
}

export async function readAsTheyDid(place: DemoPlace): Promise<void> {
	const { moduleSlug } = place;
	for (const [key, shares] of Object.entries(demoReading)) {
		const actor = await actorOf(place, key);
		const index = await readingIndex(actor, place.moduleId);
		for (const [readingKey, share] of Object.entries(shares)) {
			const reading = index.find((r) => r.key === readingKey) ?? stop(`no reading ${readingKey}`);
			if (share <= 0) continue;
			const at = momentOf(spread(key + readingKey, 12, 7), place);
			const address = { moduleSlug, readingSlug: reading.slug };
			const seen = reading.paragraphs[Math.ceil(share * reading.paragraphs.length) - 1];
			if (share >= 1) await markRead(actor, address, true, at);
			else if (seen) await keepPlace(actor, address, seen.id, at);
		}
	}
}

export async function placeAsTheyDid(
	place: DemoPlace,
	moment: Exclude<StanceMoment, 'after-debate'>
): Promise<void> {
	for (const [key, given] of Object.entries(demoStances[moment])) {
		const actor = await actorOf(place, key);
		const { axes } = await stancesFor(actor, place.moduleId);
		const placed = axes.flatMap(({ id: axisId, key: axisKey }) => {
			const stance = given[axisKey];
			return stance ? [{ axisId, ...stance }] : [];
		});
		const lang = actor.person?.locale ?? 'en';
		const at = momentOf(moment === 'before' ? spread(key, 13, 12) : spread(key, 6, 3), place);
		const result = await placeStances(actor, place.moduleId, moment, placed, lang, at);
		if (!result.ok) stop(`the stance of ${key}: ${result.reason}`);
	}
}

/** The class is asked for a side; then the groups are made, mixed. */
export async function groupAsTheyDid(place: DemoPlace): Promise<void> {
	const { moduleSlug } = place;
	const { size, made, prefers } = demoGroups;
	const instructor = await actorOf(place, 'instructor');
	const asked = await askForSides(instructor, moduleSlug, true, momentOf('-13d 09:00', place));
	if (!asked.ok) stop(`asking for sides: ${asked.reason}`);
	for (const [key, side] of Object.entries(prefers)) {
		const at = momentOf(spread(`${key}side`, 12, 9), place);
		const said = await preferSide(await actorOf(place, key), moduleSlug, side, at);
		if (!said.ok) stop(`the preference of ${key}: ${said.reason}`);
	}
	const at = momentOf(made, place);
	const { stamp } = await groupsFor(instructor, moduleSlug, at);
	const wish = { size, bySection: false, mixed: true, stamp, isSure: false };
	const formed = await formGroups(instructor, moduleSlug, wish, at);
	if (!formed.ok) stop(`the groups: ${formed.reason}`);
}

export async function answerAsTheyDid(place: DemoPlace): Promise<void> {
	const byStudent = new Map<string, Map<string, DemoAnswer>>();
	for (const [question, answers] of Object.entries(demoAnswers.answers))
		for (const answer of answers) {
			const own = byStudent.get(answer.student) ?? new Map<string, DemoAnswer>();
			byStudent.set(answer.student, own.set(question, answer));
		}
	for (const [key, own] of byStudent) {
		const actor = await actorOf(place, key);
		const index = await readingIndex(actor, place.moduleId);
		for (const { slug: setSlug } of await questionSetsIn(actor, place.moduleSlug, place.now)) {
			const address = { moduleSlug: place.moduleSlug, setSlug };
			const toAnswer = await setToAnswer(actor, address);
			const at = momentOf(spread(key + setSlug, 12, 5), place);
			for (const { key: question } of toAnswer.work.questions) {
				const given = own.get(question);
				if (!given) continue;
				const { student: _student, lang = actor.person?.locale ?? 'en', ...value } = given;
				const saved = await saveAnswers(
					actor,
					toAnswer,
					[{ key: question, value, version: 0, deviceAt: null }],
					lang,
					at
				);
				if (!saved.ok) stop(`the answer of ${key} to ${question}: ${saved.reason}`);
			}
			const setKey = index.find((r) => r.slug === setSlug)?.key ?? setSlug;
			if (!demoAnswers.submitted[setKey]?.includes(key)) continue;
			const handed = await submitSet(actor, await setToAnswer(actor, address), at);
			if (!handed.ok) stop(`the questions ${setKey} of ${key}: ${handed.reason}`);
		}
	}
}

function wordsOf(body: DemoBody): PositionBody {
	const { thesis, reasons, against, reply, change } = body;
	return {
		thesis,
		reasons: reasons.map(({ id, claim, warrant }) => ({ id, claim, warrant })),
		against: against.text,
		reply,
		change
	};
}

/** Writes one version as its student did: saved, cited, and submitted when it was. */
export async function writeVersion(
	place: DemoPlace,
	position: DemoPosition,
	number: number
): Promise<void> {
	const version = position.versions[number] ?? stop(`version ${number + 1} of ${position.student}`);
	const actor = await actorOf(place, position.student);
	const { moduleSlug } = place;
	const index = await readingIndex(actor, place.moduleId);
	const at = momentOf(version.submitted ?? spread(position.student, 4, 2), place);
	const before = await positionFor(actor, moduleSlug, at);
	const draft = {
		version: before.own?.version ?? 0,
		side: position.side,
		body: wordsOf(version.body)
	};
	const saved = await savePosition(actor, moduleSlug, draft, position.lang, at);
	if (!saved.ok) stop(`the draft of ${position.student}: ${saved.reason}`);
	// A revision brings its own passages.
	for (const { id } of before.own?.citations ?? []) await removeCitation(actor, moduleSlug, id, at);
	const texts = new Map<string, CitableText>();
	const cited = [
		...version.body.reasons.flatMap((r) =>
			r.citations.map((c) => ({ part: `reason:${r.id}`, ...c }))
		),
		...version.body.against.citations.map((c) => ({ part: 'against', ...c }))
	];
	for (const citation of cited) {
		const passage = await findPassage(actor, index, texts, citation);
		const kept = await citePassage(
			actor,
			moduleSlug,
			{ part: citation.part, ...passage },
			position.lang,
			at
		);
		if (!kept.ok) stop(`a citation of ${position.student}: ${kept.reason}`);
	}
	if (version.submitted === null) return;
	const { own } = await positionFor(actor, moduleSlug, at);
	const sent = { ...draft, version: own?.version ?? saved.version };
	const submitted = await submitPosition(actor, moduleSlug, sent, position.lang, at);
	if (!submitted.ok) stop(`the position of ${position.student}: ${JSON.stringify(submitted)}`);
}

export async function findPassage(
	actor: Actor,
	index: ReadingIndex,
	texts: Map<string, CitableText>,
	{ reading, lang, paragraph, quote }: DemoCitation
) {
	const found = index.find((r) => r.key === reading) ?? stop(`no reading ${reading}`);
	const key = `${reading}.${lang}`;
	const text =
		texts.get(key) ??
		(await paragraphsFor(actor, found.id, { kind: 'study', lang })) ??
		stop(`no words of ${key}`);
	texts.set(key, text);
	const words =
		text.paragraphs.find((p) => p.id === paragraph)?.text ?? stop(`no ${key} ${paragraph}`);
	const start = words.indexOf(quote.normalize('NFC'));
	if (start < 0) stop(`“${quote}” does not stand in ${key} ${paragraph}`);
	const end = start + quote.normalize('NFC').length;
	return { versionId: text.versionId, paragraphId: paragraph, start, end, exact: null };
}

export function enrolmentOf(actor: Actor): string {
	return membershipOf(actor).enrolmentId;
}
