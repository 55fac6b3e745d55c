import { fail } from '@sveltejs/kit';
import { releaseTakingPart, takingPartFor } from '$lib/debates/afterwards/grading.server';
import { pressSchema, reflectionSchema } from '$lib/debates/afterwards/reflections.schema.server';
import {
	longestReflection,
	reflectionFor,
	saveReflection
} from '$lib/debates/afterwards/reflections.server';
import { openStanceAfter, stanceAfterFor } from '$lib/debates/afterwards/stance.server';
import { debateHere } from '$lib/debates/room/finding.server';
import { headingFor } from '$lib/debates/screens/heading';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const addressOf = ({ module: moduleSlug, debate: debateSlug }: RequestEvent['params']) => ({
	moduleSlug,
	debateSlug
});

export const load: PageServerLoad = async ({ locals: { actor, now, locale }, params }) => {
	const here = await debateHere(actor, addressOf(params), now);
	const [page, part, stance] = await Promise.all([
		reflectionFor(actor, here),
		takingPartFor(actor, here),
		stanceAfterFor(actor, here)
	]);
	return {
		locale,
		heading: headingFor(actor, here),
		most: longestReflection,
		page,
		part,
		stance
	};
};

const refused = {
	closed: m.votes_after_refused_closed,
	empty: m.votes_after_empty,
	conflict: m.votes_after_conflict
};

export const actions: Actions = {
	save: async ({ locals: { actor, locale, now }, params, request }) => {
		const read = await readForm(request, reflectionSchema, 'reflection');
		if (!read.ok) return refuseForm(read.form);
		const isGiven = read.data.as === 'given';
		const saved = await saveReflection(actor, addressOf(params), read.data, isGiven, locale, now);
		if (saved.ok)
			return { ...acceptForm(read.form, m.votes_after_saved()), version: saved.version };
		const form = { ...read.form, message: refused[saved.reason](), tone: 'alert' as const };
		if (saved.reason !== 'conflict') return fail(saved.reason === 'empty' ? 400 : 409, { form });
		return fail(409, { form, kept: saved.kept, version: saved.kept.version });
	},
	stance: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'stance');
		if (!read.ok) return refuseForm(read.form);
		await openStanceAfter(actor, addressOf(params), now);
		return acceptForm(read.form, m.votes_after_stance_opened());
	},
	release: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, pressSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		const done = await releaseTakingPart(actor, addressOf(params), now);
		if (!done.ok) {
			const graded = done.reason === 'running';
			const words = graded ? m.votes_after_still_running() : m.votes_after_not_graded();
			return refuseForm(read.form, words, 409);
		}
		const { released: n } = done;
		return acceptForm(
			read.form,
			n > 0 ? m.votes_after_released({ n }) : m.votes_after_released_none()
		);
	}
};
