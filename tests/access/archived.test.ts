/*
 * A course that has been put away: every form and verb of it, sent by everybody who is in it. What
 * still answers is named here; everything else is refused, and works again once it is brought back.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { askForManagedErasure } from '$lib/archive/requesting.server';
import { makeClassAccount } from '$lib/courses/class-accounts.server';
import { archiveCourse } from '$lib/courses/courses.server';
import { joinOffer } from '$lib/courses/joining.server';
import { forgetAuth } from '$lib/server/auth';
import { db } from '$lib/server/db/client';
import { course, review } from '$lib/server/db/schema';
import { actorOf } from '../support/builders';
import { testDatabase } from '../support/database';
import { ask, everyFunction, type RouteFunction } from './every-route';
import { askedOf } from './sample-forms';
import { aWorld, now, type Who, type World } from './world';

const inCourse: Who[] = ['student', 'observer', 'assistant', 'instructor'];

const settings = '/(staff)/courses/[course]/settings';
const inReview = '/(staff)/courses/[course]/modules/[module]/review';
/** One puts notices away, looks with other eyes, takes things along, or ends what has ended. */
const stillAnswers: Record<string, readonly string[]> = {
	everybody: [
		'/(signed-in)/courses/[course] ?/away',
		'/(signed-in)/courses/[course]/modules/[module] ?/away'
	],
	// Of the sheets, leafing through them and the comments to choose from: neither writes anything.
	staff: [
		'/(signed-in)/courses/[course] ?/view',
		`${inReview}/[position] ?/bank`,
		`${inReview}/[position] ?/next`,
		`${inReview}/[position] ?/open`
	],
	instructor: [
		`${settings}/copy ?/default`,
		`${settings}/leaving ?/archive`,
		`${settings}/leaving ?/keep`,
		`${settings}/leaving/purge ?/default`
	]
};

/** Pages that are nothing but forms. */
const onlyToWrite = [
	/\/position\/cite \(page\)/,
	/\/notes\/import \(page\)/,
	/\/submit \(page\)/,
	/\/debates\/(new|formats(\/\[format\]|\/import)?) \(page\)/,
	/\/debates\/\[debate\]\/(chair|settings|board\/passage) \(page\)/,
	/\/messages\/new \(page\)/,
	/\/modules\/(bring-in|new) \(page\)/,
	/\/edit(?!\/(?:pack|groups) )/,
	/\/people\/(accounts|invitations|roster|sections|slips) \(page\)/,
	/\/gradebook\/(import|items) \(page\)/,
	/\/review\/plan \(page\)/,
	/\/review\/comments\/(\[comment\]|import) \(page\)/
];

testDatabase();
let world: World;
let posts: RouteFunction[];
beforeAll(async () => {
	forgetAuth();
	world = await aWorld();
	posts = (await everyFunction()).filter(
		({ kind, part, routeId }) =>
			routeId.includes('/courses/[course]') &&
			(kind === 'action' || (kind === 'verb' && part !== 'GET'))
	);
});

/** As a request finds them now: the state of the course comes with the place in it. */
const asOf = (who: Who): Promise<Actor> => actorOf(world.actors[who], world.course);

async function answering(who: Who): Promise<string[]> {
	const actor = await asOf(who);
	const names: string[] = [];
	for (const fn of posts) {
		// Bringing it back is tried last.
		if (fn.name.endsWith('?/archive')) continue;
		const answer = await ask(fn, actor, await askedOf(fn, world, world.actors[who]));
		if (answer.refused === null) names.push(fn.name);
	}
	return names;
}

async function reading(who: Who): Promise<string[]> {
	const actor = await asOf(who);
	const names: string[] = [];
	for (const fn of await everyFunction()) {
		if (fn.kind !== 'load' || !fn.routeId.includes('/courses/[course]')) continue;
		const answer = await ask(fn, actor, await askedOf(fn, world, world.actors[who]));
		if (answer.refused === null) names.push(fn.name);
	}
	return names;
}

/** With who has it open, and since when. */
function everySheet() {
	return db()
		.select()
		.from(review)
		.where(eq(review.courseId, world.course.courseId))
		.orderBy(review.id);
}

describe('a course that was put away', () => {
	const before = new Map<Who, string[]>();
	beforeAll(async () => {
		for (const who of inCourse) before.set(who, await reading(who));
		// Whatever the forms need is there before the course closes.
		for (const fn of posts) await askedOf(fn, world, world.actors.instructor);
		await archiveCourse(world.actors.instructor, true, now);
	});

	it.each(inCourse)('takes nothing from anybody but what is named above (%s)', async (who) => {
		const isStaff = who === 'assistant' || who === 'instructor';
		const expected = [
			...(stillAnswers.everybody ?? []),
			...(isStaff ? (stillAnswers.staff ?? []) : []),
			...(who === 'instructor' ? (stillAnswers.instructor ?? []) : [])
		].filter((name) => !name.endsWith('?/archive'));
		const sheets = await everySheet();
		expect((await answering(who)).sort()).toEqual(expected.sort());
		expect(await everySheet(), 'a sheet was opened or written').toEqual(sheets);
	});

	it.each(inCourse)('is still read, page by page (%s)', async (who) => {
		expect(before.get(who)?.length).toBeGreaterThan(10);
		const pages = (before.get(who) ?? []).filter(
			(name) => !onlyToWrite.some((form) => form.test(name))
		);
		expect(await reading(who)).toEqual(pages);
	});

	it('lets nobody join', async () => {
		const stranger = world.actors.stranger;
		const seen = await joinOffer(stranger, { code: world.joinCode, invitation: null }, now);
		expect(seen).toMatchObject({ ok: false, reason: 'archived' });
	});

	it('lets its instructor erase an account that the school made, as nobody else can', async () => {
		const name = 'Pupil Parveen';
		const pupil = { name, rosterId: null, sectionId: null };
		await archiveCourse(await asOf('instructor'), false, now);
		const made = await makeClassAccount(await asOf('instructor'), pupil, now);
		await archiveCourse(await asOf('instructor'), true, now);
		if (!made.ok) throw new Error(made.reason);
		const erasing = async (who: Who) =>
			askForManagedErasure(await asOf(who), made.enrolmentId, name, now);
		await expect(erasing('assistant')).rejects.toMatchObject({ status: 403 });
		expect(await erasing('instructor')).toMatchObject({ ok: true });
	});

	it('is brought back by its instructor and by nobody else, and takes everything again', async () => {
		for (const who of ['student', 'observer', 'assistant'] as const)
			await expect(archiveCourse(await asOf(who), false, now)).rejects.toMatchObject({
				status: 403
			});
		await archiveCourse(await asOf('instructor'), false, now);
		expect((await answering('student')).length).toBeGreaterThan(10);
		const [row] = await db()
			.select({ state: course.state, archivedAt: course.archivedAt })
			.from(course)
			.where(eq(course.id, world.course.courseId));
		expect(row).toEqual({ state: 'active', archivedAt: null });
	});
});
