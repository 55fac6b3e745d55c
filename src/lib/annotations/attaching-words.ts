/* Why a note could not be put to other words. */
import { m } from '$lib/paraglide/messages';
import type { AttachResult } from './attaching.server';
import { writeRefusal } from './names';

export function attachRefusal(reason: Extract<AttachResult, { ok: false }>['reason']): string {
	if (reason === 'other-edition') return m.versions_attach_other_edition();
	return reason === 'not-this-text' ? m.versions_attach_not_this_text() : writeRefusal[reason]();
}
