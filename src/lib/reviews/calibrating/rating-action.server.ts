/* What the two pages do on which an anchor is rated: the staff's and the students'. */
import { redirect, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import type { Locale } from '$lib/i18n/local-text';
import type { Actor } from '$lib/access/actor';
import { m } from '$lib/paraglide/messages';
import { levelField } from '../review';
import { ratingSchema } from './calibrating.schema.server';
import { anchorFor, rateAnchor } from './calibrating.server';

interface Asked {
	actor: Actor;
	now: Date;
	locale: Locale;
	params: { module: string; anchor: string };
	request: Request;
	url: URL;
}

/** Keeps the rating and leads back to the page, which then shows the comparison. */
export async function rateOnPage({
	actor,
	now,
	locale,
	params,
	request,
	url
}: Asked): Promise<ActionFailure<{ form: FormState }>> {
	const { rubric } = await anchorFor(actor, params.module, params.anchor, locale, now);
	const read = await readForm(request, ratingSchema(rubric), 'rating');
	if (!read.ok) return refuseForm(read.form);
	const done = await rateAnchor(actor, params.module, params.anchor, read.data, now);
	if (done.ok) redirect(303, url.pathname);
	if (done.reason === 'changed') return refuseForm(read.form, m.calibrating_changed(), 409);
	const errors = Object.fromEntries(done.open.map((key) => [levelField(key), m.forms_choose()]));
	return refuseForm({ ...read.form, errors }, m.calibrating_unfinished());
}
