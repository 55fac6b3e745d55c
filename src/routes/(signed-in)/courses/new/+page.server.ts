import { redirect } from '@sveltejs/kit';
import { authorize } from '$lib/access/refuse';
import { timeZones } from '$lib/courses/course';
import { bothLanguages, openCourseSchema } from '$lib/courses/course.schema.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { openCourseFromPack, openEmptyCourse } from '$lib/packs/opening.server';
import { packSummaries } from '$lib/packs/packs.server';
import type { LocalText } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

/** What the address says instead of a pack for a course that begins empty. */
const noPack = 'none';

export const load: PageServerLoad = async ({ locals, url }) => {
	authorize(locals.actor, 'course.open');
	const packs = await packSummaries();
	const wanted = url.searchParams.get('pack');
	const chosen = packs.find((pack) => pack.slug === wanted);
	const empty = wanted === noPack ? { slug: noPack, title: {} as LocalText } : null;
	return { packs, chosen: chosen ?? empty, timeZones: timeZones() };
};

export const actions: Actions = {
	default: async ({ locals, request }) => {
		authorize(locals.actor, 'course.open');
		const read = await readForm(request, openCourseSchema);
		if (!read.ok) return refuseForm(read.form);
		const { titleEn, titleUr, timeZone, pack } = read.data;
		const title = bothLanguages(titleEn, titleUr);
		if (pack === noPack) {
			const { courseSlug } = await openEmptyCourse(locals.actor, { title, timeZone }, locals.now);
			redirect(303, `/courses/${courseSlug}`);
		}
		const wanted = { title, timeZone, packSlug: pack };
		const opened = await openCourseFromPack(locals.actor, wanted, locals.now);
		if (!opened.ok) return refuseForm(read.form, m.courses_new_no_pack());
		redirect(303, `/courses/${opened.courseSlug}`);
	}
};
