import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { addSchema } from '$lib/reviews/bank/bank.schema.server';
import { addComment, commentsFor } from '$lib/reviews/bank/comments.server';
import { commentToKeep } from '$lib/reviews/bank/keeping.server';
import { bankFilter } from '$lib/reviews/bank/purpose';
import { commentRefusal } from '$lib/reviews/bank/words';
import type { Actions, PageServerLoad } from './$types';

/** `?from=…&part=…`: a comment of one's own on a sheet, to be looked through and kept. */
function originIn(url: URL) {
	const [positionId, part] = [url.searchParams.get('from'), url.searchParams.get('part')];
	return positionId && part ? { positionId, part } : null;
}

export const load: PageServerLoad = async ({ locals: { actor, locale }, params, url }) => {
	const filter = bankFilter(url.searchParams);
	const bank = await commentsFor(actor, params.module, filter, locale);
	const origin = originIn(url);
	const words = origin && bank.mayWrite ? await commentToKeep(actor, origin) : null;
	const page = Number(url.searchParams.get('page')) || 1;
	return { filter, bank, page, keep: origin && words ? { ...origin, words } : null };
};

export const actions: Actions = {
	add: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, addSchema, 'add');
		if (!read.ok) return refuseForm(read.form);
		const { from, part, ...wish } = read.data;
		const origin = from && part ? { positionId: from, part } : null;
		const added = await addComment(actor, params.module, { ...wish, origin }, now);
		if (added.ok) return acceptForm(read.form, m.bank_added());
		if (added.reason === 'conflict') return refuseForm(read.form, m.authoring_conflict(), 409);
		return refuseForm(read.form, commentRefusal(added));
	}
};
