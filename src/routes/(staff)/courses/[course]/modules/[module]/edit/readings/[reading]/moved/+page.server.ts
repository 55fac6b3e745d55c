import { redirect } from '@sveltejs/kit';
import { attachRefusal } from '$lib/annotations/attaching-words';
import { attachSchema } from '$lib/annotations/attaching.schema.server';
import { attachNote, orphansPage } from '$lib/annotations/attaching.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Actions, PageServerLoad, RouteParams } from './$types';

const addressed = ({ module, reading }: RouteParams) => ({
	moduleSlug: module,
	readingSlug: reading
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const { searchParams: query } = url;
	const asked = { ref: query.get('note'), paragraphId: query.get('paragraph') };
	return {
		slug: params.reading,
		...(await orphansPage(actor, addressed(params), asked, now))
	};
};

export const actions: Actions = {
	attach: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, attachSchema, 'attach');
		if (!read.ok) return refuseForm(read.form);
		const { version: versionId, paragraph: paragraphId, ...given } = read.data;
		const wanted = { ...given, versionId, paragraphId };
		const attached = await attachNote(actor, addressed(params), wanted, now);
		if (!attached.ok) return refuseForm(read.form, attachRefusal(attached.reason), 409);
		redirect(303, `${url.pathname}?attached`);
	}
};
