/*
 * What the loads of a course give out. Every secret of the world has a word of its own; none of them
 * may stand in anything that a student or an observer is given, and no stance in what staff get. The
 * same search finds them where they belong: a search that finds nothing anywhere proves nothing.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { groupsFor } from '$lib/modules/groups.server';
import { addGroup, movePerson } from '$lib/modules/regrouping.server';
import { db } from '$lib/server/db/client';
import {
	axis,
	enrolment,
	moduleDocument,
	questionSet,
	questionVersion,
	reading,
	user
} from '$lib/server/db/schema';
import { testDatabase } from '../support/database';
import { aNote } from '../support/notes';
import { ask, everyFunction, type Asked, type RouteFunction } from './every-route';
import { askedOf } from './sample-forms';
import { aWorld, moduleSlug, now, searched, set, type World } from './world';

testDatabase();

/** Who may not know of anybody; the viewer is an instructor who sees the course as a student. */
const readers = ['student', 'newcomer', 'observer', 'viewer'] as const;
type Reader = (typeof readers)[number] | 'assistant' | 'instructor';
/** By the name of the load and its address: what it gives, as it would be sent. */
type Given = Map<string, string>;

let world: World;
let loads: RouteFunction[];
let actors: Record<Reader, Actor>;
let given: Record<Reader, Given>;

beforeAll(async () => {
	world = await aWorld();
	await readTogether();
	loads = (await everyFunction()).filter(
		({ kind, routeId }) => kind !== 'action' && routeId.includes('/courses/[course]')
	);
	const { student, observer, assistant, instructor } = world.actors;
	const viewer = world.actors['instructor who sees as a student'];
	actors = { student, newcomer: world.newcomer, observer, viewer, assistant, instructor };
	given = {} as typeof given;
	for (const who of Object.keys(actors) as Reader[]) given[who] = await everythingFor(actors[who]);
});

/** In the note that the writer left for their group, in which the acting student is not. */
const groupNote = 'grebe4711';

async function readTogether(): Promise<void> {
	const { instructor } = world.actors;
	await addGroup(instructor, moduleSlug, '', now);
	const { groups } = await groupsFor(instructor, moduleSlug, now);
	const { actor, enrolmentId } = world.writer;
	const move = { enrolmentId, from: null, to: groups[0]?.id ?? '' };
	await movePerson(instructor, moduleSlug, move, now);
	await aNote(actor, { audience: 'group', body: `${searched} ${groupNote}` });
}

async function everythingFor(actor: Actor): Promise<Given> {
	const { courseId } = world.course;
	const sets = await db()
		.select({ slug: questionSet.slug })
		.from(questionSet)
		.where(eq(questionSet.courseId, courseId));
	const readings = await db()
		.select({ slug: reading.slug })
		.from(reading)
		.where(eq(reading.courseId, courseId));
	const found: Given = new Map();
	for (const load of loads) {
		const asked = await askedOf(load, world, actor);
		const each = (name: string, slugs: { slug: string }[]): Asked[] =>
			slugs.map(({ slug }) => ({ ...asked, params: { ...asked.params, [name]: slug } }));
		const isOneQuestion = load.routeId.includes('[question]');
		const variants =
			load.routeId.includes('[set]') && !isOneQuestion
				? each('set', sets)
				: load.routeId.includes('[reading]')
					? each('reading', readings)
					: [asked];
		for (const one of variants) {
			const answer = await ask(load, actor, one);
			if (answer.refused !== null) continue;
			found.set(`${load.name} ${one.params.set ?? one.params.reading ?? ''}`, sent(answer.given));
		}
	}
	return found;
}

function sent(value: unknown): string {
	return JSON.stringify(value ?? null, (_, part: unknown) =>
		part instanceof Map || part instanceof Set ? [...(part as Iterable<unknown>)] : part
	);
}

/** The loads that give out one of the words. */
function givingOut(all: Given, words: readonly string[]): string[] {
	return [...all].flatMap(([name, json]) =>
		words.filter((word) => json.includes(word)).map((word) => `${name}: ${word}`)
	);
}

/** Where something stands under one of these names, but for nothing and empty lists. */
function under(names: readonly string[], all: Given): string[] {
	const found: string[] = [];
	const look = (value: unknown, where: string) => {
		if (typeof value !== 'object' || value === null) return;
		for (const [name, part] of Object.entries(value)) {
			const isEmpty = part === null || (Array.isArray(part) && part.length === 0);
			if (names.includes(name) && !isEmpty) found.push(`${where}.${name}`);
			look(part, `${where}.${name}`);
		}
	};
	for (const [name, json] of all) look(JSON.parse(json), name);
	return found;
}

