/* How the page of dates answers who changes what lateness costs. */
import type { FormState } from '$lib/forms/form';
import { refuseForm } from '$lib/forms/read.server';
import { number } from '$lib/i18n/format';
import { m } from '$lib/paraglide/messages';
import type { LateChanges, PolicySaved } from './policy.server';

export function savedText({ grades }: LateChanges): string {
	return grades === 0 ? m.late_saved() : m.late_saved_changed({ n: grades });
}

/** What was typed stays, and the next save knows what was said here. */
export function refusePolicy(form: FormState, refused: Extract<PolicySaved, { ok: false }>) {
	if (refused.reason === 'look') {
		const { grades, released } = refused.changes;
		const values = { ...form.values, seen: `${grades}/${released}` };
		const message = m.late_look({ n: grades, released });
		return refuseForm({ ...form, values }, message, 409);
	}
	const { policy, version } = refused.kept;
	const values = { ...form.values, version: String(version), seen: '' };
	const message = m.late_conflict({ rate: number(policy.rate), floor: number(policy.floor) });
	return refuseForm({ ...form, values }, message, 409);
}
