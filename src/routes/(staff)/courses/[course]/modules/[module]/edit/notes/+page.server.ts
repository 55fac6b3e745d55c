import {
	addTagSchema,
	moveTagSchema,
	renameTagSchema,
	retireTagSchema,
	revealSchema
} from '$lib/annotations/notes.schema.server';
import { mostTagsOfModule } from '$lib/annotations/note';
import {
	addTag,
	moveTag,
	noteRulesFor,
	renameTag,
	retireTag,
	setReveal
} from '$lib/annotations/tag-editing.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => ({
	rules: await noteRulesFor(actor, params.module, now)
});

export const actions: Actions = {
	add: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, addTagSchema, 'add');
		if (!read.ok) return refuseForm(read.form);
		const done = await addTag(actor, params.module, read.data.label, now);
		if (done.ok) return acceptForm(read.form, m.annotations_tag_added());
		return refuseForm(read.form, m.annotations_too_many_tags({ most: mostTagsOfModule }));
	},
	rename: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, renameTagSchema, 'rename');
		if (!read.ok) return refuseForm(read.form);
		await renameTag(actor, params.module, read.data, now);
		return acceptForm(read.form, m.annotations_tag_renamed());
	},
	retire: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, retireTagSchema, 'retire');
		if (!read.ok) return refuseForm(read.form);
		const { id, to } = read.data;
		await retireTag(actor, params.module, { id, isRetired: to === 'out' }, now);
		return acceptForm(
			read.form,
			to === 'out' ? m.annotations_tag_put_away() : m.annotations_tag_offered()
		);
	},
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, moveTagSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { id, to } = read.data;
		await moveTag(actor, params.module, { id, by: to === 'up' ? -1 : 1 }, now);
		return acceptForm(read.form, m.annotations_tag_moved());
	},
	reveal: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, revealSchema, 'reveal');
		if (!read.ok) return refuseForm(read.form);
		const { reading, after } = read.data;
		await setReveal(actor, params.module, { readingSlug: reading, after }, now);
		return acceptForm(read.form, m.annotations_changed());
	}
};
