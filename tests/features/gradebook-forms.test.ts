/*
 * The forms of the gradebook: what was typed comes back, and whoever was too late is shown both.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { setByHand } from '$lib/gradebook/cells.server';
import { columnsFor } from '$lib/gradebook/columns.server';
import { itemsIn } from '$lib/gradebook/items.server';
import { actions as onCell } from '../../src/routes/(staff)/courses/[course]/gradebook/[item]/[person]/+page.server';
import { actions as onImport } from '../../src/routes/(staff)/courses/[course]/gradebook/import/+page.server';
import { actions as onItems } from '../../src/routes/(staff)/courses/[course]/gradebook/items/+page.server';
import { anInstructor, aStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { Browser } from '../support/visit';
import { aClass, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const slug = 'hard-state-soft-state';

class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override actor(): Promise<Actor> {
		return Promise.resolve(this.who);
	}
}

let course: Class;
let browser: SignedIn;
let item: string;
beforeAll(async () => {
	course = await aClass();
	browser = new SignedIn(course.instructor);
	item = (await itemsIn(course.instructor))[0]?.id ?? '';
});

type Form = Record<string, string>;
const send = (act: unknown, form: Form, params: Form = {}) =>
	browser.visit(act, { path: '/', form, params: { course: course.slug, ...params }, now });

describe('points set by hand', () => {
	it.each([
		['1e9', 'number of points'],
		['NaN', 'number of points'],
		['-2', 'below 0'],
		['3,5', 'with a point'],
		['900', 'At most']
	])('come back as %s with the reason beside the field', async (points, reason) => {
		const person = (await aStudent(course)).membership?.enrolmentId ?? '';
		const { status, form } = await send(onCell.points, { points, version: '0' }, { item, person });
		expect(status).toBe(400);
		expect(form?.errors.points).toContain(reason);
		expect(form?.values.points).toBe(points);
	});

	it('that came too late are shown beside what stands there, and may be sent again', async () => {
		const person = (await aStudent(course)).membership?.enrolmentId ?? '';
		const other = await anInstructor(course, { name: 'Second' });
		const place = { itemId: item, enrolmentId: person };
		await setByHand(other, place, { version: 0, points: '2', isShown: false }, now);
		const late = await send(onCell.points, { points: '1', version: '0' }, { item, person });
		expect(late).toMatchObject({
			status: 409,
			form: { values: { points: '1', version: '1' }, tone: 'alert' }
		});
		const again = await send(onCell.points, { points: '1', version: '1' }, { item, person });
		expect(again).toMatchObject({ status: 200, form: { tone: 'good' } });
		for (const act of [onCell.excuse, onCell.back, onCell.count])
			expect(await send(act, { version: '1' }, { item, person })).toMatchObject({ status: 409 });
	});
});

describe('columns', () => {
	it('come back with what was typed, and say what somebody else saved', async () => {
		const [column] = await columnsFor(course.instructor);
		const { id = '', stamp = '' } = column ?? {};
		const bad = await send(onItems.column, { item: id, stamp, weight: 'NaN' });
		expect(bad.form).toMatchObject({ id: `column ${id}`, values: { weight: 'NaN' } });
		expect(bad.form?.errors.weight).toBeTruthy();
		expect(await send(onItems.column, { item: id, stamp, weight: '2' })).toMatchObject({
			status: 200
		});
		const late = await send(onItems.column, { item: id, stamp, weight: '5' });
		expect(late).toMatchObject({ status: 409, form: { values: { weight: '5' } } });
		expect(late.form?.message).toContain('weight 2');
	});

	it('made by hand need a title and points', async () => {
		const wanted = { module: slug, 'title.en': '', most: '0', weight: '1' };
		const bad = await send(onItems.add, wanted);
		expect(Object.keys(bad.form?.errors ?? {}).sort()).toEqual(['most', 'title.en']);
		const good = await send(onItems.add, { ...wanted, 'title.en': 'Talk', most: '5' });
		expect(good).toMatchObject({ status: 200, form: { tone: 'good' } });
	});
});

describe('a table', () => {
	it('that cannot be read says why beside the field', async () => {
		for (const [list, reason] of [
			['', 'nothing in it'],
			['Name,X\nA,1', 'No column is one'],
			['Name,Before reading\n"A,1', 'quotation mark']
		] as const) {
			const { status, form } = await send(onImport.preview, { list });
			expect(status).toBe(400);
			expect(Object.values(form?.errors ?? {}).join()).toContain(reason);
		}
	});

	it('that was seen otherwise is shown again and writes nothing', async () => {
		await aStudent(course, { name: 'Only One' });
		const list = 'Name,Before reading\nOnly One,1';
		const applied = await send(onImport.apply, { list, stamp: 'seen long ago' });
		expect(applied).toMatchObject({ status: 409, form: { id: 'seen', values: { list } } });
	});
});
