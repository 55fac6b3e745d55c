import { invitationSchema, inviteSchema } from '$lib/courses/course.schema.server';
import {
	invitationsIn,
	invite,
	isInvitationMailed,
	resendInvitation,
	revokeInvitation
} from '$lib/courses/invitations.server';
import { readAddresses } from '$lib/courses/people';
import { sectionsIn } from '$lib/courses/people.server';
import { addressesFault, invitedWords, mailLimitWords } from '$lib/courses/wording';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const { actor, now } = locals;
	const [invitations, sections] = await Promise.all([invitationsIn(actor, now), sectionsIn(actor)]);
	return { invitations, sections, isMailed: isInvitationMailed() };
};

export const actions: Actions = {
	invite: async ({ locals, request }) => {
		const read = await readForm(request, inviteSchema, 'invite');
		if (!read.ok) return refuseForm(read.form);
		const { addresses, unreadable } = readAddresses(read.data.addresses);
		const fault = addressesFault(addresses, unreadable);
		if (fault) {
			read.form.errors.addresses = fault;
			return refuseForm(read.form);
		}
		const { role, section } = read.data;
		const wanted = { addresses, role, sectionId: section };
		const done = await invite(locals.actor, wanted, locals.now);
		if (!done.ok) return refuseForm(read.form, mailLimitWords(done), 409);
		return acceptForm(read.form, invitedWords(done));
	},
	resend: async ({ locals, request }) => {
		const read = await readForm(request, invitationSchema, 'one');
		if (!read.ok) return refuseForm(read.form);
		const done = await resendInvitation(locals.actor, read.data.invitation, locals.now);
		if (!done.ok) return refuseForm(read.form, mailLimitWords(done), 409);
		return acceptForm(read.form, m.courses_invitation_resent());
	},
	revoke: async ({ locals, request }) => {
		const read = await readForm(request, invitationSchema, 'one');
		if (!read.ok) return refuseForm(read.form);
		await revokeInvitation(locals.actor, read.data.invitation, locals.now);
		return acceptForm(read.form, m.courses_invitation_revoked());
	}
};
