import { redirect } from '@sveltejs/kit';
import { notFound } from '$lib/access/refuse';
import { decisionForScreen } from '$lib/debates/ballots/panels.server';
import { roomName } from '$lib/debates/names';
import { stateOf, toldAfter } from '$lib/debates/room/reading.server';
import { screenFor } from '$lib/debates/room/screen-links.server';
import { voteResultForScreen } from '$lib/debates/votes/figures.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const { course: courseSlug, module: moduleSlug, debate: debateSlug } = params;
	const key = url.searchParams.get('key');
	const here = await screenFor(actor, { courseSlug, moduleSlug, debateSlug }, key, now);
	if (!here) {
		// A member who is not signed in; a key that does not work says no more than that.
		if (!actor.person && key === null)
			redirect(303, `/sign-in?next=${encodeURIComponent(url.pathname)}`);
		notFound();
	}
	const look = url.searchParams.get('look') === 'light' ? 'light' : 'dark';
	const query = (more: Record<string, string>) =>
		new URLSearchParams({ ...(key === null ? {} : { key }), ...more }).toString();
	const { rules, motion, debate, timeZone } = here;
	const state = await stateOf(here);
	return {
		live: { now: now.getTime(), told: await toldAfter(here, 0), rules },
		motion: motion.text,
		room: roomName(debate.room),
		startsAt: debate.startsAt,
		timeZone,
		events: `${url.pathname}/events?${query({})}`,
		look,
		otherLook: `${url.pathname}?${query({ look: look === 'dark' ? 'light' : 'dark' })}`,
		votes: await voteResultForScreen(here, state),
		decision: await decisionForScreen(here, state)
	} as const;
};
