import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import {
	backSchema,
	evenSchema,
	planSchema,
	sectionsSchema
} from '$lib/reviews/allocating/allocating.schema.server';
import {
	allocationFor,
	giveBySection,
	giveEvenly,
	takeBack
} from '$lib/reviews/allocating/allocations.server';
import { backText, gaveText } from '$lib/reviews/allocating/names';
import { changePlan, planToChange } from '$lib/reviews/allocating/planning.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const [plan, allocation] = await Promise.all([
		planToChange(actor, params.module),
		allocationFor(actor, params.module)
	]);
	return { plan, allocation };
};

export const actions: Actions = {
	plan: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, planSchema, 'plan');
		if (!read.ok) return refuseForm(read.form);
		const { version, ...terms } = read.data;
		const changed = await changePlan(actor, params.module, terms, version, now);
		if (!changed.ok) return refuseForm(read.form, m.allocation_plan_conflict(), 409);
		return acceptForm(read.form, m.allocation_plan_saved());
	},
	even: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, evenSchema, 'even');
		if (!read.ok) return refuseForm(read.form);
		const { slot, marker } = read.data;
		if (marker.length === 0) return refuseForm(read.form, m.allocation_nobody_chosen());
		return acceptForm(
			read.form,
			gaveText(await giveEvenly(actor, params.module, slot, marker, now))
		);
	},
	sections: async ({ locals: { actor, now }, params, request }) => {
		const { sections } = await allocationFor(actor, params.module);
		const schema = sectionsSchema(sections.map((section) => section.id));
		const read = await readForm(request, schema, 'sections');
		if (!read.ok) return refuseForm(read.form);
		const { slot, markerOf } = read.data;
		return acceptForm(
			read.form,
			gaveText(await giveBySection(actor, params.module, slot, markerOf, now))
		);
	},
	back: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, backSchema, 'back');
		if (!read.ok) return refuseForm(read.form);
		const taken = await takeBack(actor, params.module, read.data.slot, 'all', now);
		return acceptForm(read.form, backText(taken));
	}
};
