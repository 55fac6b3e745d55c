/*
 * Who sees a note: the rule as it is written and as the database has it are the same, whoever looks
 * and whatever was written; and what each is told of what they see.
 */
import { and, eq } from 'drizzle-orm';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf } from '$lib/access/refuse';
import { changedFor } from '$lib/annotations/listening.server';
import { notesBeside } from '$lib/annotations/beside.server';
import { removeNote } from '$lib/annotations/changing.server';
import { hideNote } from '$lib/annotations/moderating.server';
import { replyTo } from '$lib/annotations/replying.server';
import { standingIn, replyVisibleTo, visibleTo } from '$lib/annotations/visible.server';
import { seesNote, seesReply, type Viewer, type ViewerKind } from '$lib/annotations/visibility';
import { removePerson } from '$lib/courses/people.server';
import { readingFor } from '$lib/readings/readings.server';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import {
	enrolment,
	groupMember,
	hiddenContent,
	note,
	noteReply,
	noteRule,
	readingGroup
} from '$lib/server/db/schema';
import {
	actorOf,
	anAssistant,
	anObserver,
	aSection,
	aStudent,
	seeingAsStudent
} from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote, address, moduleSlug, now, textOf, theNotes, urdu } from '../support/notes';
import { aClass, type Class } from '../support/writers';

testDatabase();

