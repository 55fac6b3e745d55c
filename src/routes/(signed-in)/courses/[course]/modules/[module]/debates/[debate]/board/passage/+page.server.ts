import { redirect } from '@sveltejs/kit';
import { passageSchema } from '$lib/debates/boards/boards.schema.server';
import { citeOnCard, passageChoice } from '$lib/debates/boards/citing.server';
import { passageRefusal } from '$lib/debates/boards/names';
import { headingFor } from '$lib/debates/screens/heading';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { readSpan } from '$lib/readings/mark';
import { editionAsked } from '$lib/readings/reading';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { searchParams: query } = url;
	const card = query.get('card') ?? 'new';
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const edition = editionAsked(query.get('edition'), locals.locale);
	const asked = { ...edition, card, readingSlug: query.get('reading') };
	const { here, ...choice } = await passageChoice(locals.actor, address, asked, locals.now);
	return {
		heading: headingFor(locals.actor, here),
		choice,
		card,
		paragraph: query.get('paragraph'),
		words: readSpan(query.get('start'), query.get('end'))
	};
};

export const actions: Actions = {
	cite: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, passageSchema, 'cite');
		if (!read.ok) return refuseForm(read.form);
		const { part: card, version, paragraph, range, exact } = read.data;
		const [start, end] = range;
		const chosen = { versionId: version, paragraphId: paragraph, start, end };
		const address = { moduleSlug: params.module, debateSlug: params.debate };
		const passage = { card, ...chosen, exact: exact ?? null };
		const added = await citeOnCard(actor, address, passage, locale, now);
		if (!added.ok) return refuseForm(read.form, passageRefusal[added.reason](), 409);
		const edit = card === 'new' ? `?edit=${added.card}` : '';
		redirect(303, `${url.pathname.replace(/\/passage$/, '')}${edit}#card-${added.card}`);
	}
};
