import { peerAnswers } from '$lib/questions/classmates.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => ({
	peers: await peerAnswers(
		actor,
		{ moduleSlug: params.module, setSlug: params.set },
		params.question
	)
});
