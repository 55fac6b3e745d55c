import { cardsFor } from '$lib/debates/boards/cards.server';
import { flowActions } from '$lib/debates/flow/note-actions.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { liveOf } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

/** A number in the address; null when there is none. */
function asked(value: string | null): number | null {
	return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
}

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params, url }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	const { searchParams } = url;
	const [live, cards, readings] = await Promise.all([
		liveOf(actor, here, now),
		cardsFor(actor, here),
		readingIndex(actor, here.moduleId)
	]);
	return {
		locale,
		heading: headingFor(actor, here),
		live,
		cards,
		readings: Object.fromEntries(readings.map(({ slug, title }) => [slug, title])),
		// Without scripts the address says what is being written, and which speech a phone shows.
		speech: asked(searchParams.get('speech')),
		answer: asked(searchParams.get('answer')),
		change: asked(searchParams.get('change'))
	};
};

export const actions: Actions = flowActions;