describe('the rule and the query', () => {
	let course: Class;
	let moduleId: string;
	let readings: string[];
	let people: Actor[];
	let sections: string[];
	let groups: string[];
	let written: Awaited<ReturnType<typeof fill>>;

	/** A note of every kind by everybody, each with a reply of every kind. */
	async function fill() {
		const text = await textOf(people[0]!);
		const { versionId, paragraphs } = text;
		const [paragraph] = paragraphs;
		const all: { note: Parameters<typeof seesNote>[1] & { id: string }; replies: Written[] }[] = [];
		await transaction(async (tx) => {
			for (const author of [...people, null])
				for (const audience of ['private', 'group', 'class'] as const)
					for (const groupId of [...groups, null])
						for (const readingId of readings)
							for (const isHidden of [false, true]) {
								const at = author ? membershipOf(author) : null;
								const byStaff = at?.role === 'instructor' || at?.role === 'assistant';
								const enrolmentId = at?.enrolmentId ?? null;
								const { courseId } = course;
								const id = newId();
								await tx.insert(note).values({
									...{ courseId, id, ref: `n${id}`, moduleId, readingId, enrolmentId, byStaff },
									...{ audience, groupId, versionId, paragraphId: paragraph!.id },
									...{ start: 0, end: 4, exact: 'word', prefix: '', suffix: '', tags: [] },
									...{ body: 'Words.', lang: 'en', shownAs: { en: 'X' } },
									...{ createdAt: now, changedAt: now }
								});
								if (isHidden)
									await hidden(tx, `n${id}`, enrolmentId ?? membershipOf(people[0]!).enrolmentId);
								const facts = factsOf(author, isHidden);
								const one = { ...facts, byStaff, id, readingId, audience, groupId };
								const replies: Written[] = [];
								if (audience === 'class' && groupId === null)
									for (const replier of people)
										for (const isReplyHidden of [false, true])
											replies.push(await reply(tx, id, replier, isReplyHidden));
								all.push({ note: one, replies });
							}
		});
		return all;
	}

	type Written = Parameters<typeof seesReply>[2] & { id: string };
	type Tx = Parameters<Parameters<typeof transaction>[0]>[0];

	function factsOf(author: Actor | null, isHidden: boolean) {
		const at = author ? membershipOf(author) : null;
		return {
			enrolmentId: at?.enrolmentId ?? null,
			byStaff: at?.role === 'instructor' || at?.role === 'assistant',
			isHidden,
			hasLeft: author !== null && author === people.at(-1),
			sectionId: at?.sectionId ?? null
		};
	}

	async function hidden(tx: Tx, subjectId: string, authorId: string) {
		await tx.insert(hiddenContent).values({
			...{ courseId: course.courseId, subjectKind: 'note', subjectId, authorId },
			...{ reason: 'Rude.', hiddenBy: 'x', at: now }
		});
	}

	async function reply(tx: Tx, noteId: string, by: Actor, isHidden: boolean): Promise<Written> {
		const { courseId } = course;
		const id = newId();
		const facts = factsOf(by, isHidden);
		await tx.insert(noteReply).values({
			...{ courseId, id, ref: `r${id}`, noteId, enrolmentId: facts.enrolmentId ?? '' },
			...{ byStaff: facts.byStaff, body: 'So.', lang: 'en', shownAs: { en: 'X' }, createdAt: now }
		});
		if (isHidden) await hidden(tx, `r${id}`, facts.enrolmentId ?? '');
		return { ...facts, id };
	}

	beforeAll(async () => {
		course = await aClass();
		const { courseId } = course;
		sections = [await aSection(course, 'A'), await aSection(course, 'B')];
		people = [
			await aStudent(course, { sectionId: sections[0]! }),
			await aStudent(course, { sectionId: sections[1]! }),
			await anAssistant(course, { sectionId: sections[0]!, ownSectionOnly: true }),
			course.instructor,
			await aStudent(course)
		];
		const text = await readingFor(course.instructor, {
			moduleSlug,
			readingSlug: address.readingSlug,
			kind: 'study',
			lang: 'en'
		});
		moduleId = text.moduleId;
		const other = await readingFor(course.instructor, {
			moduleSlug,
			readingSlug: text.next?.slug ?? '',
			kind: 'study',
			lang: 'en'
		});
		readings = [text.id, other.id];
		groups = [newId(), newId()];
		for (const id of groups)
			await db()
				.insert(readingGroup)
				.values({ courseId, id, moduleId, name: id, position: 1, createdAt: now });
		// The last of them has left.
		await db()
			.update(enrolment)
			.set({ state: 'removed' })
			.where(
				and(
					eq(enrolment.courseId, courseId),
					eq(enrolment.id, membershipOf(people.at(-1)!).enrolmentId)
				)
			);
		written = await fill();
	});

	it('say the same of every note and reply, for everybody who may look', async () => {
		const viewers = fc.record({
			kind: fc.constantFrom<ViewerKind[]>('staff', 'section', 'observer', 'student'),
			enrolmentId: fc.constantFrom('nobody', ...people.map((p) => membershipOf(p).enrolmentId)),
			sectionId: fc.constantFrom(null, ...sections),
			groupId: fc.constantFrom(null, ...groups),
			openIn: fc.subarray(readings)
		});
		const { courseId } = course;
		await fc.assert(
			fc.asyncProperty(viewers, async (viewer: Viewer) => {
				const rows = await db()
					.select({ id: note.id })
					.from(note)
					.where(and(eq(note.courseId, courseId), visibleTo(viewer)));
				const answers = await db()
					.select({ id: noteReply.id })
					.from(noteReply)
					.innerJoin(
						note,
						and(eq(note.courseId, noteReply.courseId), eq(note.id, noteReply.noteId))
					)
					.where(and(eq(note.courseId, courseId), visibleTo(viewer), replyVisibleTo(viewer)));
				const seen = written.filter((one) => seesNote(viewer, one.note));
				const ids = (some: { id: string }[]) => some.map(({ id }) => id).sort();
				expect(ids(rows)).toEqual(ids(seen.map((one) => one.note)));
				expect(ids(answers)).toEqual(
					ids(
						seen.flatMap(({ note: on, replies }) =>
							replies.filter((r) => seesReply(viewer, on.readingId, r))
						)
					)
				);
			}),
			{ numRuns: 120 }
		);
	});
});

