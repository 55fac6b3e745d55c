import { redirect } from '@sveltejs/kit';
import type { Actor } from '$lib/access/actor';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { markReady, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { releasedText } from '$lib/reviews/names';
import { release } from '$lib/reviews/releasing.server';
import { refuseSheet } from '$lib/reviews/replies.server';
import { filterQuery, queueFilter } from '$lib/reviews/queue';
import { releaseSchema, sheetSchema, waiveSchema } from '$lib/reviews/reviews.schema.server';
import { neighboursFor } from '$lib/reviews/queue.server';
import { shapeFor, sheetFor } from '$lib/reviews/sheet.server';
import { waivePositionLateness } from '$lib/reviews/lateness/waiving.server';
import type { Actions, PageServerLoad } from './$types';

interface Here {
	module: string;
	position: string;
}

async function readSheet(actor: Actor, { module, position }: Here, request: Request) {
	const shape = await shapeFor(actor, module, position);
	return readForm(request, sheetSchema(shape), 'sheet');
}

/** On to the next position of the filter, or back to the queue when there is none. */
async function goOn(actor: Actor, { module, position }: Here, url: URL): Promise<never> {
	const filter = queueFilter(url.searchParams);
	const { next } = await neighboursFor(actor, module, position, filter);
	const queue = url.pathname.slice(0, url.pathname.lastIndexOf('/'));
	const query = filterQuery(filter);
	redirect(303, `${next ? `${queue}/${next}` : queue}${query && `?${query}`}`);
}

export const load: PageServerLoad = async ({ locals: { actor, now }, params, url }) => {
	const filter = queueFilter(url.searchParams);
	const sheet = await sheetFor(actor, params.module, params.position, filter, now);
	return { sheet, query: filterQuery(filter) };
};

export const actions: Actions = {
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
		return ready.ok ? goOn(actor, params, url) : refuseSheet(read.form, ready);
	},
	return: async ({ locals: { actor, now }, params, request, url }) => {
		const read = await readSheet(actor, params, request);
		if (!read.ok) return refuseForm(read.form);
		const done = await returnSheet(actor, { positionId: params.position, ...read.data }, now);
		return done.ok ? goOn(actor, params, url) : refuseSheet(read.form, done);
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
