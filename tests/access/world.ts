/*
 * A course from the pack in the middle of its term, and everybody who may ask about it: there is
 * something at each address, and every kind of secret has a word of its own that can be looked for.
 */
import { and, eq } from 'drizzle-orm';
import { randomInt } from 'node:crypto';
import type { Actor } from '$lib/access/actor';
import { actorFor, visitor } from '$lib/access/identify.server';
import { invite, invitationsIn } from '$lib/courses/invitations.server';
import { joinLinkOf } from '$lib/courses/courses.server';
import { removePerson } from '$lib/courses/people.server';
import { writeCheck } from '$lib/annotations/ledger-checking.server';
import type { Audience } from '$lib/annotations/note';
import { writeNote } from '$lib/annotations/writing.server';
import { moduleFor } from '$lib/modules/modules.server';
import { sendMessage } from '$lib/notices/messages.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { citePassage } from '$lib/positions/citing.server';
import { savePosition } from '$lib/positions/drafting.server';
import { positionFor } from '$lib/positions/positions.server';
import { submitPosition } from '$lib/positions/submitting.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { answersToMark, markAnswer, questionsToMark } from '$lib/questions/marking.server';
import { peerAnswers } from '$lib/questions/classmates.server';
import { reportAnswer } from '$lib/questions/reporting.server';
import { submitSet } from '$lib/questions/submitting.server';
import { paragraphsFor } from '$lib/readings/passages.server';
import { readingIndex } from '$lib/readings/readings.server';
import { markReady } from '$lib/reviews/marking.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { position } from '$lib/server/db/schema';
import { placeStances, stancesFor } from '$lib/stances/stances.server';
import {
	aCourse,
	actorOf,
	anAssistant,
	anObserver,
	aPerson,
	aSection,
	aStudent,
	aTeacher,
	seeingAsStudent
} from '../support/builders';
import { aDebate, opened as openedDebate } from '../support/debates';

export const everybody = [
	'visitor',
	'stranger',
	'student of another course',
	'former member',
	'student',
	'observer',
	'assistant',
	'assistant of another section',
	'instructor',
	'instructor who sees as a student',
	'administrator'
] as const;
export type Who = (typeof everybody)[number];

export const now = new Date('2026-11-10T05:00:00Z');
export const moduleSlug = 'hard-state-soft-state';
export const reading = 'taliban-talks';
/** The set beside that reading. */
export const set = 'taliban-talks';
/** An entry of the ledger that the writer and the acting student have checked. */
export const entry = 'sixteen-soldiers';
/** Its discussion question. */
export const discussion = 'Q02b';

const words = Array.from({ length: 90 }, () => 'word').join(' ');
const everyLevel = { R1: 3, R2: 4, R3: 2, R4: 3, R5: 1, R6: 4 };
const study = { kind: 'study', lang: 'en' } as const;

/** Whom addresses and forms are about: a student who has done everything. */
export interface Somebody {
	actor: Actor;
	name: string;
	email: string;
	userId: string;
	enrolmentId: string;
	positionId: string;
	/** One word each, in what they wrote and what was written about it. */
	secrets: {
		answer: string;
		stance: string;
		position: string;
		comment: string;
		mark: string;
		check: string;
		/** Of notes on the reading: one for themselves, one for the class. */
		ownNote: string;
		classNote: string;
	};
}

export interface World {
	course: { courseId: string; slug: string };
	moduleId: string;
	joinCode: string;
	sections: { a: string; b: string };
	actors: Record<Who, Actor>;
	/** A classmate of the acting student. */
	writer: Somebody;
	/** The acting student's own doings. */
	own: Somebody;
	/** A student of the course who has done nothing yet. */
	newcomer: Actor;
	questionId: string;
	/** What the marker's form calls the writer's answer. */
	answerRef: string;
	/** What classmates know the writer's answer by; it has been reported. */
	peerRef: string;
	/** Of a message to the whole class. */
	messageId: string;
	/** Open: the writer speaks for, the acting student against, the instructor has the chair. */
	debate: { id: string; slug: string; roundId: string };
	passage: { versionId: string; paragraphId: string; words: string };
	otherCourse: { courseId: string; slug: string; sectionId: string; enrolmentId: string };
	anInvitation(): Promise<string>;
}