describe('what each person is shown', () => {
	let course: Class;
	let author: Actor;
	let reader: Actor;
	let newcomer: Actor;

	beforeAll(async () => {
		course = await aClass();
		author = await aStudent(course, { name: 'Author Amna' });
		reader = await aStudent(course, { name: 'Reader Rida' });
		newcomer = await aStudent(course);
		await aNote(author, { audience: 'private', body: 'For me alone.' });
		await aNote(author, { body: 'For the class.' });
		await aNote(reader, { body: 'Also for the class.', sentence: 1 });
		await aNote(course.instructor, { body: 'By staff.', paragraph: 1 });
	});

	const bodies = async (actor: Actor) =>
		(await theNotes(actor)).notes.map((one) => one.body).sort();

	it('is the class’s notes once they have written their own, and staff’s before', async () => {
		expect(await bodies(newcomer)).toEqual(['By staff.']);
		expect((await theNotes(newcomer)).reveal).toEqual({ after: 1, own: 0, isOpen: false });
		expect(await bodies(reader)).toEqual(['Also for the class.', 'By staff.', 'For the class.']);
		expect(await bodies(author)).toContain('For me alone.');
	});

	it('is never what somebody wrote for themselves, whoever looks', async () => {
		const observer = await anObserver(course);
		for (const who of [course.instructor, course.assistant, observer, reader])
			expect(await bodies(who)).toEqual(['Also for the class.', 'By staff.', 'For the class.']);
	});

	it('is what a newcomer is shown, for staff who see as a student', async () => {
		expect(await bodies(seeingAsStudent(course.assistant))).toEqual(['By staff.']);
		expect((await theNotes(seeingAsStudent(course.assistant))).mayWrite).toBe(false);
	});

	it('is a pseudonym and a day for classmates, the moment for its author and staff', async () => {
		const shown = async (actor: Actor) =>
			(await theNotes(actor)).notes.find((one) => one.body === 'For the class.');
		const { pseudonym } = membershipOf(author);
		expect(await shown(reader)).toMatchObject({ by: pseudonym, at: '2026-11-10', isOwn: false });
		expect(await shown(author)).toMatchObject({ at: now.toISOString(), isOwn: true });
		expect(await shown(course.instructor)).toMatchObject({ by: pseudonym, at: now.toISOString() });
		const told = JSON.stringify(await theNotes(reader));
		for (const secret of ['Amna', membershipOf(author).enrolmentId, course.courseId])
			expect(told).not.toContain(secret);
	});

	it('is counted at each paragraph as it is shown', async () => {
		for (const who of [author, reader, newcomer, course.instructor]) {
			const text = await readingFor(who, { ...address, kind: 'study', lang: 'en' });
			const { counts } = await notesBeside(who, text);
			const expected: Record<string, number> = {};
			for (const { paragraphId } of (await theNotes(who)).notes)
				if (paragraphId) expected[paragraphId] = (expected[paragraphId] ?? 0) + 1;
			expect(counts).toEqual(expected);
		}
	});

	it('waits for as many notes as the rule of the reading says, highlights not counted', async () => {
		const { readingId } = await textOf(reader);
		const { courseId } = course;
		await db().insert(noteRule).values({ courseId, readingId, revealAfter: 2, updatedAt: now });
		expect(await bodies(reader)).toEqual(['Also for the class.', 'By staff.']);
		await aNote(reader, { body: '', sentence: 2 });
		expect((await theNotes(reader)).reveal).toEqual({ after: 2, own: 1, isOpen: false });
		const second = await aNote(reader, { body: 'Again.', sentence: 2 });
		expect(await bodies(reader)).toContain('For the class.');
		await removeNote(reader, address, { ref: second, base: 1 }, now);
		expect(await bodies(reader)).not.toContain('For the class.');
		await db().delete(noteRule).where(eq(noteRule.courseId, courseId));
	});

	it('is of this course alone, and of this module', async () => {
		const elsewhere = await aClass();
		const student = await aStudent(elsewhere);
		await aNote(student, { body: 'In the other course.' });
		expect(await bodies(student)).toEqual(['In the other course.']);
		expect(await bodies(course.instructor)).not.toContain('In the other course.');
	});

	it('is shown beside the other edition at the same paragraph', async () => {
		const ref = await aNote(author, { body: 'اردو متن پر', edition: urdu, paragraph: 1 });
		const here = (await theNotes(author)).notes.find((one) => one.ref === ref);
		const there = (await theNotes(author, urdu)).notes.find((one) => one.ref === ref);
		expect(here).toMatchObject({ standing: 'elsewhere', start: 0, end: 0 });
		expect(there).toMatchObject({ standing: 'exact', paragraphId: here?.paragraphId });
		expect(there?.end).toBeGreaterThan(0);
	});

	it('is hidden from classmates when staff hid it; its author and staff read why', async () => {
		const ref = await aNote(author, { body: 'Rude words.', paragraph: 2 });
		const before = await changedFor(reader, address, now);
		await hideNote(course.instructor, { ref, reason: 'It names a neighbour.' }, now);
		expect(await bodies(reader)).not.toContain('Rude words.');
		expect(await changedFor(reader, address, now)).not.toBe(before);
		for (const who of [author, course.assistant])
			expect((await theNotes(who)).notes.find((one) => one.ref === ref)?.hidden).toBe(
				'It names a neighbour.'
			);
	});

	it('goes with whoever left the course, for classmates', async () => {
		const leaver = await aStudent(course);
		await aNote(leaver, { body: 'I am off.' });
		expect(await bodies(reader)).toContain('I am off.');
		await removePerson(course.instructor, membershipOf(leaver).enrolmentId, now);
		expect(await bodies(reader)).not.toContain('I am off.');
		expect(await bodies(course.instructor)).toContain('I am off.');
	});
});

