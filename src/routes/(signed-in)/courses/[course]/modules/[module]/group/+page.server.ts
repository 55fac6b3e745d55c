import { roleOf } from '$lib/access/actor';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { emptySchema, preferSchema } from '$lib/modules/groups.schema.server';
import { preferRefusal } from '$lib/modules/groups-words';
import { groupFor } from '$lib/modules/groups.server';
import { preferSide, sideQuestionFor } from '$lib/modules/side-preference.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals: { actor, now }, params }) => {
	const [group, question] = await Promise.all([
		groupFor(actor, params.module, now),
		sideQuestionFor(actor, params.module, now)
	]);
	const { courseId } = membershipOf(actor);
	return {
		group,
		question,
		isStudent: roleOf(actor) === 'student',
		seesAll: may(actor, 'group.see', { courseId })
	};
};

export const actions: Actions = {
	prefer: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, preferSchema, 'prefer');
		if (!read.ok) return refuseForm(read.form);
		const kept = await preferSide(actor, params.module, read.data.side, now);
		if (!kept.ok) return refuseForm(read.form, preferRefusal[kept.reason](), 409);
		return acceptForm(read.form, m.groups_prefer_saved());
	},
	takeBack: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, emptySchema, 'prefer');
		const kept = await preferSide(actor, params.module, null, now);
		if (!kept.ok) return refuseForm(read.form, preferRefusal[kept.reason](), 409);
		return acceptForm(read.form, m.groups_prefer_taken_back());
	}
};
