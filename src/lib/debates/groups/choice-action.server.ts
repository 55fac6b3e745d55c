/* The action behind the private choice, for the page of a debate. */
import type { RequestEvent } from '@sveltejs/kit';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { refusalText } from '../names';
import { choiceSchema } from './groups.schema.server';
import { chooseCorner } from './groups.server';

type Event = RequestEvent<{ course: string; module: string; debate: string }>;

export async function chooseAction({ request, params, locals: { actor, locale, now } }: Event) {
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const read = await readForm(request, choiceSchema, 'choose');
	if (!read.ok) return refuseForm(read.form);
	const chosen = await chooseCorner(actor, address, read.data, locale, now);
	if (!chosen.ok) return refuseForm(read.form, refusalText[chosen.reason](), 409);
	return acceptForm(read.form, m.debates_group_choice_saved());
}
