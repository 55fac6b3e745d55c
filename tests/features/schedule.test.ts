/*
 * A module that is hidden or opens later: for the class it is not there, in every reader and by every
 * way in; announced, it is a title and an hour.
 */
import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { changeModule, modulesIn } from '$lib/modules/modules.server';
import { isOpenToClass } from '$lib/modules/opening';
import { isOpenModule } from '$lib/modules/opening.server';
import { moduleSchema } from '$lib/modules/module.schema.server';
import { coursesOf } from '$lib/courses/courses.server';
import { tell } from '$lib/courses/telling.server';
import { noticesFor } from '$lib/notices/notices.server';
import { membershipOf } from '$lib/access/refuse';
import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent, courseModule } from '$lib/server/db/schema';
import { ask, everyFunction, type Asked, type RouteFunction } from '../access/every-route';
import { askedOf } from '../access/sample-forms';
import { aWorld, now as worldNow, type Who, type World } from '../access/world';
import { aCourse, anObserver, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

const slug = 'hard-state-soft-state';
const far = new Date('2099-01-01T00:00:00Z');
/** Words that stand on every page of the module and in its title. */
const secret = 'Quetzalcoatl';

let world: World;
let inModule: RouteFunction[];
/** By function and by who asks; what the forms are about was made while the module was there. */
const requests = new Map<string, Asked>();

beforeAll(async () => {
	world = await aWorld();
	inModule = (await everyFunction()).filter(({ routeId }) => routeId.includes('[module]'));
	for (const who of [...classMembers, 'instructor', 'assistant'] as const)
		for (const fn of inModule)
			requests.set(`${who} ${fn.name}`, await askedOf(fn, world, world.actors[who]));
});

const classMembers = ['student', 'observer', 'instructor who sees as a student'] as const;

async function answerOf(fn: RouteFunction, who: Who) {
	const asked = requests.get(`${who} ${fn.name}`);
	if (!asked) throw new Error(`${who} was not to ask for ${fn.name}.`);
	return ask(fn, world.actors[who], asked);
}

async function schedule(visible: boolean, opensAt: Date | null): Promise<void> {
	const title = { en: 'Hard State' };
	const summary = { en: secret };
	await changeModule(world.actors.instructor, slug, { title, summary, visible, opensAt }, worldNow);
}

describe.each([
	['hidden', false, null, [404]],
	['opening later', true, far, [403, 404]],
	['hidden, though its day has come', false, new Date(0), [404]]
] as const)('a module that is %s', (_, visible, opensAt, statuses) => {
	beforeEach(() => schedule(visible, opensAt));

	it.each(classMembers)('answers nothing to: %s', async (who) => {
		const answered: string[] = [];
		for (const fn of inModule) {
			if (fn.routeId.startsWith('/(staff)')) continue;
			const answer = await answerOf(fn, who);
			// Putting a notice of one's own away says nothing of the module.
			if (fn.name.endsWith('?/away')) continue;
			if (answer.refused === null) answered.push(fn.name);
			// Pages that are for students alone refuse the others before they look.
			else if (who === 'student' && fn.kind !== 'action')
				expect(statuses as readonly unknown[], fn.name).toContain(answer.refused);
		}
		expect(answered).toEqual([]);
	});

	it('is whole for staff', async () => {
		const layout = inModule.filter(({ kind }) => kind === 'layout');
		for (const fn of layout)
			for (const who of ['instructor', 'assistant'] as const) {
				const answer = await answerOf(fn, who);
				expect(answer.refused, who).toBeNull();
			}
	});

	it('has no grades, notices or counts for the class', async () => {
		const { student } = world.actors;
		const { courseId, enrolmentId } = membershipOf(student);
		const payload = { module: slug };
		await tell(db(), courseId, [{ enrolmentId, kind: 'position.released', payload }], worldNow);
		expect((await ownGradesFor(student)).modules).toEqual([]);
		expect((await noticesFor(student)).filter((n) => n.payload.module)).toEqual([]);
		expect((await coursesOf(student))[0]?.modules).toBe(0);
	});
});

describe('on the page of the course', () => {
	it('an announced module is its title and its hour, and a hidden one nothing', async () => {
		const { student, instructor } = world.actors;
		await schedule(true, far);
		const announced = await modulesIn(student);
		expect(announced).toMatchObject([{ title: { en: 'Hard State' }, opensAt: far, isOpen: false }]);
		expect(JSON.stringify(announced)).not.toContain(secret);
		expect(await modulesIn(instructor)).toMatchObject([{ isOpen: true, summary: { en: secret } }]);
		expect(await modulesIn(seeingAsStudent(instructor))).toMatchObject([{ isOpen: false }]);
		await schedule(false, null);
		expect(await modulesIn(student)).toEqual([]);
	});

	it('it opens at its minute by itself', async () => {
		const { student } = world.actors;
		const opensAt = new Date('2026-11-21T13:00:00Z');
		await schedule(true, opensAt);
		const before = new Date(opensAt.getTime() - 1);
		expect((await modulesIn(student, before))[0]?.isOpen).toBe(false);
		expect((await modulesIn(student, opensAt))[0]?.isOpen).toBe(true);
	});

	it('coming too early names the hour and its zone, and nothing else', async () => {
		await schedule(true, far);
		const [layout] = inModule.filter(({ name }) => name.startsWith('/(signed-in)'));
		if (!layout) throw new Error('no layout');
		const { moduleFor } = await import('$lib/modules/modules.server');
		const early = await moduleFor(world.actors.student, slug).catch((cause: unknown) => cause);
		expect(early).toMatchObject({
			status: 403,
			body: {
				title: 'This module is not open yet',
				detail: expect.stringContaining('Pakistan') as string
			}
		});
		expect(JSON.stringify(early)).not.toContain(secret);
	});
});

describe('the rule', () => {
	it('is the same in SQL as in words', async () => {
		const { courseId } = await aCourse();
		const at = [null, new Date(worldNow.getTime() - 1), worldNow, new Date(worldNow.getTime() + 1)];
		const rows = at.flatMap((opensAt) => [true, false].map((visible) => ({ opensAt, visible })));
		await db()
			.insert(courseModule)
			.values(
				rows.map((row, position) => ({
					courseId,
					id: newId(),
					slug: `m${position}`,
					position,
					title: { en: 'M' },
					summary: {},
					createdAt: worldNow,
					...row
				}))
			);
		const { and } = await import('drizzle-orm');
		const open = await db()
			.select({ slug: courseModule.slug })
			.from(courseModule)
			.where(and(eq(courseModule.courseId, courseId), isOpenModule(worldNow)));
		const expected = rows.flatMap((row, i) => (isOpenToClass(row, worldNow) ? [`m${i}`] : []));
		expect(open.map((row) => row.slug).sort()).toEqual(expected.sort());
		expect(expected).toHaveLength(3);
	});
});

describe('setting it', () => {
	const form = { titleEn: 'X', titleUr: '', summaryEn: '', summaryUr: '' };
	const read = (more: object) => moduleSchema('Asia/Karachi').safeParse({ ...form, ...more });

	it('is in the time of the course, and “from” needs a day', () => {
		expect(read({ shown: 'from', opensAt: '2026-12-01T18:00' }).data?.opensAt).toEqual(
			new Date('2026-12-01T13:00:00Z')
		);
		expect(read({ shown: 'from', opensAt: '' }).error?.issues[0]?.path).toEqual(['opensAt']);
		expect(read({ shown: 'now', opensAt: '' }).success).toBe(true);
		expect(read({ shown: 'sometimes', opensAt: '' }).success).toBe(false);
	});

	it('is recorded, and is the instructor’s alone', async () => {
		await schedule(true, null);
		await schedule(true, far);
		const acts = await db()
			.select({ act: auditEvent.act, detail: auditEvent.detail })
			.from(auditEvent)
			.where(eq(auditEvent.courseId, world.course.courseId));
		expect(acts).toContainEqual({
			act: 'module.schedule',
			detail: { visible: true, opensAt: far.toISOString() }
		});
		const wanted = { title: { en: 'X' }, summary: {}, visible: true, opensAt: null };
		const observer: Actor = await anObserver(world.course);
		for (const who of [world.actors.assistant, world.actors.student, observer])
			await expect(changeModule(who, slug, wanted, worldNow)).rejects.toMatchObject({
				status: 403
			});
	});
});
