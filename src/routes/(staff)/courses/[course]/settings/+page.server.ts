import { timeZones } from '$lib/courses/course';
import {
	archiveSchema,
	bothLanguages,
	joiningSchema,
	settingsSchema
} from '$lib/courses/course.schema.server';
import {
	archiveCourse,
	changeCourse,
	joinLinkOf,
	openJoining,
	replaceJoinCode
} from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => ({
	joining: await joinLinkOf(locals.actor),
	timeZones: timeZones(),
	origin: url.origin
});

export const actions: Actions = {
	change: async ({ locals, request }) => {
		const read = await readForm(request, settingsSchema, 'change');
		if (!read.ok) return refuseForm(read.form);
		const { titleEn, titleUr, welcomeEn, welcomeUr, timeZone, classmatesSee } = read.data;
		const title = bothLanguages(titleEn, titleUr);
		const welcome = welcomeEn || welcomeUr ? bothLanguages(welcomeEn, welcomeUr) : null;
		await changeCourse(locals.actor, { title, welcome, timeZone, classmatesSee }, locals.now);
		return acceptForm(read.form, m.courses_settings_saved());
	},
	replaceCode: async ({ locals }) => {
		await replaceJoinCode(locals.actor, locals.now);
		return acceptForm({ id: 'joining', values: {}, errors: {} }, m.courses_code_replaced());
	},
	joining: async ({ locals, request }) => {
		const read = await readForm(request, joiningSchema, 'joining');
		if (!read.ok) return refuseForm(read.form);
		const isOpen = read.data.open === 'yes';
		await openJoining(locals.actor, isOpen, locals.now);
		return acceptForm(read.form, isOpen ? m.courses_joining_opened() : m.courses_joining_closed());
	},
	archive: async ({ locals, request }) => {
		const read = await readForm(request, archiveSchema, 'archive');
		if (!read.ok) return refuseForm(read.form);
		const isArchived = read.data.archived === 'yes';
		await archiveCourse(locals.actor, isArchived, locals.now);
		return acceptForm(
			read.form,
			isArchived ? m.courses_is_archived() : m.courses_is_active_again()
		);
	}
};