function only(all: Given, wanted: (name: string) => boolean): Given {
	return new Map([...all].filter(([name]) => wanted(name)));
}

/** Ids, addresses and names of everybody in the course but this one. */
async function others(actor: Actor): Promise<string[]> {
	const rows = await db()
		.select({ id: enrolment.id, userId: user.id, email: user.email, name: user.name })
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.where(eq(enrolment.courseId, world.course.courseId));
	return rows
		.filter((row) => row.userId !== actor.person?.id)
		.flatMap(({ id, userId, email, name }) => [id, userId, email, name]);
}

/** The beginnings of what only staff read, in either language; what is short may stand anywhere. */
async function staffWords(): Promise<string[]> {
	const { courseId } = world.course;
	const versions = await db()
		.select({ body: questionVersion.body })
		.from(questionVersion)
		.where(eq(questionVersion.courseId, courseId));
	const axes = await db().select({ body: axis.body }).from(axis).where(eq(axis.courseId, courseId));
	return [
		...versions.flatMap(({ body }) => [body.guide.en, body.guide.ur]),
		...axes.flatMap(({ body }) => body.staffKey.flatMap(({ range }) => [range.en, range.ur]))
	]
		.filter((text) => text !== undefined && text.length > 40)
		.map((text) => JSON.stringify(text?.slice(0, 40)).slice(1, -1));
}

describe.each(readers)('what a course gives to: %s', (who) => {
	it('has been looked at', () => {
		expect(given[who].size).toBeGreaterThan(20);
	});

	it('names nobody else, by id, address or name', async () => {
		const words = await others(actors[who]);
		// A message is signed by whoever of the staff wrote it.
		const isSigned = (name: string) => name.includes('/messages');
		// Whoever has the chair of a debate has it under their name; of them nothing else is said.
		const isChaired = (name: string) => name.includes('/debates/[debate]');
		const chair = world.actors.instructor.person?.name;
		const unsigned = only(given[who], (name) => !isSigned(name) && !isChaired(name));
		expect(givingOut(unsigned, words)).toEqual([]);
		const chaired = only(given[who], isChaired);
		expect(chaired.size).toBeGreaterThan(5);
		const butTheChair = words.filter((word) => word !== chair);
		expect(givingOut(chaired, butTheChair)).toEqual([]);
	});

	it('holds no stance, position, mark or comment of anybody else', () => {
		const { stance, position, comment, mark } = world.writer.secrets;
		expect(givingOut(given[who], [stance, position, comment, mark])).toEqual([]);
	});

	it('does not say who reported what, nor why', () => {
		expect(givingOut(given[who], ['names a neighbour'])).toEqual([]);
		expect(under(['reports'], given[who])).toEqual([]);
	});

	it('holds nothing that is for staff', async () => {
		const words = await staffWords();
		expect(words.length).toBeGreaterThan(40);
		expect(givingOut(given[who], words)).toEqual([]);
		expect(under(['guide', 'staffKey'], given[who])).toEqual([]);
	});

	it('does not say what is right where nobody has handed in', () => {
		const elsewhere = only(given[who], (name) => !name.endsWith(` ${set}`));
		expect(under(['right', 'rank', 'targets', 'background', 'feedback'], elsewhere)).toEqual([]);
	});
});

describe('marks and comments', () => {
	it('are not given to their own student before release', () => {
		const { comment, mark } = world.own.secrets;
		expect(givingOut(given.student, [comment, mark])).toEqual([]);
		// A rubric says what levels there are; what a classmate chose is no mark.
		const open = /\.rubric\.criteria\.\d+\.levels|\/reviews\/\[review\] \(page\) \.review\.writing/;
		const closed = (at: string) => !open.test(at);
		expect(under(['levels', 'mark'], given.student).filter(closed)).toEqual([]);
		// What a question or a set is worth is no secret; what was given for an answer is.
		const worth = /\.(asked|sets\.\d+)\.points$/;
		const points = under(['points'], given.student).filter(closed);
		expect(points.filter((at) => !worth.test(at))).toEqual([]);
	});
});

describe('classmates’ answers', () => {
	it('come after one’s own', () => {
		const { answer } = world.writer.secrets;
		expect(givingOut(given.newcomer, [answer])).toEqual([]);
		expect(givingOut(given.student, [answer])).not.toEqual([]);
	});
});

describe('classmates’ checks of the ledger', () => {
	it('come after one’s own', () => {
		const { check } = world.writer.secrets;
		for (const who of ['newcomer', 'viewer'] as const)
			expect(givingOut(given[who], [check]), who).toEqual([]);
		expect(givingOut(given.student, [check])).not.toEqual([]);
	});
});