export async function aWorld(): Promise<World> {
	const teacher = await aTeacher({ name: 'Instructor Tabassum', email: 'tabassum@example.org' });
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics 201' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	const course = { courseId: opened.courseId, slug: opened.courseSlug };
	const instructor = await actorOf(teacher, course);
	const sections = { a: await aSection(course, 'A'), b: await aSection(course, 'B') };
	const { id: moduleId } = await moduleFor(instructor, moduleSlug);

	const writer = await somebody(course, moduleId, 'Zarlasht', sections.a);
	const own = await somebody(course, moduleId, 'Mahnoor', sections.a);
	const former = await somebody(course, moduleId, 'Khizar', sections.a);
	await removePerson(instructor, former.enrolmentId, now);
	for (const who of [writer, own]) await mark(instructor, who);

	const elsewhere = await aCourse();
	const pupil = await aStudent(elsewhere);
	const [asked] = await questionsToMark(instructor, moduleSlug).then((all) =>
		all.filter((q) => q.key === discussion)
	);
	const { code } = await joinLinkOf(instructor);
	let invitations = 0;
	return {
		course,
		moduleId,
		joinCode: code ?? '',
		sections,
		writer,
		own,
		newcomer: await aStudent(course, { name: 'Newcomer Nida' }),
		questionId: asked?.id ?? '',
		answerRef: await refOf(instructor, asked?.id ?? '', writer),
		peerRef: await reported(own.actor, writer),
		messageId: await aMessage(instructor),
		debate: await anOpenDebate(course, instructor, writer.actor, own.actor),
		passage: await aPassage(instructor, moduleId),
		otherCourse: {
			...elsewhere,
			sectionId: await aSection(elsewhere),
			enrolmentId: pupil.membership?.enrolmentId ?? ''
		},
		actors: {
			visitor: visitor(),
			stranger: await aPerson(),
			'student of another course': await here(pupil, course),
			'former member': await here(former.actor, course),
			student: own.actor,
			observer: await anObserver(course, { name: 'Observer Orooj' }),
			assistant: await anAssistant(course, {
				name: 'Assistant Atiqa',
				email: 'atiqa@example.org',
				sectionId: sections.a
			}),
			'assistant of another section': await anAssistant(course, {
				sectionId: sections.b,
				ownSectionOnly: true
			}),
			instructor,
			'instructor who sees as a student': seeingAsStudent(instructor),
			administrator: await aPerson({ siteRole: 'administrator' })
		},
		async anInvitation() {
			const email = `invited-${++invitations}@example.org`;
			await invite(instructor, { addresses: [email], role: 'student', sectionId: null }, now);
			const open = await invitationsIn(instructor, now);
			return open.find((one) => one.email === email)?.id ?? '';
		}
	};
}

async function anOpenDebate(
	{ courseId }: { courseId: string },
	instructor: Actor,
	pro: Actor,
	con: Actor
): Promise<World['debate']> {
	const slug = 'thursday';
	const built = await aDebate(
		{ courseId, instructor },
		{
			slug,
			// Students write under the names that they have in the class, so that theirs are found where they leak.
			settings: { shows: 'pseudonyms' },
			places: [
				{ actor: instructor, role: 'chair' },
				{ actor: pro, role: 'speaker', team: 'for', speaker: '1' },
				{ actor: con, role: 'speaker', team: 'against', speaker: '1' }
			]
		}
	);
	await openedDebate(built);
	return { id: built.id, slug, roundId: built.roundId };
}

/** As a request finds them that asks about this course: not in it any more, or never. */
async function here(person: Actor, course: { slug: string }): Promise<Actor> {
	const id = person.person?.id ?? '';
	const inCourse = await actorFor(id, course.slug);
	if (inCourse) throw new Error('This person should not be in the course.');
	return (await actorFor(id, null)) ?? visitor();
}

async function somebody(
	course: { courseId: string; slug: string },
	moduleId: string,
	name: string,
	sectionId: string
): Promise<Somebody> {
	const email = `${name.toLowerCase()}@example.org`;
	const actor = await aStudent(course, { name: `${name} Canary`, email, sectionId });
	const secret = (kind: string) => `${kind}${randomInt(1e12).toString(36)}`;
	const secrets = {
		answer: secret('answer'),
		stance: secret('stance'),
		position: secret('position'),
		comment: secret('comment'),
		mark: secret('mark'),
		check: secret('check'),
		ownNote: secret('own'),
		classNote: secret('class')
	};
	await takeNote(actor, moduleId, 'private', secrets.ownNote);
	await takeNote(actor, moduleId, 'class', secrets.classNote);
	await writeCheck(actor, moduleSlug, entry, checkOf(secrets.check), 'en', now);
	await takeStance(actor, moduleId, secrets.stance);
	await handIn(actor, `${words} ${secrets.answer}`);
	const enrolmentId = actor.membership?.enrolmentId ?? '';
	return {
		actor,
		name: actor.person?.name ?? '',
		email,
		userId: actor.person?.id ?? '',
		enrolmentId,
		positionId: await takePosition(actor, moduleId, secrets.position),
		secrets
	};
}

/** A word of every note, to search for. */
export const searched = 'kestrel';

async function takeNote(
	actor: Actor,
	moduleId: string,
	audience: Audience,
	secret: string
): Promise<void> {
	const { versionId, paragraphId } = await aPassage(actor, moduleId);
	const words = { start: null, end: null, exact: null, from: null, to: null };
	const shown = {
		audience,
		tags: [],
		body: `${searched} ${secret}`,
		lang: 'en',
		ref: null
	} as const;
	const address = { moduleSlug, readingSlug: reading };
	const written = await writeNote(
		actor,
		address,
		{ versionId, paragraphId, ...words, ...shown },
		now
	);
	if (!written.ok) throw new Error(written.reason);
}

