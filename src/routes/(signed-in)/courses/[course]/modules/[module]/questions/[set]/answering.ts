/* The actions by which students answer: all of them save what the page holds. */
import { fail, redirect, type RequestEvent } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { checkAnswer, saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { refusal } from '$lib/questions/names';

type Event = RequestEvent<{ course: string; module: string; set: string }>;

const addressOf = ({ params }: Event) => ({ moduleSlug: params.module, setSlug: params.set });

async function saved(event: Event) {
	const { actor, locale, now } = event.locals;
	const set = await setToAnswer(actor, addressOf(event));
	const read = await readForm(event.request, set.schema, 'answers');
	if (!read.ok) return { failure: refuseForm(read.form) };
	const answered = await saveAnswers(actor, set, read.data, locale, now);
	if (answered.ok) return { failure: null, form: read.form, sent: read.data, answered };
	const form = { ...read.form, message: refusal[answered.reason](), tone: 'alert' as const };
	const kept = answered.reason === 'conflict' ? answered : { saved: [], conflicts: [] };
	return {
		failure: fail(409, { form, saved: kept.saved, savedAt: now, conflicts: kept.conflicts })
	};
}

export const answeringActions = {
	save: async (event: Event) => {
		const { failure, form, answered } = await saved(event);
		if (failure) return failure;
		return { ...acceptForm(form, m.questions_saved_all()), ...answered };
	},
	check: async (event: Event) => {
		const { failure, form, answered } = await saved(event);
		if (failure) return failure;
		const checked = String(form.values.check ?? '');
		const feedback = await checkAnswer(
			event.locals.actor,
			addressOf(event),
			checked,
			event.locals.now
		);
		return { ...acceptForm(form, m.questions_saved_all()), ...answered, checked, feedback };
	},
	review: async (event: Event) => {
		const { failure } = await saved(event);
		if (failure) return failure;
		redirect(303, `${event.url.pathname}/submit`);
	}
};