describe('a group', () => {
	it('reads its notes; the rest of the class, observers and other groups do not', async () => {
		const course = await aClass();
		const { courseId } = course;
		const [a, b, outside, other] = [
			await aStudent(course),
			await aStudent(course),
			await aStudent(course),
			await aStudent(course)
		];
		const { moduleId } = await readingFor(a, { ...address, kind: 'study', lang: 'en' });
		for (const [id, members] of [
			['first', [a, b]],
			['second', [other]]
		] as const) {
			await db()
				.insert(readingGroup)
				.values({ courseId, id, moduleId, name: id, position: 1, createdAt: now });
			for (const member of members)
				await db()
					.insert(groupMember)
					.values({
						...{ courseId, moduleId, groupId: id, joinedAt: now },
						enrolmentId: membershipOf(member).enrolmentId
					});
		}
		const ref = await aNote(a, { audience: 'group', body: 'Between us.' });
		for (const who of [b, outside, other]) await aNote(who, { sentence: 1 });
		const sees = async (who: Actor) => (await theNotes(who)).notes.some((one) => one.ref === ref);
		const observer = await anObserver(course);
		for (const who of [a, b, course.instructor]) expect(await sees(who)).toBe(true);
		for (const who of [outside, other, observer]) expect(await sees(who)).toBe(false);
		expect((await theNotes(a)).group).toEqual({ id: 'first', name: 'first' });
		expect((await theNotes(outside)).group).toBeNull();
	});
});

describe('an assistant of one section', () => {
	it('sees the notes and replies of its students and of staff', async () => {
		const course = await aClass();
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		const here = await aStudent(course, { sectionId: a });
		const there = await aStudent(course, { sectionId: b });
		const assistant = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const mine = await aNote(here, { body: 'Ours.' });
		await aNote(there, { body: 'Theirs.' });
		await aNote(course.instructor, { body: 'Staff’s.' });
		await replyTo(there, address, { note: mine, body: 'From B.', lang: 'en', ref: null }, now);
		const { notes } = await theNotes(assistant);
		expect(notes.map((one) => one.body).sort()).toEqual(['Ours.', 'Staff’s.']);
		expect(notes.find((one) => one.ref === mine)?.replies).toEqual([]);
		expect((await theNotes(here)).notes.find((one) => one.ref === mine)?.replies).toHaveLength(1);
	});
});

describe('how somebody looks', () => {
	it('is asked once for a module, whatever its readings are', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		await aNote(student);
		const text = await readingFor(student, { ...address, kind: 'study', lang: 'en' });
		const { viewer, reveal } = await standingIn(await actorOf(student, course), text.moduleId);
		expect(viewer).toMatchObject({ kind: 'student', openIn: [text.id], groupId: null });
		expect(reveal.size).toBeGreaterThan(1);
	});

	it('finds the same changes with and without the notes', async () => {
		const course = await aClass();
		const student = await aStudent(course);
		await aNote(student);
		for (const who of [student, course.instructor])
			expect(await changedFor(who, address, now)).toBe((await theNotes(who)).changed);
	});
});
