import { fail } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { isInvitationMailed } from '$lib/courses/invitations.server';
import { unreadableRoster, rosterDone } from '$lib/courses/roster-words';
import { sentRoster } from '$lib/courses/roster-file.server';
import { applySchema, rosterSchema } from '$lib/courses/roster.schema.server';
import { applyRoster, previewRoster } from '$lib/courses/roster.server';
import { mailLimitWords } from '$lib/courses/wording';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	authorize(locals.actor, 'people.manage', { courseId: membershipOf(locals.actor).courseId });
	return { isMailed: isInvitationMailed() };
};

const seen = (form: FormState): FormState => ({ ...form, id: 'seen' });

export const actions: Actions = {
	preview: async ({ locals: { actor }, request }) => {
		const read = await readForm(request, rosterSchema, 'roster');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const sent = await sentRoster(data.file, data.list);
		const field = data.list.trim() === '' ? 'file' : 'list';
		if (!sent.ok) {
			form.errors[field] = unreadableRoster(sent);
			return refuseForm(form);
		}
		const shown = await previewRoster(actor, sent.text);
		if (!shown.ok) {
			form.errors[field] = unreadableRoster(shown);
			return refuseForm(form);
		}
		form.values.list = sent.text;
		return { form: seen(form), preview: shown.preview, made: 0 };
	},
	apply: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, applySchema, 'roster');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const sent = await sentRoster(undefined, data.list);
		if (!sent.ok) return refuseForm(form, unreadableRoster(sent));
		form.values.list = sent.text;
		const { stamp, back } = data;
		const applied = await applyRoster(actor, { text: sent.text, stamp, back }, now);
		if (applied.ok)
			return { ...acceptForm(form, rosterDone(applied)), preview: null, made: applied.accounts };
		if (!('preview' in applied)) return refuseForm(form, unreadableRoster(applied));
		const message = applied.reason === 'moved' ? m.courses_roster_moved() : mailLimitWords(applied);
		const shown: FormState = { ...seen(form), message, tone: 'alert' };
		return fail(409, { form: shown, preview: applied.preview, made: 0 });
	}
};
