import { authorize, membershipOf } from '$lib/access/refuse';
import { bothLanguages } from '$lib/courses/course.schema.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleSchema } from '$lib/modules/module.schema.server';
import { changeModule } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = ({ locals }) => {
	authorize(locals.actor, 'module.edit', { courseId: membershipOf(locals.actor).courseId });
};

export const actions: Actions = {
	default: async ({ locals, params, request }) => {
		const read = await readForm(request, moduleSchema);
		if (!read.ok) return refuseForm(read.form);
		const { titleEn, titleUr, summaryEn, summaryUr, visible } = read.data;
		const title = bothLanguages(titleEn, titleUr);
		const summary = bothLanguages(summaryEn, summaryUr);
		await changeModule(locals.actor, params.module, { title, summary, visible }, locals.now);
		return acceptForm(read.form, m.modules_saved());
	}
};
