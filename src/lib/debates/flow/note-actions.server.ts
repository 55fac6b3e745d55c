/*
 * What the forms of the flow do. With scripts the answer comes back to the form; without, the page is
 * shown again in the same place. A refused form comes back with every word.
 */
import { redirect, type ActionFailure, type RequestEvent } from '@sveltejs/kit';
import type { z } from 'zod';
import type { FormState } from '$lib/forms/form';
import { wantsData } from '$lib/forms/kept.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import type { Refusal, Words } from '../debate';
import { refusalText } from '../names';
import type { DebateAddress } from '../room/finding.server';
import { move } from '../room/moving.server';
import {
	addSchema,
	cardSchema,
	linkSchema,
	placeSchema,
	rewordSchema,
	strikeSchema,
	unlinkSchema
} from './note.schema.server';
import { addArgument, addFromCard, placeArgument, rewordArgument } from './noting.server';
import { languageOf } from './told';

// A type, because SvelteKit joins the answers of a page's actions only of types.
export type FlowRefused = {
	form: FormState;
	refused?: Refusal | 'empty' | 'conflict' | 'gone';
	/** The wording that somebody saved in between. */
	kept?: Words;
};

export type FlowDone = { form: FormState; c: number | null };

type Event = RequestEvent<{ course: string; module: string; debate: string }>;
type Answer = Promise<FlowDone | ActionFailure<FlowRefused>>;
type Done =
	| { ok: true; c: number | null }
	| { ok: false; reason: Refusal | 'empty' | 'gone' }
	| { ok: false; reason: 'conflict'; kept: Words };

/** Reads one form, does what it asks for, and answers. */
function act<Schema extends z.ZodType>(
	id: string,
	schema: Schema,
	done: () => string,
	doIt: (event: Event, address: DebateAddress, asked: z.output<Schema>) => Promise<Done>
): (event: Event) => Answer {
	return async (event) => {
		const { request, params, url } = event;
		const read = await readForm(request, schema, id);
		if (!read.ok) return refuseForm(read.form);
		const address = { moduleSlug: params.module, debateSlug: params.debate };
		const answer = await doIt(event, address, read.data);
		if (!answer.ok) return refused(read.form, answer);
		if (wantsData(request)) return { ...acceptForm(read.form, done()), c: answer.c };
		const speech = url.searchParams.get('speech');
		const kept = speech === null ? '' : `?${new URLSearchParams({ speech })}`;
		redirect(303, `${url.pathname}${kept}#${answer.c === null ? 'note' : `c${answer.c}`}`);
	};
}

function refused(
	form: FormState,
	answer: Extract<Done, { ok: false }>
): ActionFailure<FlowRefused> {
	const { reason } = answer;
	const message =
		reason === 'conflict'
			? m.flow_changed_meanwhile()
			: reason === 'gone'
				? m.flow_card_gone()
				: reason === 'empty'
					? m.debates_stream_refused_empty()
					: refusalText[reason]();
	const isLost = reason === 'conflict' || reason === 'stale' || reason === 'twice';
	const failure = refuseForm(form, message, isLost ? 409 : 400);
	const kept = reason === 'conflict' ? { kept: answer.kept } : {};
	return { ...failure, data: { ...failure.data, refused: reason, ...kept } };
}

const add = act('add', addSchema, m.flow_added, ({ locals }, address, asked) => {
	const { actor, locale, now } = locals;
	const { body, phase, below, answers, relation, key } = asked;
	const wanted = {
		...{ body, phase, below, key, passages: [] },
		lang: languageOf(body, locale),
		answers: answers === null ? null : { c: answers, relation }
	};
	return addArgument(actor, address, wanted, now);
});

const card = act('card', cardSchema, m.flow_added, ({ locals: { actor, now } }, address, asked) =>
	addFromCard(actor, address, asked, now)
);

const reword = act('reword', rewordSchema, m.flow_reworded, ({ locals }, address, asked) => {
	const { actor, locale, now } = locals;
	const lang = languageOf(asked.body, locale);
	return rewordArgument(actor, address, { ...asked, lang }, now);
});

const place = act('place', placeSchema, m.flow_done, ({ locals: { actor, now } }, address, asked) =>
	placeArgument(actor, address, asked, now)
);

const link = act('link', linkSchema, m.flow_done, ({ locals: { actor, now } }, address, asked) =>
	move(actor, address, { kind: 'link', ...asked }, {}, now)
);

const unlink = act(
	'unlink',
	unlinkSchema,
	m.flow_done,
	({ locals: { actor, now } }, address, asked) =>
		move(actor, address, { kind: 'unlink', ...asked }, {}, now)
);

const strike = act(
	'strike',
	strikeSchema,
	m.flow_done,
	async ({ locals: { actor, now } }, address, asked): Promise<Done> => {
		const done = await move(actor, address, { kind: 'strike', ...asked }, {}, now);
		return done.ok ? { ok: true, c: null } : done;
	}
);

export const flowActions = { add, card, reword, place, link, unlink, strike };
