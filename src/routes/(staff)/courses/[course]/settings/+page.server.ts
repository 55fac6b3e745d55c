import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { timeZones } from '$lib/courses/course';
import {
	bothLanguages,
	conductSchema,
	joiningSchema,
	settingsSchema
} from '$lib/courses/course.schema.server';
import {
	changeConduct,
	changeCourse,
	courseFor,
	joinLinkOf,
	openJoining,
	replaceJoinCode
} from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, url }) => {
	const { courseId, slug } = await courseFor(actor);
	// Of a course that is over only its end can be settled.
	if (!may(actor, 'course.settings', { courseId }) && may(actor, 'course.archive', { courseId }))
		redirect(303, `/courses/${slug}/settings/leaving`);
	return { joining: await joinLinkOf(actor), timeZones: timeZones(), origin: url.origin };
};

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
	conduct: async ({ locals, request }) => {
		const read = await readForm(request, conductSchema, 'conduct');
		if (!read.ok) return refuseForm(read.form);
		const { conduct } = read.data;
		const isOwn = Object.keys(conduct).length > 0;
		await changeConduct(locals.actor, isOwn ? conduct : null, locals.now);
		return acceptForm(read.form, m.conduct_course_saved());
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
	}
};
