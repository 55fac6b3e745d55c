import { may } from '$lib/access/permissions';
import { airtimeOf } from '$lib/debates/airtime';
import { debateHere } from '$lib/debates/room/finding.server';
import { roomHere } from '$lib/debates/room/reading.server';
import { headingFor } from '$lib/debates/screens/heading';
import { resultFor } from '$lib/debates/votes/result.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params }) => {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const here = await debateHere(actor, address, now);
	const [{ state, told }, result, readings] = await Promise.all([
		roomHere(here),
		resultFor(actor, here),
		readingIndex(actor, here.moduleId)
	]);
	const { rules } = here;
	return {
		locale,
		heading: headingFor(actor, here),
		result: { ...result, toPublish: null },
		rules,
		told,
		readings: Object.fromEntries(readings.map(({ slug, title }) => [slug, title])),
		airtime: may(actor, 'debate.figures', here.facts)
			? airtimeOf(rules, state, now.getTime())
			: null
	};
};
