/* What a page is told when a ballot was not taken: said once, with every typed word. */
import { fail, type ActionFailure } from '@sveltejs/kit';
import type { FormState } from '$lib/forms/form';
import type { BallotGiven, KeptBallot } from './ballots.server';
import { ballotRefusal, faultErrors } from './names';

export interface BallotRefused {
	form: FormState;
	/** What the next save builds on. */
	version?: number;
	/** What is kept instead. */
	kept?: KeptBallot;
}

export function refuseBallot(
	form: FormState,
	refused: Extract<BallotGiven, { ok: false }>
): ActionFailure<BallotRefused> {
	if (refused.reason === 'incomplete') {
		const { version, faults } = refused;
		return fail(400, { form: { ...form, errors: faultErrors(faults) }, version });
	}
	const message = ballotRefusal[refused.reason]();
	const answer = { form: { ...form, message, tone: 'alert' as const } };
	if (refused.reason === 'conflict')
		return fail(409, { ...answer, kept: refused.kept, version: refused.kept.version });
	return fail(
		409,
		refused.reason === 'too-early' ? { ...answer, version: refused.version } : answer
	);
}
