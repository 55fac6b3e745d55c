import { authorize, membershipOf } from '$lib/access/refuse';
import { bothLanguages } from '$lib/courses/course.schema.server';
import { courseFor } from '$lib/courses/courses.server';
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
		const { timeZone } = await courseFor(locals.actor);
		const read = await readForm(request, moduleSchema(timeZone));
		if (!read.ok) return refuseForm(read.form);
		const { titleEn, titleUr, summaryEn, summaryUr, shown } = read.data;
		const title = bothLanguages(titleEn, titleUr);
		const summary = bothLanguages(summaryEn, summaryUr);
		const visible = shown !== 'hidden';
		const opensAt = shown === 'from' ? read.data.opensAt : null;
		const wanted = { title, summary, visible, opensAt };
		await changeModule(locals.actor, params.module, wanted, locals.now);
		return acceptForm(read.form, m.modules_saved());
	}
};
