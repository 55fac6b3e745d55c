/*
 * The demo class: a course from the pack, one instructor, one assistant, one observer and thirty
 * students, each with what they read, answered, held and got back. Nothing is written past the
 * rules of the product.
 */
import { randomBytes } from 'node:crypto';
import { createAccount } from '$lib/accounts/creating.server';
import { actorFor } from '$lib/access/identify.server';
import { enrol } from '$lib/courses/enrolling.server';
import { makeSection, sectionsIn } from '$lib/courses/people.server';
import { moduleFor } from '$lib/modules/modules.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { assignSide, changeTerms, taskSettingsFor } from '$lib/positions/assigning.server';
import { changeSet, releaseSet } from '$lib/questions/settings.server';
import { transaction } from '$lib/server/db/client';
import { setMoment } from '$lib/stances/stances.server';
import { checkAsTheyDid } from './checks';
import { debateAsTheyDid } from './debates';
import { moderateAsTheyDid, prepareAsTheyDid } from './marking';
import { demoClass, demoPositions, type DemoPerson } from './files';
import { noteAsTheyDid } from './notes';
import { reviewEachOtherAsTheyDid } from './peers';
import { reviewAsTheyDid } from './reviews';
import {
	actorOf,
	answerAsTheyDid,
	enrolmentOf,
	groupAsTheyDid,
	momentOf,
	placeAsTheyDid,
	readAsTheyDid,
	stop,
	writeVersion,
	type DemoPlace
} from './work';

export interface DemoAccount {
	role: string;
	name: string;
	email: string;
	password: string;
}

const packSlug = 'hard-state-soft-state';

/**
 * Fills an empty, migrated database.
 * @param log says what is being made, for whoever waits
 * @returns the accounts to print, the most useful first
 */
export async function seedDemo({
	now,
	log
}: {
	now: Date;
	log: (text: string) => void;
}): Promise<{ accounts: DemoAccount[] }> {
	const { place, accounts } = await openDemoCourse(now);
	log('Reading, answering and taking sides …');
	await placeAsTheyDid(place, 'before');
	await groupAsTheyDid(place);
	await readAsTheyDid(place);
	await answerAsTheyDid(place);
	await noteAsTheyDid(place);
	await checkAsTheyDid(place);
	const instructor = await actorOf(place, 'instructor');
	const opened = momentOf('-7d 09:00', place);
	await setMoment(instructor, place.moduleId, 'after-reading', 'open', opened);
	await placeAsTheyDid(place, 'after-reading');

	log('Writing positions …');
	await setDates(place);
	await prepareAsTheyDid(place);
	for (const position of demoPositions) {
		if (position.sideOrigin === 'assigned') {
			const { enrolmentId } = await enrolmentIn(place, position.student);
			const at = momentOf('-12d 10:00', place);
			const given = await assignSide(instructor, place.moduleSlug, enrolmentId, position.side, at);
			if (!given.ok) stop(`the side of ${position.student}: ${given.reason}`);
		}
		await writeVersion(place, position, 0);
	}
	log('Reviewing them …');
	await reviewAsTheyDid(place);
	await moderateAsTheyDid(place);
	await reviewEachOtherAsTheyDid(place);
	log('Debating …');
	await debateAsTheyDid(place);
	return { accounts };
}

async function enrolmentIn(place: DemoPlace, key: string) {
	return { enrolmentId: enrolmentOf(await actorOf(place, key)) };
}

async function openDemoCourse(now: Date): Promise<{ place: DemoPlace; accounts: DemoAccount[] }> {
	const { course, sections, staff, students } = demoClass;
	const { timeZone } = course;
	const began = momentOf('-14d 09:00', { now, timeZone });
	const roles = [
		...staff.map((person) => ({ person, role: person.role })),
		...students.map((person) => ({ person, role: 'student' as const }))
	];
	// All at once: thirty slow password hashes one after another would keep somebody waiting.
	const everybody = await Promise.all(
		roles.map(async ({ person, role }) => {
			const password = randomBytes(9).toString('base64url');
			const { name, email, locale } = person;
			const siteRole = role === 'instructor' ? 'teacher' : 'none';
			const fresh = { name, email, locale, password, siteRole, emailVerified: true } as const;
			const id = await createAccount(fresh, began);
			return { person, role, password, id: id ?? stop(`two people have the address ${email}`) };
		})
	);
	const people = new Map(everybody.map(({ person, id }) => [person.key, id]));
	const accounts = everybody.filter(({ person, role }) => role !== 'student' || isPrinted(person));

	const teacher = (await actorFor(people.get('instructor') ?? '', null)) ?? stop('no instructor');
	const opened = await openCourseFromPack(
		teacher,
		{ title: course.title, timeZone, packSlug },
		began
	);
	if (!opened.ok) stop(opened.reason);
	const place: Omit<DemoPlace, 'moduleId'> = { ...opened, timeZone, people, now };
	const instructor = await actorOf({ ...place, moduleId: '' }, 'instructor');
	for (const name of sections) await makeSection(instructor, name, began);
	const made = await sectionsIn(instructor);
	const sectionOf = (n: number | undefined) =>
		n === undefined ? null : (made.find((s) => s.name === sections[n])?.id ?? null);
	await transaction(async (tx) => {
		for (const { person, role } of everybody) {
			if (person.key === 'instructor') continue;
			const userId = people.get(person.key) ?? '';
			const sectionId = sectionOf(person.section);
			await enrol(tx, { courseId: opened.courseId, userId, role: role, sectionId }, began);
		}
	});
	const { id: moduleId } = await moduleFor(instructor, opened.moduleSlug);
	return {
		place: { ...place, moduleId },
		accounts: accounts.map(({ person: { name, email }, role, password }) => ({
			role,
			name,
			email,
			password
		}))
	};
}

/** Students worth looking at: in different states, in both languages. */
function isPrinted({ key }: DemoPerson): boolean {
	const { students } = demoClass;
	const wrote = (student: DemoPerson) => demoPositions.find((p) => p.student === student.key);
	return [
		students.find((s) => wrote(s)?.review?.state === 'released'),
		students.find((s) => wrote(s)?.state === 'returned'),
		students.find((s) => s.locale === 'ur' && wrote(s)?.state === 'draft'),
		students.find((s) => !wrote(s))
	].some((s) => s?.key === key);
}

async function setDates(place: DemoPlace): Promise<void> {
	const instructor = await actorOf(place, 'instructor');
	const { due, closes, graceMinutes } = demoClass.positionTask;
	const settings = await taskSettingsFor(instructor, place.moduleSlug);
	const terms = {
		...settings.terms,
		dueAt: momentOf(due, place),
		closesAt: momentOf(closes, place),
		graceMinutes
	};
	const changed = await changeTerms(
		instructor,
		place.moduleSlug,
		terms,
		momentOf('-13d 09:00', place)
	);
	if (!changed.ok) stop(`the dates of the position: ${changed.reason}`);
	for (const [setSlug, due] of Object.entries({ across: '+1d 23:59', after: '+4d 23:59' })) {
		const address = { moduleSlug: place.moduleSlug, setSlug };
		const dates = { dueAt: momentOf(due, place), closesAt: null, feedbackAtOnce: true };
		const set = await changeSet(instructor, address, dates, momentOf('-13d 09:00', place));
		if (!set.ok) stop(`the dates of the questions ${setSlug}: ${set.reason}`);
	}
	const released = { moduleSlug: place.moduleSlug, setSlug: 'before' };
	await releaseSet(instructor, released, momentOf('-4d 18:00', place));
}
