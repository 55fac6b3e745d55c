/*
 * The one way to send a move: every page of a debate that has moves exports this as its action. With
 * scripts the answer says which event it became; without, the page is shown again.
 */
import { fail, redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { wantsData } from '$lib/forms/kept.server';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Refusal } from '../debate';
import { refusalText } from '../names';
import { debateHere } from './finding.server';
import { moveSchema } from './move.schema.server';
import { move } from './moving.server';
import { passagesFrom } from './passages.server';

export interface MoveRefused {
	form: FormState;
	/** `passages`: one of them is not there in these words. */
	refused?: Refusal | 'empty' | 'passages';
}

export interface MoveDone {
	moved: { seq: number; c: number | null };
}

type Event = RequestEvent<{ course: string; module: string; debate: string }>;

export async function moveAction(event: Event): Promise<MoveDone | ActionFailure<MoveRefused>> {
	const { request, params, url, locals } = event;
	const { actor, locale, now } = locals;
	const address = { moduleSlug: params.module, debateSlug: params.debate };
	const read = await readForm(request, moveSchema, 'move');
	if (!read.ok) return refuseForm(read.form);
	const { move: wanted, key, body, lang = locale, passages: chosen, why } = read.data;
	const found = await passagesFrom(actor, await debateHere(actor, address, now), chosen, now);
	if (!found.ok) return refused(read.form, 'passages', m.debates_stream_refused_passages());
	const words = { body, lang, passages: found.passages };
	const done = await move(actor, address, wanted, { key: key || null, words, why }, now);
	if (!done.ok) return refused(read.form, done.reason, wordsOf(done.reason));
	if (!wantsData(request)) redirect(303, url.pathname + backTo(url));
	return { moved: { seq: done.seq, c: done.c } };
}

function wordsOf(reason: Refusal | 'empty'): string {
	return reason === 'empty' ? m.debates_stream_refused_empty() : refusalText[reason]();
}

function refused(form: FormState, reason: NonNullable<MoveRefused['refused']>, message: string) {
	const isLost = reason === 'stale' || reason === 'twice';
	const said = { ...form, message, tone: 'alert' as const };
	return fail<MoveRefused>(isLost ? 409 : 400, { form: said, refused: reason });
}

/** The page's own questions, without the name of the action. */
function backTo(url: URL): string {
	const kept = new URLSearchParams(url.searchParams);
	for (const name of [...kept.keys()]) if (name.startsWith('/')) kept.delete(name);
	return kept.size > 0 ? `?${kept}` : '';
}
