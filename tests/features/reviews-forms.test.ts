import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { feedbackFor } from '$lib/reviews/feedback.server';
import { markReady, saveSheet } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import { queueFilter } from '$lib/reviews/queue';
import { sheetFor } from '$lib/reviews/sheet.server';
import {
	actions as onSheet,
	load as loadSheet
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/[position]/+page.server';
import {
	actions as onQueue,
	load as loadQueue
} from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/+page.server';
import { testDatabase } from '../support/database';
import { Browser, type Answer } from '../support/visit';
import { aClass, aWriter, everyLevel, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const module = 'hard-state-soft-state';
const queue = `/courses/c/modules/${module}/review`;
const all = queueFilter(new URLSearchParams());

/** A browser in which somebody is signed in. */
class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override async actor(): Promise<Actor> {
		return this.who;
	}
	send(
		act: unknown,
		position: string,
		form?: Record<string, string | string[]>,
		query = ''
	): Promise<Answer> {
		const path = `${queue}${position && `/${position}`}${query}`;
		return this.visit(act, { path, form, params: { module, position }, now });
	}
}

const levelsOf = (levels: Record<string, number>) =>
	Object.fromEntries(Object.entries(levels).map(([key, points]) => [`level-${key}`, `${points}`]));
const whole = {
	number: '1',
	version: '0',
	...levelsOf(everyLevel),
	'comment-thesis': 'Which courts?',
	overall: 'Sound work.'
};

let course: Class;
let marker: SignedIn;
let instructor: SignedIn;
const kept = async (id: string) => (await sheetFor(course.assistant, module, id, all, now)).sheet;

beforeAll(async () => {
	course = await aClass();
	marker = new SignedIn(course.assistant);
	instructor = new SignedIn(course.instructor);
});

describe('the form of a sheet', () => {
	it.each([
		['a NUL', { 'comment-thesis': 'A\u0000B' }, 'comment-thesis'],
		['a damaged character', { overall: 'A\uFFFDB' }, 'overall'],
		['a field sent twice', { overall: ['one', 'two'] }, 'overall'],
		['a comment that is too long', { 'comment-thesis': 'x'.repeat(2001) }, 'comment-thesis'],
		['a level that the rubric does not have', { 'level-R1': '9' }, 'level-R1'],
		['two levels of one criterion', { 'level-R1': ['1', '2'] }, 'level-R1'],
		['a version that is no number', { version: 'newest' }, 'version'],
		['no submitted version', { number: '' }, 'number']
	])(
		'refuses %s beside its field, keeps nothing and gives every word back',
		async (_, bad, field) => {
			const { id } = await aWriter(course);
			const answer = await marker.send(onSheet.save, id, { ...whole, ...bad });
			expect(answer.status).toBe(400);
			expect(answer.form?.errors[field]).toBeTruthy();
			expect(answer.form?.values).toMatchObject({ 'level-R2': '4', ...bad });
			expect(await kept(id)).toMatchObject({ version: 0, levels: {}, overall: '' });
		}
	);

	it('ignores fields it does not know, and shows markup as the text it is', async () => {
		const { id } = await aWriter(course);
		const form = { ...whole, 'level-X': '4', state: 'released', overall: '<b>no</b>\u202Etxt' };
		expect((await marker.send(onSheet.save, id, form)).status).toBe(200);
		expect(await kept(id)).toMatchObject({
			state: 'marked',
			levels: everyLevel,
			overall: '<b>no</b>txt'
		});
	});

	it('leads on to the next position of the filter when it is ready, at last to the queue', async () => {
		const other = await aClass();
		const [one, two] = [await aWriter(other), await aWriter(other)];
		const assistant = new SignedIn(other.assistant);
		const query = '?/ready&state=unmarked&page=3&next=//evil.example';
		expect(await assistant.send(onSheet.ready, one.id, whole, query)).toEqual({
			status: 303,
			location: `${queue}/${two.id}?state=unmarked`
		});
		expect(await assistant.send(onSheet.ready, two.id, whole, query)).toEqual({
			status: 303,
			location: `${queue}?state=unmarked`
		});
	});

	it('says which criteria are left, and what a return needs', async () => {
		const { id } = await aWriter(course);
		const begun = { number: '1', version: '0', 'level-R1': '2' };
		const ready = await marker.send(onSheet.ready, id, begun);
		expect(ready.status).toBe(400);
		expect(Object.keys(ready.form?.errors ?? {})).toEqual([
			'level-R2',
			'level-R3',
			'level-R4',
			'level-R5',
			'level-R6'
		]);
		const returned = await marker.send(onSheet.return, id, { ...begun, version: '1' });
		expect(returned.status).toBe(400);
		expect(returned.form?.errors.overall).toBeTruthy();
		expect(await kept(id)).toMatchObject({ state: 'marking', levels: { R1: 2 } });
	});

	it('answers 409 to a save that lost the race and to a released sheet, with every word', async () => {
		const { id } = await aWriter(course);
		await saveSheet(course.instructor, written(id, { overall: 'First.' }), now);
		const lost = await marker.send(onSheet.save, id, whole);
		expect(lost).toMatchObject({ status: 409, form: { values: { overall: 'Sound work.' } } });
		expect(await kept(id)).toMatchObject({ overall: 'First.' });

		await markReady(course.assistant, written(id, { version: 1 }), now);
		await release(course.instructor, module, [id], now);
		for (const act of [onSheet.save, onSheet.ready, onSheet.return])
			expect(await marker.send(act, id, { ...whole, overall: 'Later.' })).toMatchObject({
				status: 409,
				form: { values: { overall: 'Later.' } }
			});
	});

	it('is not there by a forged id, of another course, or for another module', async () => {
		const { id } = await aWriter(await aClass());
		for (const forged of [id, 'x', '../../etc'])
			for (const act of [loadSheet, onSheet.save, onSheet.ready, onSheet.return])
				expect(await marker.send(act, forged, whole)).toMatchObject({ status: 404 });
		expect(await instructor.send(onSheet.release, id, {})).toMatchObject({ status: 404 });
	});
});

describe('the form of the queue', () => {
	it('releases the chosen, and says what was left', async () => {
		const [one, two] = [await aWriter(course), await aWriter(course)];
		await markReady(course.assistant, written(one.id), now);
		const chosen = { position: [one.id, two.id] };
		const answer = await instructor.send(onQueue.release, '', chosen);
		expect(answer).toMatchObject({ status: 200, form: { tone: 'good' } });
		expect((await feedbackFor(one.student, module))[0]?.marks?.points).toBe(17);
		expect(await feedbackFor(two.student, module)).toEqual([]);
	});

	it('refuses an empty choice, forged ids, and assistants', async () => {
		const { id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		expect(await instructor.send(onQueue.release, '', {})).toMatchObject({ status: 400 });
		expect(await instructor.send(onQueue.release, '', { position: ['<b>'] })).toMatchObject({
			status: 400
		});
		expect(await instructor.send(onQueue.release, '', { position: ['none'] })).toMatchObject({
			status: 404
		});
		expect(await marker.send(onQueue.release, '', { position: [id] })).toMatchObject({
			status: 403
		});
		expect(await marker.send(onQueue.releaseAll, '', {})).toMatchObject({ status: 403 });
		expect(await marker.send(onSheet.release, id, {})).toMatchObject({ status: 403 });
		expect(await kept(id)).toMatchObject({ state: 'ready' });
	});

	it('opens whatever its address says', async () => {
		for (const query of ['?page=99', '?page=-1', '?page=x', '?state=x&section=none&late=on'])
			expect(await marker.send(loadQueue, '', undefined, query)).toMatchObject({ status: 200 });
	});
});
