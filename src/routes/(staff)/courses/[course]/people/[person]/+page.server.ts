import { redirect } from '@sveltejs/kit';
import { may } from '$lib/access/permissions';
import { makeSlip } from '$lib/accounts/slips.server';
import { changeDetails } from '$lib/courses/class-accounts.server';
import { placeSchema } from '$lib/courses/course.schema.server';
import {
	changePlace,
	personIn,
	removePerson,
	restorePerson,
	sectionsIn
} from '$lib/courses/people.server';
import { detailsSchema } from '$lib/courses/roster.schema.server';
import { detailsRefusal, placeRefusal } from '$lib/courses/wording';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { accommodationOf, grantAccommodation } from '$lib/reviews/lateness/accommodating.server';
import { accommodationSchema } from '$lib/reviews/lateness/lateness.schema.server';
import type { Actions, PageServerLoad } from './$types';

const empty = (id: string) => ({ id, values: {}, errors: {} });

export const load: PageServerLoad = async ({ locals, params, parent }) => {
	const { actor } = locals;
	const [person, sections] = await Promise.all([personIn(actor, params.person), sectionsIn(actor)]);
	const { courseId } = (await parent()).course;
	const isHere = person.role === 'student' && person.state === 'active';
	return {
		person,
		sections,
		accommodation:
			isHere && may(actor, 'accommodation.grant', { courseId })
				? await accommodationOf(actor, params.person)
				: null,
		since: locals.now.getTime(),
		mayManage: may(actor, 'people.manage', { courseId }),
		mayErase: may(actor, 'people.erase', { courseId }),
		maySlip: isHere && may(actor, 'people.slip', { courseId, sectionId: person.sectionId })
	};
};

export const actions: Actions = {
	place: async ({ locals, params, request }) => {
		const read = await readForm(request, placeSchema, 'place');
		if (!read.ok) return refuseForm(read.form);
		const { role, section, ownSectionOnly } = read.data;
		const wanted = { role, sectionId: section, ownSectionOnly };
		const changed = await changePlace(locals.actor, params.person, wanted, locals.now);
		if (!changed.ok) return refuseForm(read.form, placeRefusal[changed.reason](), 409);
		return acceptForm(read.form, m.courses_person_changed());
	},
	details: async ({ locals, params, request }) => {
		const read = await readForm(request, detailsSchema, 'details');
		if (!read.ok) return refuseForm(read.form);
		const { name = null, rosterId } = read.data;
		const changed = await changeDetails(
			locals.actor,
			params.person,
			{ name, rosterId },
			locals.now
		);
		if (changed.ok) return acceptForm(read.form, m.courses_person_changed());
		const { field, words } = detailsRefusal[changed.reason];
		read.form.errors[field] = words();
		return refuseForm(read.form, undefined, 409);
	},
	accommodate: async ({ locals, params, request }) => {
		const read = await readForm(request, accommodationSchema, 'accommodate');
		if (!read.ok) return refuseForm(read.form);
		const { extraHours, spared: isSpared } = read.data;
		await grantAccommodation(locals.actor, params.person, { extraHours, isSpared }, locals.now);
		return acceptForm(read.form, m.late_accommodation_saved());
	},
	remove: async ({ locals, params }) => {
		const removed = await removePerson(locals.actor, params.person, locals.now);
		if (!removed.ok) return refuseForm(empty('remove'), placeRefusal[removed.reason](), 409);
		redirect(303, `/courses/${params.course}/people/${params.person}`);
	},
	restore: async ({ locals, params }) => {
		await restorePerson(locals.actor, params.person, locals.now);
		redirect(303, `/courses/${params.course}/people/${params.person}`);
	},
	slip: async ({ locals, params, url }) => {
		const slip = await makeSlip(locals.actor, params.person, locals.now);
		if (!slip.ok) return refuseForm(empty('slip'), m.courses_slip_other_roles(), 409);
		const form = acceptForm(empty('slip'), m.courses_slip_made());
		return { ...form, slip: { link: url.origin + slip.path, expiresAt: slip.expiresAt } };
	}
};
