import {
	classAccountsIn,
	makeClassAccount,
	renewClassCode
} from '$lib/courses/class-accounts.server';
import { sectionsIn } from '$lib/courses/people.server';
import { classAccountSchema } from '$lib/courses/roster.schema.server';
import { detailsRefusal } from '$lib/courses/wording';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor }, url }) => {
	const [ofClass, sections] = await Promise.all([classAccountsIn(actor), sectionsIn(actor)]);
	return { ...ofClass, sections, address: `${url.host}/sign-in/class` };
};

export const actions: Actions = {
	make: async ({ locals: { actor, now }, request }) => {
		const read = await readForm(request, classAccountSchema, 'make');
		if (!read.ok) return refuseForm(read.form);
		const { name, rosterId, section: sectionId } = read.data;
		const made = await makeClassAccount(actor, { name, rosterId, sectionId }, now);
		if (made.ok) return acceptForm(read.form, m.courses_class_made({ name }));
		const { field, words } = detailsRefusal[made.reason];
		read.form.errors[field] = words();
		return refuseForm(read.form, undefined, 409);
	},
	renew: async ({ locals: { actor, now } }) => {
		await renewClassCode(actor, now);
		return acceptForm({ id: 'renew', values: {}, errors: {} }, m.courses_class_renewed());
	}
};
