import { redirect } from '@sveltejs/kit';
import type { Actor } from '$lib/access/actor';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { takeNext, takeSheet } from '$lib/reviews/leasing.server';
import { bankFor } from '$lib/reviews/bank/bank.server';
import { mustCalibrate } from '$lib/reviews/gate.server';
import { markReady, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { releasedText } from '$lib/reviews/names';
import { release } from '$lib/reviews/releasing.server';
import { refuseSheet } from '$lib/reviews/replies.server';
import { filterQuery, isTaking, queueFilter } from '$lib/reviews/queue';
import {
	openedSchema,
	releaseSchema,
	sheetSchema,
	waiveSchema
} from '$lib/reviews/reviews.schema.server';
import { positionHere, sheetOpened, shapeFor, sheetFor } from '$lib/reviews/sheet.server';
import { waivePositionLateness } from '$lib/reviews/lateness/waiving.server';
import type { Actions, PageServerLoad } from './$types';

interface Here {
	module: string;
	position: string;
}

async function readSheet(actor: Actor, { module, position }: Here, request: Request) {
	const shape = await shapeFor(actor, module, position);
	const read = await readForm(request, sheetSchema(shape), 'sheet');
	// Sent late, from a page that shows another position by now.
	if (!read.ok || !read.data.position || read.data.position === position) return read;
	const form = { ...read.form, message: m.marking_refused_other(), tone: 'alert' as const };
	return { ok: false as const, form };
}

/** On to the next position of the filter, or back to the queue when there is none. */
async function goOn(actor: Actor, { module, position }: Here, url: URL, now: Date): Promise<never> {
	const filter = queueFilter(url.searchParams);
	const next = await takeNext(actor, module, position, filter, now);
	return goTo(next, url);
}

function goTo(position: string | null, url: URL): never {
	const queue = url.pathname.slice(0, url.pathname.lastIndexOf('/'));
	const query = filterQuery(queueFilter(url.searchParams));
	redirect(303, `${position ? `${queue}/${position}` : queue}${query && `?${query}`}`);
}

export const load: PageServerLoad = async ({
	locals: { actor, now },
	params,
	url,
	isDataRequest
}) => {
	const filter = queueFilter(url.searchParams);
	if (await mustCalibrate(actor, params.module))
		redirect(303, `${url.pathname.slice(0, url.pathname.lastIndexOf('/'))}/calibration`);
	if (isTaking(url.searchParams)) {
		const taken = await takeSheet(actor, params.module, params.position, filter, now);
		if (taken !== params.position) goTo(taken, url);
	}
	// What comes as data may be fetched ahead: the page says itself that it is shown.
	const isShown = !isDataRequest;
	const sheet = await sheetFor(actor, params.module, params.position, filter, now, isShown);
	return { sheet, query: filterQuery(filter) };
};

export const actions: Actions = {
	open: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, openedSchema, 'open');
		if (!read.ok) return refuseForm(read.form);
		return sheetOpened(actor, params.module, params.position, read.data.number, now);
	},
	bank: async ({ locals: { actor }, params }) => {
		await positionHere(actor, params.module, params.position);
		return { bank: await bankFor(actor, params.module) };
	},
	/** On without writing, to what nobody else has open. */
	next: async ({ locals: { actor, now }, params, url }) => {
		await positionHere(actor, params.module, params.position);
		return goOn(actor, params, url, now);
	},
	save: async ({ locals: { actor, now }, params, request }) => {
		const read = await readSheet(actor, params, request);
		if (!read.ok) return refuseForm(read.form);
		const saved = await saveSheet(actor, { positionId: params.position, ...read.data }, now);
		if (!saved.ok) return refuseSheet(read.form, saved);
		const { version, other } = saved;
		return { ...acceptForm(read.form, m.reviews_saved()), version, other };
	},
	ready: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readSheet(actor, params, request);
		if (!read.ok) return refuseForm(read.form);
		const ready = await markReady(actor, { positionId: params.position, ...read.data }, now);
		if (!ready.ok) return refuseSheet(read.form, ready);
		if (!read.data.stay) return goOn(actor, params, url, now);
		const { version, other, state } = ready;
		const said = state === 'ready' ? m.marking_said_ready() : m.marking_said_marked();
		return { ...acceptForm(read.form, said), version, other };
	},
	return: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readSheet(actor, params, request);
		if (!read.ok) return refuseForm(read.form);
		const done = await returnSheet(actor, { positionId: params.position, ...read.data }, now);
		return done.ok ? goOn(actor, params, url, now) : refuseSheet(read.form, done);
	},
	release: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, releaseSchema, 'release');
		if (!read.ok) return refuseForm(read.form);
		const done = await release(actor, params.module, [params.position], now);
		return acceptForm(read.form, releasedText(done));
	},
	waive: async ({ locals: { actor, now }, params, request }) => {
		const read = await readForm(request, waiveSchema, 'waive');
		if (!read.ok) return refuseForm(read.form);
		await shapeFor(actor, params.module, params.position);
		const isWaived = read.data.waived === 'yes';
		const done = await waivePositionLateness(actor, params.position, isWaived, now);
		if (!done.ok) return refuseForm(read.form, m.reviews_not_late(), 409);
		return acceptForm(read.form, isWaived ? m.reviews_waived() : m.reviews_unwaived());
	}
};
