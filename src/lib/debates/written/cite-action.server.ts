/*
 * Puts a passage into the turn that is being written: the form comes back with everything typed and
 * the passage in it. Nothing is kept here; the turn is sent, with its passages, as one move.
 */
import type { ActionFailure, RequestEvent } from '@sveltejs/kit';
import { authorize } from '$lib/access/refuse';
import type { FormState } from '$lib/forms/form';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { debateHere } from '../room/finding.server';
import { passagesFrom } from '../room/passages.server';
import { citeSchema, sentenceAsked } from './citing.schema.server';
import { mostPassages } from './passages';
import { withNumbered, type NumberedFound } from './writing.server';

type Reason = Extract<NumberedFound, { ok: false }>['reason'];
type Event = RequestEvent<{ course: string; module: string; debate: string }>;

const fields: Record<Reason, string> = {
	'no-reading': 'reading',
	'no-paragraph': 'paragraph',
	'no-sentence': 'sentence',
	'too-many': 'reading'
};
const words: Record<Reason, () => string> = {
	'no-reading': m.written_cite_no_reading,
	'no-paragraph': m.written_cite_no_paragraph,
	'no-sentence': m.written_cite_no_sentence,
	'too-many': () => m.written_cite_most({ n: mostPassages })
};

export async function citeAction(
	event: Event
): Promise<{ form: FormState } | ActionFailure<{ form: FormState }>> {
	const { request, params, locals } = event;
	const { actor, locale, now } = locals;
	const read = await readForm(request, citeSchema, 'move');
	if (!read.ok) return refuseForm(read.form);
	const { reading, paragraph, sentence, passages } = read.data;
	const here = await debateHere(
		actor,
		{ moduleSlug: params.module, debateSlug: params.debate },
		now
	);
	authorize(actor, 'debate.take', here.facts);
	const there = await passagesFrom(actor, here, passages, now);
	const asked = {
		reading,
		paragraph: paragraph ?? 0,
		sentence: sentenceAsked(sentence),
		there: there.ok ? there.passages : []
	};
	const found = await withNumbered(actor, here, asked, locale, now);
	if (!found.ok) {
		const { reason } = found;
		return refuseForm({ ...read.form, errors: { [fields[reason]]: words[reason]() } });
	}
	const { paragraph: _paragraph, sentence: _sentence, ...values } = read.form.values;
	return {
		form: {
			...read.form,
			values: { ...values, passages: JSON.stringify(found.passages) },
			message: m.written_cite_added(),
			tone: 'good'
		}
	};
}
