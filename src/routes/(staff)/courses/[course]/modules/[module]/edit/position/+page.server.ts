import { courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import {
	assignByLot,
	assignSide,
	changeTerms,
	extendPosition,
	leaveSides,
	taskSettingsFor
} from '$lib/positions/assigning.server';
import { askForPositions, askingOffer } from '$lib/reviews/asking.server';
import { askRefusal } from '$lib/reviews/names';
import { askSchema } from '$lib/reviews/rubric.schema.server';
import { assignRefusal, termsRefusal } from '$lib/positions/names';
import {
	extensionSchema,
	lotSchema,
	sideSchema,
	termsSchema
} from '$lib/positions/positions.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const asking = await askingOffer(actor, params.module);
	return { asking, settings: asking ? null : await taskSettingsFor(actor, params.module) };
};

export const actions: Actions = {
	ask: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, askSchema, 'ask');
		if (!read.ok) return refuseForm(read.form);
		const asked = await askForPositions(actor, params.module, now);
		if (!asked.ok) return refuseForm(read.form, askRefusal[asked.reason](), 409);
		return acceptForm(read.form, m.authoring_asked());
	},
	terms: async ({ locals: { actor, now }, params, request }) => {
		const { timeZone } = await courseFor(actor);
		const read = await readForm(request, termsSchema(timeZone), 'terms');
		if (!read.ok) return refuseForm(read.form);
		const { motion: motionId, ...rest } = read.data;
		const changed = await changeTerms(actor, params.module, { motionId, ...rest }, now);
		if (!changed.ok) return refuseForm(read.form, termsRefusal[changed.reason](), 409);
		return acceptForm(read.form, m.positions_settings_saved());
	},
	lot: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, lotSchema, 'sides');
		if (!read.ok) return refuseForm(read.form);
		const given = await assignByLot(actor, params.module, read.data.section ?? null, now);
		if (!given.ok) return refuseForm(read.form, assignRefusal[given.reason](), 409);
		return acceptForm(read.form, m.positions_settings_assigned_people({ n: given.people }));
	},
	leave: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, lotSchema, 'sides');
		if (!read.ok) return refuseForm(read.form);
		const left = await leaveSides(actor, params.module, now);
		if (!left.ok) return refuseForm(read.form, assignRefusal[left.reason](), 409);
		return acceptForm(read.form, m.positions_settings_assigned_people({ n: left.people }));
	},
	assign: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, sideSchema, 'sides');
		if (!read.ok) return refuseForm(read.form);
		const { student, side } = read.data;
		const wanted = side === 'own' ? null : side;
		const given = await assignSide(actor, params.module, student, wanted, now);
		if (!given.ok) return refuseForm(read.form, assignRefusal[given.reason](), 409);
		return acceptForm(read.form, m.positions_settings_saved());
	},
	extend: async ({ locals: { actor, now }, params, request }) => {
		const { timeZone } = await courseFor(actor);
		const read = await readForm(request, extensionSchema(timeZone), 'extension');
		if (!read.ok) return refuseForm(read.form);
		const { student, ...later } = read.data;
		await extendPosition(actor, params.module, student, later, now);
		return acceptForm(read.form, m.positions_settings_extended_saved());
	}
};
