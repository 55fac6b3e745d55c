import { bothLanguages } from '$lib/courses/course.schema.server';
import { courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleContents } from '$lib/modules/authoring.server';
import { moduleSchema } from '$lib/modules/module.schema.server';
import { changeModule } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => ({
	contents: await moduleContents(locals.actor, params.module)
});

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
