import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { reportSchema } from '$lib/questions/answer.schema.server';
import { peerAnswers } from '$lib/questions/classmates.server';
import { reportAnswer } from '$lib/questions/reporting.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, params }) => {
	const { courseId } = membershipOf(actor);
	const address = { moduleSlug: params.module, setSlug: params.set };
	const peers = await peerAnswers(actor, address, params.question);
	return {
		peers,
		mayReport: may(actor, 'content.report', { courseId, committed: peers.ok })
	};
};

export const actions: Actions = {
	report: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, reportSchema, 'report');
		if (!read.ok) return refuseForm(read.form);
		const address = { moduleSlug: params.module, setSlug: params.set };
		await reportAnswer(actor, address, params.question, read.data, now);
		return { ...acceptForm(read.form, m.questions_report_thanks()), ref: read.data.ref };
	}
};
