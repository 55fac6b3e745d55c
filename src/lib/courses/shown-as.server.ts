/*
 * Under which name classmates will see what somebody writes: stored with it, so that a later change
 * of the setting leaves it as it is. Staff speak under their names.
 */
import { isStaff, type Actor } from '$lib/access/actor';
import { membershipOf, personOf } from '$lib/access/refuse';
import type { LocalText } from '$lib/i18n/local-text';
import { courseFor } from './courses.server';

export async function shownAsOf(actor: Actor): Promise<LocalText> {
	const { settings } = await courseFor(actor);
	if (settings.classmatesSee === 'pseudonyms' && !isStaff(actor))
		return membershipOf(actor).pseudonym;
	const { name } = personOf(actor);
	return { en: name, ur: name };
}
