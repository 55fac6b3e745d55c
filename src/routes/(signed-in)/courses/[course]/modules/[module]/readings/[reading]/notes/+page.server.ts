import { notesPage } from '$lib/annotations/paging.server';
import { editionAsked, readVersion } from '$lib/readings/reading';
import type { Actions, PageServerLoad } from './$types';
import { attachingActions } from './attaching';
import { replyingActions } from './replying';
import { writingActions } from './writing';

export const load: PageServerLoad = async ({ locals: { actor, locale, now }, params, url }) => {
	const { searchParams: asked } = url;
	const notes = await notesPage(
		actor,
		{
			moduleSlug: params.module,
			readingSlug: params.reading,
			edition: editionAsked(asked.get('edition'), locale),
			version: readVersion(asked.get('version')),
			paragraph: asked.get('paragraph'),
			page: Number(asked.get('page')) || 1
		},
		now
	);
	return { notes, asked: asked.get('edition'), attaching: asked.get('note') };
};

export const actions: Actions = { ...writingActions, ...replyingActions, ...attachingActions };
