import { applySchema, bringInSchema, sentFile } from '$lib/annotations/bringing-in.schema.server';
import {
	bringInAnnotations,
	previewAnnotations,
	textToBringTo
} from '$lib/annotations/bringing-in.server';
import { fileRefusal } from '$lib/annotations/standards-words';
import { longestFile, mostAnnotations } from '$lib/annotations/web-annotation-reading';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { editionAsked } from '$lib/readings/reading';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const addressOf = ({
	params,
	url,
	locals: { locale }
}: Pick<RequestEvent, 'params' | 'url' | 'locals'>) => ({
	moduleSlug: params.module,
	readingSlug: params.reading,
	edition: editionAsked(url.searchParams.get('edition'), locale)
});

export const load: PageServerLoad = async (event) => ({
	text: await textToBringTo(event.locals.actor, addressOf(event), event.locals.now),
	most: mostAnnotations
});

export const actions: Actions = {
	preview: async (event) => {
		const { actor, now } = event.locals;
		const read = await readForm(event.request, bringInSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const field = data.text.trim() === '' ? 'file' : 'text';
		const sent = await sentFile(data, longestFile);
		const seen = sent.ok
			? await previewAnnotations(actor, { ...addressOf(event), file: sent.text }, now)
			: sent;
		if (!seen.ok) {
			form.errors[field] = fileRefusal[seen.reason]();
			return refuseForm(form);
		}
		form.values.text = sent.ok ? sent.text : '';
		const { found, known, refused } = seen;
		return { form: { ...form, id: 'seen' }, preview: { found, known, refused } };
	},
	apply: async (event) => {
		const { actor, now } = event.locals;
		const read = await readForm(event.request, applySchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const { form, data } = read;
		const done = await bringInAnnotations(actor, { ...addressOf(event), file: data.text }, now);
		if (!done.ok) return refuseForm(form, fileRefusal[done.reason]());
		const { added: n } = done;
		const message = n === 0 ? m.standards_import_done_none() : m.standards_import_done({ n });
		return { ...acceptForm(form, message), preview: null };
	}
};
