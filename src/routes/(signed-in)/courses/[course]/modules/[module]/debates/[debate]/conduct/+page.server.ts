import { redirect } from '@sveltejs/kit';
import {
	agreeSchema,
	flagSchema,
	hideWordsSchema,
	showWordsSchema
} from '$lib/debates/conduct/conduct.schema.server';
import { agree, conductFor, wordsAt } from '$lib/debates/conduct/conduct.server';
import { flag, hideHere } from '$lib/debates/conduct/reporting.server';
import { refusalText } from '$lib/debates/names';
import { headingFor } from '$lib/debates/screens/heading';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

const addressOf = ({ module, debate }: { module: string; debate: string }) => ({
	moduleSlug: module,
	debateSlug: debate
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const { here, ...conduct } = await conductFor(actor, addressOf(params), now);
	const asked = /^\d{1,7}$/.exec(url.searchParams.get('c') ?? '')?.[0];
	return {
		heading: headingFor(actor, here),
		...conduct,
		about: asked ? { words: await wordsAt(actor, here, Number(asked)) } : null
	};
};

export const actions: Actions = {
	agree: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, agreeSchema, 'agree');
		if (!read.ok) return refuseForm(read.form);
		await agree(actor, addressOf(params), now);
		if (read.data.back === 'debate') redirect(303, url.pathname.replace(/\/conduct$/, ''));
		return acceptForm(read.form, m.conduct_agreed());
	},
	report: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, flagSchema, 'report');
		if (!read.ok) return refuseForm(read.form);
		await flag(actor, addressOf(params), read.data, now);
		return acceptForm(read.form, m.conduct_reported());
	},
	hide: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, hideWordsSchema, 'hide');
		if (!read.ok) return refuseForm(read.form);
		const { c, reason: why } = read.data;
		const done = await hideHere(actor, addressOf(params), { c, on: true, why }, now);
		if (!done.ok && done.reason !== 'twice') return refuseForm(read.form, saidOf(done.reason), 409);
		redirect(303, `${url.pathname}#hidden`);
	},
	show: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, showWordsSchema, 'show');
		if (!read.ok) return refuseForm(read.form);
		const wanted = { c: read.data.c, on: false, why: '' };
		const done = await hideHere(actor, addressOf(params), wanted, now);
		if (!done.ok && done.reason !== 'twice') return refuseForm(read.form, saidOf(done.reason), 409);
		redirect(303, url.pathname);
	}
};

/** Hiding brings no words of its own. */
function saidOf(reason: keyof typeof refusalText | 'empty'): string {
	return reason === 'empty' ? m.forms_missing() : refusalText[reason]();
}
