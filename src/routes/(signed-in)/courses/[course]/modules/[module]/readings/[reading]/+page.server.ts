import { notesBeside } from '$lib/annotations/beside.server';
import { inLanguage } from '$lib/i18n/in-language';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { mayCite } from '$lib/positions/citing.server';
import { besideReading } from '$lib/questions/texts.server';
import { readMark } from '$lib/readings/mark';
import { keepPlace, markRead } from '$lib/readings/progress.server';
import { editionAsked, readVersion } from '$lib/readings/reading';
import { placeSchema, readSchema } from '$lib/readings/readings.schema.server';
import { readingFor } from '$lib/readings/readings.server';
import { wordsOnce } from '$lib/readings/words-in-page';
import type { Actions, PageServerLoad } from './$types';

const addressed = ({ module, reading }: { module: string; reading: string }) => ({
	moduleSlug: module,
	readingSlug: reading
});

export const load: PageServerLoad = async ({ locals, params, url, isDataRequest }) => {
	const { actor, locale, now } = locals;
	const asked = url.searchParams.get('edition');
	const reading = await readingFor(actor, {
		...addressed(params),
		...editionAsked(asked, locale),
		mark: readMark(url.searchParams.get('mark')),
		version: readVersion(url.searchParams.get('version'))
	});
	const [beside, notes, citing] = await Promise.all([
		besideReading(actor, params.module, reading, locale, now),
		notesBeside(actor, reading),
		mayCite(actor, params.module, now)
	]);
	const paragraphs = wordsOnce(reading.paragraphs, !isDataRequest);
	return {
		asked,
		isFetched: isDataRequest,
		notes,
		mayCite: citing && !reading.edition.isEarlier,
		...inLanguage({ reading: { ...reading, paragraphs }, beside }, locale)
	};
};

export const actions: Actions = {
	keep: async ({ locals, params, request }) => {
		const read = await readForm(request, placeSchema, 'keep');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = locals;
		const kept = await keepPlace(actor, addressed(params), read.data.paragraph, now);
		if (!kept.ok) return refuseForm(read.form, m.readings_no_such_paragraph());
		return acceptForm(read.form, m.readings_place_kept());
	},
	read: async ({ locals, params, request }) => {
		const read = await readForm(request, readSchema, 'read');
		if (!read.ok) return refuseForm(read.form);
		const isRead = read.data.read === 'yes';
		await markRead(locals.actor, addressed(params), isRead, locals.now);
		return acceptForm(read.form, isRead ? m.readings_marked_read() : m.readings_marked_unread());
	}
};
