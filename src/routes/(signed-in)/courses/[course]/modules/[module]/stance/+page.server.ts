import { may } from '$lib/access/permissions';
import { membershipOf } from '$lib/access/refuse';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { moduleFor } from '$lib/modules/modules.server';
import { m } from '$lib/paraglide/messages';
import { readingIndex } from '$lib/readings/readings.server';
import type { StanceAnswer } from '$lib/stances/stance';
import { placeRefusal } from '$lib/stances/names';
import { momentSchema, stanceSchema } from '$lib/stances/stances.schema.server';
import { stanceFigures } from '$lib/stances/figures.server';
import { placeStances, setMoment, stancesFor } from '$lib/stances/stances.server';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { actor, locale } = locals;
	const { id } = await moduleFor(actor, params.module);
	const [stances, figures, index] = await Promise.all([
		stancesFor(actor, id),
		stanceFigures(actor, id),
		readingIndex(actor, id)
	]);
	const { courseId, enrolmentId } = membershipOf(actor);
	return {
		stances,
		figures,
		index,
		locale,
		mayPlace: may(actor, 'stance.write', { courseId, enrolmentId }),
		maySetMoments: may(actor, 'stance.moments', { courseId })
	};
};

export const actions: Actions = {
	place: async ({ locals, params, request }) => {
		const { actor, locale, now } = locals;
		const { id } = await moduleFor(actor, params.module);
		const { axes, open } = await stancesFor(actor, id);
		const read = await readForm(request, stanceSchema(axes.map((axis) => axis.key)), 'place');
		if (!read.ok) return refuseForm(read.form);
		const fields = read.data;
		const given = axes.flatMap(({ id: axisId, key }) => {
			const answer = fields[`axis-${key}`] as StanceAnswer | undefined;
			if (!answer) return [];
			const confidence = (fields[`confidence-${key}`] as number | undefined) ?? null;
			const version = fields[`version-${key}`] as number | undefined;
			const reason = fields[`reason-${key}`] as string;
			return [
				{ axisId, answer, confidence, reason, ...(version === undefined ? {} : { version }) }
			];
		});
		const placed = open
			? await placeStances(actor, id, open, given, locale, now)
			: ({ ok: false, reason: 'not-open' } as const);
		if (!placed.ok) return refuseForm(read.form, placeRefusal[placed.reason](), 409);
		return acceptForm(read.form, m.stances_saved());
	},
	moment: async ({ locals, params, request }) => {
		const { id } = await moduleFor(locals.actor, params.module);
		const read = await readForm(request, momentSchema, 'moment');
		if (!read.ok) return refuseForm(read.form);
		await setMoment(locals.actor, id, read.data.moment, read.data.to, locals.now);
		return acceptForm(read.form, m.stances_moment_changed());
	}
};
