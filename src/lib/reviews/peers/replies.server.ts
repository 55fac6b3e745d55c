/* What a page is told when a review was not taken: said once, with every typed word. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import { missingErrors, writeRefusal } from './names';
import { m } from '$lib/paraglide/messages';
import type { KeptPeer, PeerGiven } from './writing.server';

export interface PeerRefused {
	form: FormState;
	/** What the next save builds on. */
	version?: number;
	/** What is kept instead. */
	kept?: KeptPeer;
}

export function refusePeer(
	form: FormState,
	refused: Extract<PeerGiven, { ok: false }>
): ActionFailure<PeerRefused> {
	const said = (message: string): FormState => ({ ...form, message, tone: 'alert' });
	if (refused.reason === 'incomplete') {
		const { version, missing } = refused;
		const errors = missingErrors(missing);
		return fail(400, { form: { ...said(m.peers_refused_incomplete()), errors }, version });
	}
	const answer = { form: said(writeRefusal[refused.reason]()) };
	if (refused.reason !== 'conflict') return fail(409, answer);
	return fail(409, { ...answer, kept: refused.kept, version: refused.kept.version });
}
