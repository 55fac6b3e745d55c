import { fail, redirect } from '@sveltejs/kit';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { boardFor } from '$lib/debates/boards/boards.server';
import {
	cardIdSchema,
	cardSchema,
	dropPassageSchema,
	moveCardSchema,
	newCardSchema,
	sourceSchema
} from '$lib/debates/boards/boards.schema.server';
import {
	addCard,
	dropPassage,
	moveCard,
	removeCard,
	saveCard
} from '$lib/debates/boards/cards.server';
import { addFromSource, sourcesFor } from '$lib/debates/boards/sources.server';
import { boardHere } from '$lib/debates/boards/whose.server';
import { headingFor } from '$lib/debates/screens/heading';
import { m } from '$lib/paraglide/messages';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

const addressOf = ({ module, debate }: { module: string; debate: string }) => ({
	moduleSlug: module,
	debateSlug: debate
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const here = await boardHere(actor, addressOf(params), url.searchParams.get('team'), now);
	const [board, sources, index] = await Promise.all([
		boardFor(actor, here),
		here.mayPrepare ? sourcesFor(actor, here, now) : [],
		readingIndex(actor, here.moduleId)
	]);
	return {
		heading: headingFor(actor, here),
		board,
		sources,
		readings: Object.fromEntries(index.map(({ slug, title }) => [slug, title])),
		editing: url.searchParams.get('edit')
	};
};

export const actions: Actions = {
	add: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, newCardSchema, 'new');
		if (!read.ok) return refuseForm(read.form);
		const { speech: phaseKey, ...words } = read.data;
		const card = { ...words, phaseKey, passages: [] };
		const added = await addCard(actor, addressOf(params), card, now);
		if (!added.ok) return refuseForm(read.form, m.boards_full(), 409);
		redirect(303, `${url.pathname}#card-${added.id}`);
	},
	source: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, sourceSchema, 'source');
		if (!read.ok) return refuseForm(read.form);
		const added = await addFromSource(actor, addressOf(params), read.data, now);
		if (!added.ok) return refuseForm(read.form, m.boards_full(), 409);
		redirect(303, `${url.pathname}#card-${added.id}`);
	},
	save: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, cardSchema, 'card');
		if (!read.ok) return refuseForm(read.form);
		const { card: id, speech: phaseKey, ...words } = read.data;
		const saved = await saveCard(actor, addressOf(params), { id, phaseKey, ...words }, now);
		if (saved.ok) redirect(303, `${url.pathname}#card-${id}`);
		const { version, ...kept } = saved.kept;
		const values = { ...read.form.values, version: String(version) };
		return fail(409, { form: { ...read.form, values, message: m.boards_conflict() }, kept });
	},
	move: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, moveCardSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { card: id, to } = read.data;
		await moveCard(actor, addressOf(params), { id, to }, now);
		redirect(303, `${url.pathname}#card-${id}`);
	},
	remove: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, cardIdSchema, 'remove');
		if (!read.ok) return refuseForm(read.form);
		await removeCard(actor, addressOf(params), read.data.card, now);
		redirect(303, url.pathname);
	},
	drop: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, dropPassageSchema, 'drop');
		if (!read.ok) return refuseForm(read.form);
		const { card: id, passage } = read.data;
		await dropPassage(actor, addressOf(params), { id, passage }, now);
		redirect(303, `${url.pathname}#card-${id}`);
	}
};
