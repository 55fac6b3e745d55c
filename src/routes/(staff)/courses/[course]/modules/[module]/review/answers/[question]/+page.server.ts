import { fail } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { number } from '$lib/i18n/format';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { answersToMark, markAnswer } from '$lib/questions/marking.server';
import { marksView } from '$lib/questions/marking';
import { markSchema } from '$lib/questions/set.schema.server';
import { textsToMark } from '$lib/questions/texts.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, locale }, params, url }) => {
	const view = marksView(url.searchParams);
	const [list, { id }] = await Promise.all([
		answersToMark(actor, params.module, params.question, view),
		moduleFor(actor, params.module)
	]);
	const index = await readingIndex(actor, id);
	const texts = await textsToMark(actor, { questions: [list, ...list.answers] }, index, locale);
	return { list, view, index, texts };
};

export const actions: Actions = {
	mark: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, markSchema, 'mark');
		if (!read.ok) return refuseForm(read.form);
		const marked = await markAnswer(actor, params.module, params.question, read.data, now);
		if (marked.ok)
			return { ...acceptForm(read.form, m.questions_marking_saved()), ref: read.data.ref };
		if (marked.reason === 'too-many-points') {
			const most = number(marked.most);
			read.form.errors.points = m.questions_marking_too_many({ most });
			return refuseForm(read.form, m.forms_check_fields());
		}
		const message = m.questions_marking_conflict({ points: number(marked.points) });
		const values = { ...read.form.values, version: String(marked.version) };
		return fail(409, {
			form: { ...read.form, values, message, tone: 'alert' as const },
			theirComment: marked.comment
		});
	}
};
