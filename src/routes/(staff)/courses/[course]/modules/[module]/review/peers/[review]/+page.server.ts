import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { reopenPeer } from '$lib/reviews/peers/giving-out.server';
import { hidePeer, peerToRead, showPeer } from '$lib/reviews/peers/moderating.server';
import { reopenRefusal } from '$lib/reviews/peers/names';
import { hidePeerSchema, pressSchema } from '$lib/reviews/peers/peers.schema.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	review: await peerToRead(actor, params.module, params.review, now)
});

export const actions: Actions = {
	hide: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, hidePeerSchema, 'hide');
		if (!read.ok) return refuseForm(read.form);
		await peerToRead(actor, params.module, params.review, now);
		await hidePeer(actor, params.review, read.data.reason, now);
		return acceptForm(read.form, m.peers_was_hidden());
	},
	show: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'show');
		if (!read.ok) return refuseForm(read.form);
		await peerToRead(actor, params.module, params.review, now);
		await showPeer(actor, params.review, now);
		return acceptForm(read.form, m.peers_was_shown());
	},
	reopen: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'reopen');
		if (!read.ok) return refuseForm(read.form);
		const done = await reopenPeer(actor, params.module, params.review, now);
		if (!done.ok) return refuseForm(read.form, reopenRefusal[done.reason](), 409);
		return acceptForm(read.form, m.peers_was_reopened());
	}
};
