import { fail, redirect } from '@sveltejs/kit';
import { publishImportMoving, reviewImportMoving } from '$lib/annotations/publishing.server';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { broughtText } from '$lib/readings/bringing.server';
import { pieceRefusal, unreadableText } from '$lib/readings/import-words';
import { aboutSchema, piecesSchema, textSchema } from '$lib/readings/import.schema.server';
import {
	chosenPieces,
	importTargets,
	partPieces,
	previewImport,
	textToImport,
	textToPlace
} from '$lib/readings/importing.server';
import { carriedOn, proposedValues } from '$lib/readings/import-form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { id } = await moduleFor(locals.actor, params.module);
	return { targets: await importTargets(locals.actor, id) };
};

/** The pieces again, with what stands in the way of going on with them. */
function refusePieces(form: FormState, reason: keyof typeof pieceRefusal) {
	if (reason === 'no-reading')
		return refuseForm({ ...form, id: 'text' }, pieceRefusal[reason](), 409);
	const again: FormState = {
		...form,
		id: 'pieces',
		message: pieceRefusal[reason](),
		tone: 'alert'
	};
	return fail(reason === 'moved' ? 409 : 400, { form: again });
}

export const actions: Actions = {
	preview: async ({ locals: { actor }, params, request }) => {
		const read = await readForm(request, textSchema, 'text');
		if (!read.ok) return refuseForm(read.form);
		const { id } = await moduleFor(actor, params.module);
		const { file, source: pasted, readAs, lang } = read.data;
		const brought = await broughtText(actor, { file, pasted, readAs, lang });
		if (!brought.ok) {
			const field = pasted.trim() === '' ? 'file' : 'source';
			const errors = { [field]: unreadableText[brought.reason]() };
			return fail(brought.reason === 'busy' ? 503 : 400, { form: { ...read.form, errors } });
		}
		const { converted } = brought;
		const shown = await previewImport(actor, textToPlace(id, read.data), converted.blocks);
		if (!shown.ok) return refuseForm(read.form, pieceRefusal[shown.reason]());
		return { form: proposedValues(read.data, shown.pieces, converted) };
	},
	/** Parts pieces; without any to part, only back to all of them. */
	pieces: async ({ locals: { actor }, params, request }) => {
		const read = await readForm(request, piecesSchema, 'pieces');
		if (!read.ok) return refuseForm(read.form);
		await moduleFor(actor, params.module);
		const pieces = chosenPieces(read.data);
		if (!pieces) return refusePieces(read.form, 'moved');
		return { form: carriedOn(read.form, partPieces(actor, pieces, read.data)) };
	},
	about: async ({ locals: { actor }, params, request }) => {
		const read = await readForm(request, piecesSchema, 'pieces');
		if (!read.ok) return refuseForm(read.form);
		const { id } = await moduleFor(actor, params.module);
		const pieces = chosenPieces(read.data);
		if (!pieces) return refusePieces(read.form, 'moved');
		const { page } = read.data;
		const reviewed = await reviewImportMoving(actor, textToPlace(id, read.data), pieces, page);
		if (!reviewed.ok) return refusePieces(read.form, reviewed.reason);
		const { title, moving } = reviewed;
		return { form: { ...carriedOn(read.form, pieces, title), id: 'about' }, moving };
	},
	publish: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, aboutSchema, 'about');
		if (!read.ok) return refuseForm(read.form);
		const { id } = await moduleFor(actor, params.module);
		const pieces = chosenPieces(read.data);
		if (!pieces) return refusePieces(read.form, 'moved');
		const wanted = textToImport(id, pieces, read.data);
		const published = await publishImportMoving(actor, wanted, pieces, now);
		if (!published.ok) return refusePieces(read.form, published.reason);
		const readings = url.pathname.replace(/edit\/import$/, 'readings');
		redirect(303, `${readings}/${published.slug}?edition=original-${read.data.lang}`);
	}
};
