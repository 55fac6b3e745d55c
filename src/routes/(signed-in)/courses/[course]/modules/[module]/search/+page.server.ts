import { readWhere } from '$lib/annotations/searching';
import { searchIn } from '$lib/annotations/searching.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const query = url.searchParams.get('q') ?? '';
	const wish = {
		moduleSlug: params.module,
		query,
		where: readWhere(url.searchParams.get('in')),
		page: Number(url.searchParams.get('page')) || 1
	};
	return {
		query,
		isAsked: url.searchParams.has('q'),
		answer: await searchIn(locals.actor, wish, locals.now)
	};
};
