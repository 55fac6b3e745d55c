import { localText } from '$lib/i18n/local-text';
import { instructorNotesFor } from '$lib/modules/modules.server';
import { documentHtml } from '$lib/readings/prose.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const notes = await instructorNotesFor(locals.actor, params.module);
	const { text, ...shown } = localText(notes, locals.locale);
	return { notes: { ...shown, html: documentHtml(text) } };
};
