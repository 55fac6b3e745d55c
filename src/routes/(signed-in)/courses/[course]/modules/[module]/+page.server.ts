import { readForm, refuseForm } from '$lib/forms/read.server';
import { awaySchema } from '$lib/notices/notices.schema.server';
import { hasGroupPage } from '$lib/modules/side-preference.server';
import { noticesFor, putNoticeAway } from '$lib/notices/notices.server';
import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { pathFor } from '$lib/progress/progress.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { actor, locale, now } = locals;
	const { courseId, enrolmentId } = membershipOf(actor);
	const [path, notices, hasGroup] = await Promise.all([
		pathFor(actor, params.module, locale, now),
		noticesFor(actor, now),
		hasGroupPage(actor, params.module, now)
	]);
	return {
		path,
		notices,
		hasGroup,
		isWalking: may(actor, 'position.write', { courseId, enrolmentId }),
		seesNotes: may(actor, 'module.staffNotes', { courseId })
	};
};

export const actions: Actions = {
	away: async ({ locals, request }) => {
		const read = await readForm(request, awaySchema, 'away');
		if (!read.ok) return refuseForm(read.form);
		await putNoticeAway(locals.actor, read.data.notice, locals.now);
		return { form: read.form };
	}
};
