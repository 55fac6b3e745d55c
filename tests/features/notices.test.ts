import { describe, expect, it } from 'vitest';
import { membershipOf } from '$lib/access/refuse';
import { noticesFor, putNoticeAway } from '$lib/notices/notices.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { notice } from '$lib/server/db/schema';
import type { Actor } from '$lib/access/actor';
import { aCourse, aStudent, seeingAsStudent, termStart } from '../support/builders';
import { testDatabase } from '../support/database';

testDatabase();

async function aNoticeTo(actor: Actor, kind = 'position.returned'): Promise<string> {
	const { courseId, enrolmentId } = membershipOf(actor);
	const id = newId();
	await db().insert(notice).values({ courseId, id, enrolmentId, kind, payload: {}, at: termStart });
	return id;
}

describe('notices', () => {
	it('stand until their reader puts them away', async () => {
		const student = await aStudent(await aCourse());
		const id = await aNoticeTo(student);
		expect((await noticesFor(student)).map((n) => n.id)).toEqual([id]);
		await putNoticeAway(student, id, termStart);
		expect(await noticesFor(student)).toEqual([]);
	});

	it('are seen and put away by nobody else', async () => {
		const course = await aCourse();
		const [student, other] = [await aStudent(course), await aStudent(course)];
		const id = await aNoticeTo(student);
		expect(await noticesFor(other)).toEqual([]);
		await putNoticeAway(other, id, termStart);
		expect((await noticesFor(student)).map((n) => n.id)).toEqual([id]);
	});

	it('of a kind that this version does not know are left out', async () => {
		const student = await aStudent(await aCourse());
		await aNoticeTo(student, 'something.later');
		expect(await noticesFor(student)).toEqual([]);
	});

	it('are not put away by staff who see as a student', async () => {
		const { instructor } = await aCourse();
		const id = await aNoticeTo(instructor);
		const viewing = seeingAsStudent(instructor);
		await expect(putNoticeAway(viewing, id, termStart)).rejects.toMatchObject({ status: 403 });
	});
});