describe('notes beside a text', () => {
	it('for oneself alone are given to nobody else, staff included', () => {
		const { ownNote } = world.writer.secrets;
		for (const who of [...readers, 'assistant', 'instructor'] as const)
			expect(givingOut(given[who], [ownNote]), who).toEqual([]);
	});

	it('for the class come after one’s own', () => {
		const { classNote } = world.writer.secrets;
		for (const who of ['newcomer', 'viewer'] as const)
			expect(givingOut(given[who], [classNote]), who).toEqual([]);
		for (const who of ['student', 'observer', 'assistant', 'instructor'] as const)
			expect(givingOut(given[who], [classNote]), who).not.toEqual([]);
	});

	it('for a group are given to it and to staff alone', async () => {
		for (const who of readers) expect(givingOut(given[who], [groupNote]), who).toEqual([]);
		for (const who of ['assistant', 'instructor'] as const)
			expect(givingOut(given[who], [groupNote]), who).not.toEqual([]);
		const writers = await everythingFor(world.writer.actor);
		expect(givingOut(writers, [groupNote])).not.toEqual([]);
	});

	it('are found by whoever may see them, wherever they stand', () => {
		const { ownNote, classNote } = world.own.secrets;
		const places = [...given.student].flatMap(([name, json]) =>
			json.includes(ownNote) && json.includes(classNote) ? [name] : []
		);
		for (const end of ['/notes/data GET', '/notes/export GET', '/print (page)', '/search (page)'])
			expect(
				places.filter((name) => name.includes(end)),
				end
			).not.toEqual([]);
	});
});

describe('what a course gives to staff', () => {
	it.each(['assistant', 'instructor'] as const)('holds reports, and not by whom (%s)', (who) => {
		const reports = only(given[who], (name) => name.includes('/reports'));
		expect(givingOut(reports, ['names a neighbour'])).not.toEqual([]);
		const { name, userId, enrolmentId, email } = world.own;
		expect(givingOut(reports, [name, userId, enrolmentId, email])).toEqual([]);
	});

	it.each(['assistant', 'instructor'] as const)('holds no stance (%s)', (who) => {
		const stances = [world.writer, world.own].map(({ secrets }) => secrets.stance);
		expect(givingOut(given[who], stances)).toEqual([]);
		expect(under(['confidence'], given[who])).toEqual([]);
	});

	it('holds names, guides, answers and comments where they belong', async () => {
		const { name, enrolmentId, secrets } = world.writer;
		for (const word of [name, enrolmentId, secrets.answer, secrets.mark])
			expect(givingOut(given.instructor, [word]), word).not.toEqual([]);
		expect(givingOut(given.instructor, await staffWords())).not.toEqual([]);
		for (const key of ['guide', 'staffKey'])
			expect(under([key], given.instructor), key).not.toEqual([]);
	});

	it.each(['assistant', 'instructor'] as const)('hides who wrote while marking (%s)', (who) => {
		const marking = only(given[who], (name) => name.includes('/[module]/review'));
		const { name, email, userId, enrolmentId, secrets, actor } = world.writer;
		const pseudonym = actor.membership?.pseudonym.en ?? '';
		expect(givingOut(marking, [name, email, userId, enrolmentId, pseudonym])).toEqual([]);
		// An anchor is its author's text, and nobody's position.
		const ofAnchor = /\/calibration\/\[anchor\]\/edit \(page\) \.anchor\.bodies\.(en|ur)\.side$/;
		const sides = under(['side', 'writer'], marking).filter((at) => !ofAnchor.test(at));
		expect(sides).toEqual([]);
		expect(givingOut(marking, [secrets.position])).not.toEqual([]);
	});

	it('holds a student’s own stance for that student', () => {
		expect(givingOut(given.student, [world.own.secrets.stance])).not.toEqual([]);
	});
});

describe('documents for whoever teaches', () => {
	it('are given to staff alone', async () => {
		const rows = await db()
			.select({ body: moduleDocument.body })
			.from(moduleDocument)
			.where(eq(moduleDocument.key, 'instructor-notes'));
		const en = (rows[0]?.body as { en?: string } | undefined)?.en ?? '';
		// A line without any markup, so that it is the same as Markdown and as HTML.
		const line = en.split('\n').find((l) => /^[A-Za-z ,]{40,}/.test(l)) ?? 'no such line';
		const words = [line.match(/^[A-Za-z ,]{40,60}/)?.[0] ?? line];
		expect(givingOut(given.instructor, words)).not.toEqual([]);
		for (const who of readers) expect(givingOut(given[who], words), who).toEqual([]);
	});
});
