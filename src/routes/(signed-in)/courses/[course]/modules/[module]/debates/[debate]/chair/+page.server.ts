import { redirect } from '@sveltejs/kit';
import { authorize } from '$lib/access/refuse';
import { debateHere } from '$lib/debates/room/finding.server';
import { moveAction } from '$lib/debates/room/move-action.server';
import { liveOf } from '$lib/debates/room/reading.server';
import {
	makeScreenLink,
	revokeScreenLink,
	screenLinks
} from '$lib/debates/room/screen-links.server';
import { openRefusal } from '$lib/debates/rounds/names';
import { headingFor } from '$lib/debates/screens/heading';
import { openHere } from '$lib/debates/screens/opening.server';
import { screenLinkSchema } from '$lib/debates/screens/screens.schema.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { qrPath } from '$lib/server/qr';
import type { Actions, PageServerLoad } from './$types';

const addressOf = ({ module, debate }: { module: string; debate: string }) => ({
	moduleSlug: module,
	debateSlug: debate
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const here = await debateHere(actor, addressOf(params), now);
	authorize(actor, 'debate.chair', here.facts);
	return {
		heading: headingFor(actor, here),
		live: await liveOf(actor, here, now),
		links: await screenLinks(actor, addressOf(params), now)
	};
};

export const actions: Actions = {
	move: moveAction,
	open: async ({ locals: { actor, now }, params, url }) => {
		const opened = await openHere(actor, addressOf(params), now);
		if (!opened.ok && opened.reason !== 'open-already')
			return refuseForm({ id: 'open', values: {}, errors: {} }, openRefusal[opened.reason](), 409);
		redirect(303, url.pathname);
	},
	link: async ({ locals: { actor, now }, params, url }) => {
		const { path, expiresAt } = await makeScreenLink(actor, addressOf(params), now);
		const address = url.origin + path;
		return { made: { address, expiresAt, qr: qrPath(address) } };
	},
	revoke: async ({ locals: { actor, now }, params, url, request }) => {
		const read = await readForm(request, screenLinkSchema, 'revoke');
		if (!read.ok) return refuseForm(read.form);
		await revokeScreenLink(actor, addressOf(params), read.data.link, now);
		redirect(303, url.pathname);
	}
};
