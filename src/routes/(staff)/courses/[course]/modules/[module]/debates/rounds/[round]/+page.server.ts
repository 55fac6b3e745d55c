import { redirect } from '@sveltejs/kit';
import { openRefusal, placeRefusal, redrawRefusal } from '$lib/debates/rounds/names';
import { drawAgain, freshSeed } from '$lib/debates/rounds/planning.server';
import * as schema from '$lib/debates/rounds/rounds.schema.server';
import { roundFor } from '$lib/debates/rounds/rounds.server';
import {
	markAbsent,
	markPresent,
	movePerson,
	type Placed
} from '$lib/debates/rounds/seating.server';
import { addRoom, cancelRooms, openRooms, tellRound } from '$lib/debates/rounds/starting.server';
import type { FormState } from '$lib/forms/form';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Actions, PageServerLoad } from './$types';

const addressOf = (params: { module: string; round: string }) => ({
	moduleSlug: params.module,
	roundId: params.round
});

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => ({
	round: await roundFor(actor, addressOf(params), now),
	chosen: url.searchParams.get('person')
});

function answer(form: FormState, placed: Placed) {
	if (placed.ok) return acceptForm(form, m.rounds_moved({ n: placed.people }));
	return refuseForm(form, placeRefusal(placed), 409);
}

export const actions: Actions = {
	move: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.moveSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { person: enrolmentId, place, stamp } = read.data;
		const given = { enrolmentId, place, stamp };
		return answer(read.form, await movePerson(actor, addressOf(params), given, now));
	},
	absent: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.absentSchema, 'absent');
		if (!read.ok) return refuseForm(read.form);
		const { person: enrolmentId, standIn, stamp } = read.data;
		const given = { enrolmentId, standIn: standIn || null, stamp };
		return answer(read.form, await markAbsent(actor, addressOf(params), given, now));
	},
	present: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.presentSchema, 'move');
		if (!read.ok) return refuseForm(read.form);
		const { person: enrolmentId, stamp } = read.data;
		return answer(
			read.form,
			await markPresent(actor, addressOf(params), { enrolmentId, stamp }, now)
		);
	},
	redraw: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.redrawSchema, 'redraw');
		if (!read.ok) return refuseForm(read.form);
		const { seed: seenSeed, ...wish } = read.data;
		const wanted = { ...wish, seenSeed, seed: freshSeed() };
		const drawn = await drawAgain(actor, params.module, params.round, wanted, now);
		if (!drawn.ok) return refuseForm(read.form, redrawRefusal[drawn.reason](), 409);
		return acceptForm(read.form, m.rounds_redrawn());
	},
	addRoom: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.pressSchema, 'room');
		const added = await addRoom(actor, addressOf(params), now);
		if (!added.ok) return refuseForm(read.form, m.rounds_refused_rooms(), 409);
		return acceptForm(read.form, m.rounds_room_added());
	},
	tell: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.pressSchema, 'room');
		return acceptForm(
			read.form,
			m.rounds_told({ n: await tellRound(actor, addressOf(params), now) })
		);
	},
	open: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, schema.roomSchema, 'room');
		if (!read.ok) return refuseForm(read.form);
		const opened = await openRooms(actor, addressOf(params), read.data.room || null, now);
		if (!opened.ok) return refuseForm(read.form, openRefusal[opened.reason](), 409);
		return acceptForm(read.form, m.rounds_opened({ n: opened.opened }));
	},
	cancel: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readForm(request, schema.roomSchema, 'room');
		if (!read.ok) return refuseForm(read.form);
		const done = await cancelRooms(actor, addressOf(params), read.data.room || null, now);
		if (!done.ok) return refuseForm(read.form, m.rounds_refused_begun(), 409);
		if (done.isGone) redirect(303, url.pathname.replace(/\/rounds\/[^/]+$/, ''));
		return acceptForm(read.form, m.rounds_cancelled());
	}
};
