import {
	addColumn,
	changeColumn,
	changePlan,
	columnsFor,
	modulesForColumns,
	removeColumn,
	showColumn
} from '$lib/gradebook/columns.server';
import {
	columnSchema,
	itemSchema,
	newColumnSchema,
	planSchema
} from '$lib/gradebook/gradebook.schema.server';
import { planIn } from '$lib/gradebook/items.server';
import { columnMoved, planMoved } from '$lib/gradebook/words';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { number } from '$lib/i18n/format';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor } }) => {
	const [columns, modules] = await Promise.all([columnsFor(actor), modulesForColumns(actor)]);
	return { columns, modules, plan: await planIn(actor) };
};

export const actions: Actions = {
	column: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, columnSchema, 'column');
		const { form } = read;
		form.id = `column ${String(form.values.item)}`;
		if (!read.ok) return refuseForm(form);
		const { item, stamp, weight, dropped, title = null, most = null } = read.data;
		const wanted = { stamp, weight, isDropped: dropped, title, most };
		const changed = await changeColumn(actor, item, wanted, now);
		if (changed.ok) return acceptForm(form, m.gradebook_column_saved());
		if (changed.reason === 'points-above') {
			form.errors.most = m.gradebook_column_points_above({ most: number(changed.most) });
			return refuseForm(form);
		}
		form.values.stamp = changed.now.stamp;
		return refuseForm(form, columnMoved(changed.now), 409);
	},
	add: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, newColumnSchema, 'add');
		if (!read.ok) return refuseForm(read.form);
		await addColumn(actor, read.data, now);
		return acceptForm(read.form, m.gradebook_column_added());
	},
	remove: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, itemSchema, 'columns');
		if (!read.ok) return refuseForm(read.form);
		const removed = await removeColumn(actor, read.data.item, now);
		if (removed.ok) return acceptForm(read.form, m.gradebook_column_removed());
		return refuseForm(read.form, m.gradebook_column_has_grades(), 409);
	},
	show: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, itemSchema, 'columns');
		if (!read.ok) return refuseForm(read.form);
		const n = await showColumn(actor, read.data.item, true, now);
		return acceptForm(read.form, m.gradebook_column_shown({ n }));
	},
	hide: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, itemSchema, 'columns');
		if (!read.ok) return refuseForm(read.form);
		const n = await showColumn(actor, read.data.item, false, now);
		return acceptForm(read.form, m.gradebook_column_hidden({ n }));
	},
	plan: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, planSchema, 'plan');
		if (!read.ok) return refuseForm(read.form);
		const changed = await changePlan(actor, read.data, now);
		if (changed.ok) return acceptForm(read.form, m.gradebook_plan_saved());
		read.form.values.version = String(changed.now.version);
		return refuseForm(read.form, planMoved(changed.now), 409);
	}
};
