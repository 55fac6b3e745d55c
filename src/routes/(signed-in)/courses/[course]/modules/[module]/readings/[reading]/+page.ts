/*
 * A page that the server drew stands before its scripts come, and some of them never need to. One that
 * scripts fetched has nothing drawn: its parts come along with its data, so that it appears as a whole.
 */
import { browser } from '$app/environment';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => {
	if (browser && data.isFetched)
		await Promise.all([
			import('$lib/readings/ReadingHead.svelte'),
			import('$lib/readings/NoteColumns.svelte'),
			import('$lib/questions/cards.svelte')
		]);
	return data;
};
