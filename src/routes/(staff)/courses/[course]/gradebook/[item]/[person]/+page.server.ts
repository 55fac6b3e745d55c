import { fail } from '@sveltejs/kit';
import {
	cellFor,
	countAgain,
	excuse,
	setByHand,
	takeBack,
	type CellChanged
} from '$lib/gradebook/cells.server';
import { pointsSchema, versionSchema } from '$lib/gradebook/gradebook.schema.server';
import { cellRefusal } from '$lib/gradebook/words';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad, RequestEvent } from './$types';

const placeOf = ({ item, person }: { item: string; person: string }) => ({
	itemId: item,
	enrolmentId: person
});

export const load: PageServerLoad = ({ locals: { actor, now }, params }) =>
	cellFor(actor, placeOf(params), now);

/** The form as it was typed, built on what stands there now, which is shown beside it. */
async function answered(
	{ locals: { actor, now }, params }: RequestEvent,
	form: FormState,
	changed: CellChanged,
	done: string
) {
	if (changed.ok) return acceptForm(form, done);
	if (changed.reason === 'left') return refuseForm(form, m.gradebook_cell_left(), 409);
	if (changed.reason !== 'moved') {
		const { item } = await cellFor(actor, placeOf(params), now);
		form.errors.points = cellRefusal(changed.reason, item.most);
		return refuseForm(form);
	}
	const meanwhile = await cellFor(actor, placeOf(params), now);
	form.values.version = String(meanwhile.version);
	return fail(409, { form: { ...form, tone: 'alert' as const }, meanwhile });
}

/** An action that needs nothing but the version that was seen. */
function simply(id: string, change: typeof excuse, done: () => string) {
	return async (event: RequestEvent) => {
		const read = await readForm(event.request, versionSchema, id);
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const changed = await change(actor, placeOf(event.params), read.data.version, now);
		return answered(event, read.form, changed, done());
	};
}

export const actions = {
	points: async (event) => {
		const read = await readForm(event.request, pointsSchema, 'points');
		if (!read.ok) return refuseForm(read.form);
		const { points, version, shown } = read.data;
		const { actor, now } = event.locals;
		const wanted = { points, version, isShown: shown };
		const changed = await setByHand(actor, placeOf(event.params), wanted, now);
		return answered(event, read.form, changed, m.gradebook_cell_saved());
	},
	back: simply('back', takeBack, m.gradebook_cell_taken_back),
	excuse: simply('excuse', excuse, m.gradebook_cell_excused_done),
	count: simply('count', countAgain, m.gradebook_cell_counted_done)
} satisfies Actions;
