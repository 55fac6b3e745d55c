import { redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { citePassage, citingPage } from '$lib/positions/citing.server';
import { citeRefusal } from '$lib/positions/names';
import { partId } from '$lib/positions/position';
import { citeSchema } from '$lib/positions/positions.schema.server';
import { readSpan } from '$lib/readings/mark';
import { editionAsked } from '$lib/readings/reading';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
	const { searchParams: query } = url;
	const part = query.get('part') ?? '';
	const asked = editionAsked(query.get('edition'), locals.locale);
	const readingSlug = query.get('reading');
	const citing = await citingPage(locals.actor, params.module, { ...asked, part, readingSlug });
	return {
		citing,
		part,
		paragraph: query.get('paragraph'),
		words: readSpan(query.get('start'), query.get('end'))
	};
};

export const actions: Actions = {
	cite: async ({ locals: { actor, locale, now }, params, request, url }) => {
		const read = await readForm(request, citeSchema, 'cite');
		if (!read.ok) return refuseForm(read.form);
		const { part, version, paragraph, range, exact } = read.data;
		const [start, end] = range;
		const chosen = { part, versionId: version, paragraphId: paragraph, start, end };
		const cited = await citePassage(
			actor,
			params.module,
			{ ...chosen, exact: exact ?? null },
			locale,
			now
		);
		if (!cited.ok) return refuseForm(read.form, citeRefusal[cited.reason](), 409);
		redirect(303, `${url.pathname.replace(/\/cite$/, '')}#${partId(part)}`);
	}
};
