import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import type { FormState } from '$lib/forms/form';
import { formGroups, placeTheRest } from '$lib/modules/grouping.server';
import * as schema from '$lib/modules/groups.schema.server';
import { changeRefusal, formRefusal } from '$lib/modules/groups-words';
import { groupsFor } from '$lib/modules/groups.server';
import {
	addGroup,
	movePerson,
	renameGroup,
	retireGroup,
	type Changed
} from '$lib/modules/regrouping.server';
import { askForSides } from '$lib/modules/side-preference.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	here: await groupsFor(locals.actor, params.module, locals.now)
});

function answer(form: FormState, changed: Changed, done: string) {
	if (changed.ok) return acceptForm(form, done);
	return refuseForm(form, changeRefusal[changed.reason](), 409);
}

export const actions: Actions = {
	make: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.makeSchema, 'make');
		if (!read.ok) return refuseForm(read.form);
		const { sure, ...wish } = read.data;
		const formed = await formGroups(actor, params.module, { ...wish, isSure: sure }, now);
		if (formed.ok) return acceptForm(read.form, m.groups_made({ n: formed.groups }));
		const { stamp } = await groupsFor(actor, params.module, now);
		const form = { ...read.form, values: { ...read.form.values, stamp } };
		const status = formed.reason === 'changed' ? 409 : 400;
		return refuseForm(form, formRefusal[formed.reason](), status);
	},
	place: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.emptySchema, 'place');
		const { placed, left } = await placeTheRest(actor, params.module, now);
		const said = placed > 0 || left === 0 ? [m.groups_placed({ n: placed })] : [];
		if (placed === 0 && left === 0) said[0] = m.groups_nobody_to_place();
		if (left > 0) said.push(m.groups_placed_left({ n: left }));
		return acceptForm(read.form, said.join(' '));
	},
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.moveSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { person: enrolmentId, from, to } = read.data;
		const moved = await movePerson(actor, params.module, { enrolmentId, from, to }, now);
		return answer(read.form, moved, m.groups_moved());
	},
	rename: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.renameSchema, 'rename');
		if (!read.ok) return refuseForm(read.form);
		const { group, name } = read.data;
		const renamed = await renameGroup(actor, params.module, group, name, now);
		return answer(read.form, renamed, m.groups_renamed());
	},
	add: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.addSchema, 'add');
		if (!read.ok) return refuseForm(read.form);
		const added = await addGroup(actor, params.module, read.data.name, now);
		return answer(read.form, added, m.groups_added());
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.retireSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const retired = await retireGroup(actor, params.module, read.data.group, now);
		return answer(read.form, retired, m.groups_retired());
	},
	ask: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.askSchema, 'ask');
		if (!read.ok) return refuseForm(read.form);
		const asks = read.data.asks === 'yes';
		const asked = await askForSides(actor, params.module, asks, now);
		if (!asked.ok) return refuseForm(read.form, m.groups_no_motion());
		return acceptForm(read.form, asks ? m.groups_asked() : m.groups_stopped());
	}
};
