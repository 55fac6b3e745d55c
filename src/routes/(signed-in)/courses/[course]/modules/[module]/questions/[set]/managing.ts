/* The actions by which staff set dates, give time, reopen and release. */
import type { RequestEvent } from '@sveltejs/kit';
import { courseFor } from '$lib/courses/courses.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import {
	extensionSchema,
	releaseSchema,
	reopenSchema,
	settingsSchema,
	waiveSchema
} from '$lib/questions/set.schema.server';
import { changeSet, extendSet, releaseSet } from '$lib/questions/settings.server';
import { reopenSet } from '$lib/questions/submitting.server';
import { waiveSetLateness } from '$lib/questions/waiving.server';

type Event = RequestEvent<{ course: string; module: string; set: string }>;

const addressOf = ({ params }: Event) => ({ moduleSlug: params.module, setSlug: params.set });

export const managingActions = {
	settings: async (event: Event) => {
		const { actor, now } = event.locals;
		const { timeZone } = await courseFor(actor);
		const read = await readForm(event.request, settingsSchema(timeZone), 'settings');
		if (!read.ok) return refuseForm(read.form);
		const changed = await changeSet(actor, addressOf(event), read.data, now);
		if (changed.ok) return acceptForm(read.form, m.questions_staff_saved());
		read.form.errors.closesAt = m.questions_staff_closes_before_due();
		return refuseForm(read.form, m.forms_check_fields());
	},
	release: async (event: Event) => {
		const read = await readForm(event.request, releaseSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		await releaseSet(event.locals.actor, addressOf(event), event.locals.now);
		return acceptForm(read.form, m.questions_staff_release_done());
	},
	extend: async (event: Event) => {
		const { actor, now } = event.locals;
		const { timeZone } = await courseFor(actor);
		const read = await readForm(event.request, extensionSchema(timeZone), 'extend');
		if (!read.ok) return refuseForm(read.form);
		const { student, extendedDueAt, extendedClosesAt } = read.data;
		await extendSet(
			actor,
			addressOf(event),
			{ enrolmentId: student, dueAt: extendedDueAt, closesAt: extendedClosesAt },
			now
		);
		return acceptForm(read.form, m.questions_staff_extended());
	},
	waive: async (event: Event) => {
		const { actor, now } = event.locals;
		const read = await readForm(event.request, waiveSchema, 'waive');
		if (!read.ok) return refuseForm(read.form);
		const { student, waived } = read.data;
		const done = await waiveSetLateness(actor, addressOf(event), student, waived === 'yes', now);
		return done.ok
			? acceptForm(read.form, m.questions_staff_saved())
			: refuseForm(read.form, m.questions_staff_not_late(), 409);
	},
	reopen: async (event: Event) => {
		const { actor, now } = event.locals;
		const read = await readForm(event.request, reopenSchema, 'reopen');
		if (!read.ok) return refuseForm(read.form);
		const reopened = await reopenSet(actor, addressOf(event), read.data.student, now);
		return reopened.ok
			? acceptForm(read.form, m.questions_staff_reopened())
			: refuseForm(read.form, m.questions_staff_not_submitted(), 409);
	}
};
