import { courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { moveDates } from '$lib/positions/dates';
import { datesFor, saveDates } from '$lib/positions/dates.server';
import { datesSchema, shiftSchema } from '$lib/positions/dates.schema.server';
import { policySchema } from '$lib/reviews/lateness/lateness.schema.server';
import { latePolicyToChange, saveLatePolicy } from '$lib/reviews/lateness/policy.server';
import { refusePolicy, savedText } from '$lib/reviews/lateness/replies.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const [dates, lateness] = await Promise.all([
		datesFor(actor, params.module),
		latePolicyToChange(actor, params.module)
	]);
	return { dates, lateness };
};

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request }) => {
		const { timeZone } = await courseFor(actor);
		const read = await readForm(request, datesSchema(timeZone), 'dates');
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveDates(actor, params.module, read.data, now);
		if (saved.ok) return acceptForm(read.form, m.authoring_dates_saved());
		const { stamp } = await datesFor(actor, params.module);
		const values = { ...read.form.values, stamp };
		return refuseForm({ ...read.form, values }, m.authoring_dates_conflict(), 409);
	},
	late: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, policySchema, 'late');
		if (!read.ok) return refuseForm(read.form);
		const { policy, ...on } = read.data;
		const saved = await saveLatePolicy(actor, params.module, policy, on, now);
		return saved.ok
			? acceptForm(read.form, savedText(saved.changed))
			: refusePolicy(read.form, saved);
	},
	/** Nothing is saved: the fields come back with their dates moved, to be looked at. */
	shift: async ({ locals: { actor }, params, request }) => {
		await datesFor(actor, params.module);
		const read = await readForm(request, shiftSchema, 'dates');
		if (!read.ok) return refuseForm(read.form);
		const { days } = read.data;
		const values = { ...moveDates(read.form.values, days), days: '' };
		const message = m.authoring_dates_shifted({ n: days });
		return { form: { ...read.form, values, message, tone: 'info' as const } };
	}
};
