import { redirect } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { removeCitation } from '$lib/positions/citing.server';
import { addReason, removeReason, savePosition } from '$lib/positions/drafting.server';
import { mostReasons, partId } from '$lib/positions/position';
import {
	draftSchema,
	removeCitationSchema,
	removeReasonSchema,
	toCiteSchema
} from '$lib/positions/positions.schema.server';
import { positionFor } from '$lib/positions/positions.server';
import { refuseDraft } from '$lib/positions/replies.server';
import { submitPosition } from '$lib/positions/submitting.server';
import { countedFor, feedbackFor, noteSeen } from '$lib/reviews/feedback.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const [position, feedback, counted] = await Promise.all([
		positionFor(actor, params.module, now),
		feedbackFor(actor, params.module),
		countedFor(actor, params.module)
	]);
	if (feedback.length > 0) await noteSeen(actor, params.module, now);
	return { ...position, feedback, counted };
};

// Every button saves first: nothing that was typed depends on which one was pressed.
export const actions: Actions = {
	save: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, draftSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const saved = await savePosition(actor, params.module, read.data.draft, locale, now);
		if (!saved.ok) return refuseDraft(read.form, saved);
		return { ...acceptForm(read.form, m.positions_saved()), version: saved.version };
	},
	addReason: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, draftSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const { draft } = read.data;
		const saved = await addReason(actor, params.module, draft, locale, now);
		if (!saved.ok) return refuseDraft(read.form, saved);
		const newest = Math.min(draft.body.reasons.length + 1, mostReasons);
		redirect(303, `${url.pathname}#claim-${newest}`);
	},
	removeReason: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, removeReasonSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const { draft, reason } = read.data;
		const saved = await removeReason(actor, params.module, draft, reason, locale, now);
		if (!saved.ok) return refuseDraft(read.form, saved);
		redirect(303, `${url.pathname}#claim-1`);
	},
	cite: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, toCiteSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const saved = await savePosition(actor, params.module, read.data.draft, locale, now);
		if (!saved.ok) return refuseDraft(read.form, saved);
		redirect(303, `${url.pathname}/cite?part=${encodeURIComponent(read.data.part)}`);
	},
	uncite: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, removeCitationSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const saved = await savePosition(actor, params.module, read.data.draft, locale, now);
		if (!saved.ok) return refuseDraft(read.form, saved);
		const removed = await removeCitation(actor, params.module, read.data.citation, now);
		if (!removed.ok) return refuseDraft(read.form, removed);
		redirect(303, `${url.pathname}#${removed.part ? partId(removed.part) : 'position'}`);
	},
	submit: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, draftSchema, 'position');
		if (!read.ok) return refuseForm(read.form);
		const submitted = await submitPosition(actor, params.module, read.data.draft, locale, now);
		if (!submitted.ok) return refuseDraft(read.form, submitted);
		redirect(303, url.pathname);
	}
};
