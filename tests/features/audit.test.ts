/* The record of acts, read: in whose words, by whom, page after page. */
import { eq } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { auditIn, siteAudit } from '$lib/courses/audit.server';
import type { AuditFilter } from '$lib/courses/audit';
import { removePerson } from '$lib/courses/people.server';
import { setMoment } from '$lib/stances/stances.server';
import { moduleFor } from '$lib/modules/modules.server';
import { changeSiteRole } from '$lib/accounts/people.server';
import { db } from '$lib/server/db/client';
import { user } from '$lib/server/db/schema';
import { aCourse, anAssistant, aPerson, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass } from '../support/writers';

testDatabase();

const now = new Date('2026-11-10T05:00:00Z');
const all: AuditFilter = { person: null, area: null, before: null };

async function acts(actor: Actor, act: string, n: number, at = now): Promise<void> {
	const { courseId } = membershipOf(actor);
	for (let i = 0; i < n; i++)
		await recordAct(actor, { act, subjectKind: 'course', subjectId: courseId }, at);
}

describe('the record of a course', () => {
	it('says who did what to whom', async () => {
		const { instructor, ...course } = await aCourse();
		const student = await aStudent(course, { name: 'Student Sana' });
		await removePerson(instructor, membershipOf(student).enrolmentId, now);
		const { acts } = await auditIn(instructor, all);
		expect(acts[0]).toMatchObject({
			act: 'people.remove',
			area: 'people',
			by: { name: personOf(instructor).name },
			subject: { name: 'Student Sana' }
		});
	});

	it('calls whoever is gone a former person, as doer and as done to', async () => {
		const { instructor, ...course } = await aCourse();
		const student = await aStudent(course);
		const assistant = await anAssistant(course);
		await removePerson(instructor, membershipOf(student).enrolmentId, now);
		await acts(assistant, 'class.message', 1);
		for (const who of [student, assistant])
			await db()
				.delete(user)
				.where(eq(user.id, personOf(who).id));
		const page = await auditIn(instructor, all);
		const removed = page.acts.find((one) => one.act === 'people.remove');
		expect(removed?.subject).toBe('former');
		expect(page.acts.find((one) => one.act === 'class.message')?.by).toBe('former');
		expect(page.people.map((one) => one.name)).toEqual([personOf(instructor).name]);
	});

	it('is paged by time and id: every act once, also of one moment', async () => {
		const { instructor } = await aCourse();
		await acts(instructor, 'course.change', 60);
		await acts(instructor, 'course.joining', 60, new Date(now.getTime() + 1));
		const seen: string[] = [];
		let before: AuditFilter['before'] = null;
		do {
			const page = await auditIn(instructor, { ...all, before });
			seen.push(...page.acts.map((one) => one.id));
			before = page.next;
		} while (before);
		expect(seen).toHaveLength(120);
		expect(new Set(seen).size).toBe(120);
	});

	it('is filtered by person and by area', async () => {
		const { instructor, ...course } = await aCourse();
		const assistant = await anAssistant(course);
		await acts(instructor, 'course.change', 2);
		await acts(assistant, 'content.hide', 1);
		const by = await auditIn(instructor, { ...all, person: personOf(assistant).id });
		expect(by.acts.map((one) => one.act)).toEqual(['content.hide']);
		const about = await auditIn(instructor, { ...all, area: 'course' });
		expect(about.acts.map((one) => one.act)).toEqual(['course.change', 'course.change']);
	});

	it('is for instructors, and ends at the course', async () => {
		const { instructor, ...course } = await aCourse();
		const elsewhere = await aCourse();
		await acts(elsewhere.instructor, 'course.change', 1);
		for (const who of [await anAssistant(course), await aStudent(course)])
			await expect(auditIn(who, all)).rejects.toMatchObject({ status: 403 });
		expect((await auditIn(instructor, all)).acts).toEqual([]);
	});

	it('holds the moments of stances too', async () => {
		const course = await aClass();
		const { id } = await moduleFor(course.instructor, 'hard-state-soft-state');
		await setMoment(course.instructor, id, 'before', 'closed', now);
		const [act] = (await auditIn(course.instructor, { ...all, area: 'modules' })).acts;
		expect(act).toMatchObject({ act: 'stance.moment', subject: { title: {} } });
	});
});

describe('the record of the site', () => {
	it('is for administrators, who are told nothing of courses', async () => {
		const admin = await aPerson({ siteRole: 'administrator', name: 'Admin Adeel' });
		const teacher = await aPerson({ name: 'Teacher Tariq' });
		const { instructor } = await aCourse();
		await acts(instructor, 'course.change', 1);
		await changeSiteRole(admin, personOf(teacher).id, 'teacher', now);
		const page = await siteAudit(admin, all);
		expect(page.acts).toMatchObject([
			{ act: 'site.role', by: { name: 'Admin Adeel' }, subject: { name: 'Teacher Tariq' } }
		]);
		await expect(siteAudit(teacher, all)).rejects.toMatchObject({ status: 403 });
	});
});
