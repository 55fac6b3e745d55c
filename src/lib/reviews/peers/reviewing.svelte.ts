/* One review by a peer while it is being written: it saves itself and keeps what was not sent. */
import { KeptForm, type KeptAnswer } from '$lib/forms/kept-form.svelte';
import { m } from '$lib/paraglide/messages';
import { peerFieldsOf, peerWrittenIn } from './peer';
import type { PeerReviewPage } from './reading.server';
import type { KeptPeer } from './writing.server';

/** What the actions of the page hand back. */
export type PeerAnswer = KeptAnswer<KeptPeer>;

type Writing = Extract<PeerReviewPage, { as: 'reviewer' }>;

export class Reviewing extends KeptForm<KeptPeer> {
	constructor(page: Writing, answer: PeerAnswer | null, action: string) {
		const { criteria } = page.rubric;
		super({
			draftKey: page.draftKey,
			version: page.version,
			fieldsOf: (typed) =>
				peerFieldsOf(typed ? peerWrittenIn(typed, criteria) : page.writing, criteria),
			answer,
			action,
			refused: m.peers_refused_closed
		});
	}
}
