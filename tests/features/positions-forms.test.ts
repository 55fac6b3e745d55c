import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { emptyBody } from '$lib/positions/position';
import { positionFor } from '$lib/positions/positions.server';
import { actions as citing } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/position/cite/+page.server';
import { actions } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/position/+page.server';
import { actions as settings } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/position/+page.server';
import { actorOf, aStudent, aTeacher } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const module = 'hard-state-soft-state';
const path = '/courses/c/modules/hard-state-soft-state/position';

/** A browser in which somebody is signed in. */
class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(act: unknown, form: Record<string, string | string[]>, below = ''): Promise<Answer> {
		return this.visit(act, { path: path + below, form, params: { module }, now });
	}
}

const whole = {
	version: '0',
	side: 'for',
	thesis: 'A thesis',
	'reason-1': 'r1',
	'claim-1': 'A claim',
	'warrant-1': 'A warrant',
	against: 'Against',
	reply: 'Reply',
	change: 'Change'
};

let course: { courseId: string; slug: string };
let instructor: Actor;
let student: SignedIn;
const kept = async () => (await positionFor(student.who, module, now)).own;

beforeAll(async () => {
	const teacher = await aTeacher();
	const opened = await openCourseFromPack(
		teacher,
		{ title: { en: 'Politics 201' }, timeZone: 'Asia/Karachi', packSlug: module },
		now
	);
	if (!opened.ok) throw new Error(opened.reason);
	course = { courseId: opened.courseId, slug: opened.courseSlug };
	instructor = await actorOf(teacher, course);
});

describe('the form of a position', () => {
	beforeAll(async () => {
		student = new SignedIn(await aStudent(course));
	});

	it.each([
		['a NUL', { thesis: 'A\u0000B' }, 'thesis'],
		['a damaged character', { reply: 'A\uFFFDB' }, 'reply'],
		['a field sent twice', { against: ['one', 'two'] }, 'against'],
		['more than a part may hold', { 'claim-1': 'x'.repeat(601) }, 'claim-1'],
		['a side that does not exist', { side: 'above' }, 'side'],
		['a reason without a usable id', { 'reason-1': '../etc' }, 'reason-1'],
		['no version', { version: 'newest' }, 'version']
	])(
		'refuses %s beside its field, keeps nothing and gives every word back',
		async (_what, bad, field) => {
			const sent = { ...whole, ...bad };
			const answer = await student.send(actions.save, sent);
			expect(answer.status).toBe(400);
			expect(answer.form?.errors[field]).toBeTruthy();
			expect(answer.form?.values).toEqual(sent);
			expect(await kept()).toMatchObject({ version: 0, body: emptyBody() });
		}
	);

	it('keeps markup as plain words and drops bidi overrides', async () => {
		const hostile = '<script>alert(1)</script> [x](javascript:alert(1)) \u202Eabc\u2066';
		expect(await student.send(actions.save, { ...whole, thesis: hostile })).toMatchObject({
			status: 200
		});
		expect((await kept())?.body.thesis).toBe(
			'<script>alert(1)</script> [x](javascript:alert(1)) abc'
		);
	});

	it('ignores fields that it does not know, and never assigns them', async () => {
		const version = String((await kept())?.version);
		const forged = {
			state: 'submitted',
			sideOrigin: 'assigned',
			submittedNumber: '9',
			'claim-6': 'x'
		};
		expect(await student.send(actions.save, { ...whole, ...forged, version })).toMatchObject({
			status: 200
		});
		expect(await kept()).toMatchObject({ state: 'draft', sideOrigin: 'own' });
	});

	it('gives both texts back as a conflict when another tab saved first', async () => {
		const answer = await student.send(actions.save, { ...whole, reply: 'From an old tab' });
		expect(answer.status).toBe(409);
		expect(answer.form?.values.reply).toBe('From an old tab');
		expect((await kept())?.body.reply).toBe('Reply');
	});

	it('saves before every other button does its work', async () => {
		const with_ = async (over: Record<string, string>) => ({
			...whole,
			...over,
			version: String((await kept())?.version)
		});
		const added = await student.send(actions.addReason, await with_({ reply: 'One' }));
		expect(added.location).toBe(`${path}#claim-2`);
		const cite = await student.send(actions.cite, await with_({ reply: 'Two', part: 'against' }));
		expect(cite.location).toBe(`${path}/cite?part=against`);
		await student.send(actions.uncite, await with_({ reply: 'Three', citation: 'not-there' }));
		expect((await kept())?.body.reply).toBe('Three');
		await student.send(actions.removeReason, await with_({ reply: 'Four', reason: 'r1' }));
		expect((await kept())?.body).toMatchObject({ reply: 'Four', reasons: [{ claim: '' }] });
	});

	it('says what is missing, each beside its field, and has saved the text', async () => {
		const version = String((await kept())?.version);
		const answer = await student.send(actions.submit, {
			...whole,
			version,
			thesis: 'Nearly done',
			change: ' '
		});
		expect(answer.status).toBe(400);
		expect(Object.keys(answer.form?.errors ?? {})).toEqual(['cite-1', 'cite-against', 'change']);
		expect((await kept())?.body.thesis).toBe('Nearly done');
	});
});

describe('the form of a citation', () => {
	const sent = { part: 'against', version: 'v', paragraph: 'p1', range: '0-10' };

	it.each([
		['no words chosen', { range: '' }, 'range'],
		['offsets that are none', { range: '10' }, 'range'],
		['a part that cannot cite', { part: 'thesis' }, 'part'],
		['a forged paragraph', { paragraph: "p1' or 1=1" }, 'paragraph']
	])('refuses %s', async (_what, bad, field) => {
		const answer = await student.send(citing.cite, { ...sent, ...bad }, '/cite');
		expect(answer.status).toBe(400);
		expect(answer.form?.errors[field]).toBeTruthy();
	});

	it('does not know a version that is not there', async () => {
		expect(await student.send(citing.cite, sent, '/cite')).toEqual({ status: 404 });
	});
});

describe('the form of the task', () => {
	it('reads dates in the time zone of the course', async () => {
		const staff = new SignedIn(instructor);
		const { task } = await positionFor(student.who, module, now);
		expect(task.dueAt).toBeNull();
		const motion = { motion: 'x', graceMinutes: '10', dueAt: '2026-11-10T18:00', closesAt: '' };
		expect(await staff.send(settings.terms, motion)).toEqual({ status: 404 });
		expect(
			(await staff.send(settings.terms, { ...motion, dueAt: 'soon' })).form?.errors.dueAt
		).toBeTruthy();
		const answer = await staff.send(settings.extend, {
			student: student.who.membership?.enrolmentId ?? '',
			dueAt: '2026-11-12T18:00',
			closesAt: ''
		});
		expect(answer.status).toBe(200);
		expect((await positionFor(student.who, module, now)).task.isExtended).toBe(true);
	});

	it('is for instructors only', async () => {
		expect(await student.send(settings.leave, {})).toEqual({ status: 403 });
		expect(await student.send(settings.assign, { student: 'x', side: 'for' })).toEqual({
			status: 403
		});
	});
});
