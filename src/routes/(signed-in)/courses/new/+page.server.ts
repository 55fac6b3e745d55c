import { redirect } from '@sveltejs/kit';
import { authorize } from '$lib/access/refuse';
import { timeZones } from '$lib/courses/course';
import { bothLanguages, openCourseSchema } from '$lib/courses/course.schema.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { packSummaries } from '$lib/packs/packs.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	authorize(locals.actor, 'course.open');
	const packs = await packSummaries();
	const wanted = url.searchParams.get('pack');
	const chosen = packs.find((pack) => pack.slug === wanted);
	return { packs, chosen: chosen ?? null, timeZones: timeZones() };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		authorize(locals.actor, 'course.open');
		const read = await readForm(request, openCourseSchema);
		if (!read.ok) return refuseForm(read.form);
		const { titleEn, titleUr, timeZone, pack } = read.data;
		const title = bothLanguages(titleEn, titleUr);
		const wanted = { title, timeZone, packSlug: pack };
		const opened = await openCourseFromPack(locals.actor, wanted, locals.now);
		if (!opened.ok) return refuseForm(read.form, m.courses_new_no_pack());
		redirect(303, `/courses/${opened.courseSlug}`);
	}
};
