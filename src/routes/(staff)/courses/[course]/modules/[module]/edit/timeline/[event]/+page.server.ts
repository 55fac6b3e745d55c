import { redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { eventDate, eventSchema, removeSchema } from '$lib/readings/authoring.schema.server';
import { readingsToArrange } from '$lib/readings/authoring.server';
import { eventToEdit, removeEvent, saveEvent } from '$lib/readings/timeline-editing.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	event: params.event === 'new' ? null : await eventToEdit(actor, params.module, params.event),
	readings: await readingsToArrange(actor, params.module)
});

export const actions: Actions = {
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const key = params.event === 'new' ? null : params.event;
		if (key !== null) await eventToEdit(actor, params.module, key);
		const read = await readForm(request, eventSchema);
		if (!read.ok) return refuseForm(read.form);
		const { base, text, source, paragraphs } = read.data;
		const event = { base, text, source, paragraphs, date: eventDate(read.data) };
		const saved = await saveEvent(actor, params.module, key, event, now);
		if (saved.ok) redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
		if (saved.reason === 'conflict') return refuseForm(read.form, m.authoring_conflict(), 409);
		const paragraphsError = m.authoring_timeline_no_paragraph({ unknown: saved.unknown });
		return refuseForm({ ...read.form, errors: { paragraphs: paragraphsError } });
	},
	remove: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, removeSchema);
		if (!read.ok) return refuseForm(read.form);
		await removeEvent(actor, params.module, read.data.key, now);
		redirect(303, url.pathname.replace(/\/[^/]+$/, ''));
	}
};
