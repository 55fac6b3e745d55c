import { redirect } from '@sveltejs/kit';
import { dropSession } from '$lib/accounts/cookies.server';
import { signOut } from '$lib/accounts/signing-in.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	if (!locals.actor.person) redirect(303, '/sign-in');
};

export const actions: Actions = {
	default: async ({ cookies, locals }) => {
		await signOut(locals.actor);
		dropSession(cookies);
		redirect(303, '/sign-in?after=signed-out');
	}
};