/** What somebody writes who checked the entry. */
export function checkOf(finding: string) {
	return { base: 0, verdict: 'holds' as const, finding, source: 'Two newspapers.' };
}

async function takeStance(actor: Actor, moduleId: string, reason: string): Promise<void> {
	const { axes } = await stancesFor(actor, moduleId);
	const given = axes.map(({ id }) => ({
		axisId: id,
		answer: 'b-mostly' as const,
		confidence: 3,
		reason
	}));
	await placeStances(actor, moduleId, 'before', given, 'en', now);
}

async function handIn(actor: Actor, text: string): Promise<void> {
	const address = { moduleSlug, setSlug: set };
	const sent = { key: discussion, value: { text }, version: 0, deviceAt: null };
	await saveAnswers(actor, await setToAnswer(actor, address), [sent], 'en', now);
	const handedIn = await submitSet(actor, await setToAnswer(actor, address), now);
	if (!handedIn.ok) throw new Error(handedIn.reason);
}

async function aPassage(actor: Actor, moduleId: string) {
	const [first] = (await readingIndex(actor, moduleId)).filter((r) => r.slug === reading);
	const text = await paragraphsFor(actor, first?.id ?? '', study);
	const [paragraph] = text?.paragraphs ?? [];
	return {
		versionId: text?.versionId ?? '',
		paragraphId: paragraph?.id ?? '',
		words: paragraph?.text.slice(0, 40) ?? ''
	};
}

async function takePosition(actor: Actor, moduleId: string, thesis: string): Promise<string> {
	const body = {
		thesis,
		reasons: [{ id: 'r1', claim: 'Pauses were used.', warrant: 'So time alone helps nobody.' }],
		against: 'Force feeds recruitment.',
		reply: 'Not where courts follow.',
		change: 'A pause that held for a year.'
	};
	const draft = { version: 0, side: 'for' as const, body };
	await savePosition(actor, moduleSlug, draft, 'en', now);
	const { versionId, paragraphId } = await aPassage(actor, moduleId);
	const passage = { versionId, paragraphId, start: 0, end: 40, exact: null };
	for (const part of ['reason:r1', 'against'])
		await citePassage(actor, moduleSlug, { ...passage, part }, 'en', now);
	const { own } = await positionFor(actor, moduleSlug, now);
	const version = own?.version ?? 0;
	const submitted = await submitPosition(actor, moduleSlug, { ...draft, version }, 'en', now);
	if (!submitted.ok) throw new Error(submitted.reason);
	const [row] = await db()
		.select({ id: position.id })
		.from(position)
		.where(
			and(
				eq(position.courseId, actor.membership?.courseId ?? ''),
				eq(position.enrolmentId, actor.membership?.enrolmentId ?? '')
			)
		);
	return row?.id ?? '';
}

/** Marked and not released: an answer, and the position with every level. */
async function mark(instructor: Actor, { positionId, secrets, ...who }: Somebody): Promise<void> {
	const asked = (await questionsToMark(instructor, moduleSlug)).find((q) => q.key === discussion);
	const ref = await refOf(instructor, asked?.id ?? '', { secrets, ...who });
	const given = { ref, points: 1, comment: secrets.mark, version: 0 };
	const marked = await markAnswer(instructor, moduleSlug, asked?.id ?? '', given, now);
	const ready = await markReady(
		instructor,
		{
			positionId,
			number: 1,
			version: 0,
			levels: everyLevel,
			comments: { thesis: secrets.comment },
			overall: secrets.comment,
			pins: [{ id: 'p1', field: 'thesis', start: 0, end: 3, comment: secrets.comment }]
		},
		now
	);
	if (!marked.ok || !ready.ok) throw new Error('The world could not be marked.');
}

async function reported(by: Actor, { secrets }: Somebody): Promise<string> {
	const address = { moduleSlug, setSlug: set };
	const peers = await peerAnswers(by, address, discussion);
	const found = peers.ok ? peers.answers.find((a) => a.text.includes(secrets.answer)) : undefined;
	const ref = found?.ref ?? '';
	await reportAnswer(by, address, discussion, { ref, reason: 'It names a neighbour.' }, now);
	return ref;
}

async function aMessage(instructor: Actor): Promise<string> {
	const id = newId();
	const words = { subject: 'Thursday', body: 'We meet at ten.', lang: 'en' as const };
	const sent = await sendMessage(instructor, { id, ...words, sectionId: null }, now);
	if (!sent.ok) throw new Error(sent.reason);
	return id;
}

async function refOf(
	instructor: Actor,
	questionId: string,
	{ secrets }: Pick<Somebody, 'secrets'>
): Promise<string> {
	const view = { page: 1, unmarkedOnly: false, showNames: false };
	const list = await answersToMark(instructor, moduleSlug, questionId, view);
	return list.answers.find((a) => a.value.text?.includes(secrets.answer))?.ref ?? '';
}
