/* The action that puts a note to other words of its text. */
import { attachRefusal } from '$lib/annotations/attaching-words';
import { attachSchema } from '$lib/annotations/attaching.schema.server';
import { attachNote } from '$lib/annotations/attaching.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { addressOf, type Event } from './writing';

export const attachingActions = {
	attach: async (event: Event) => {
		const read = await readForm(event.request, attachSchema, 'attach');
		if (!read.ok) return refuseForm(read.form);
		const { ref, version, paragraph, ...words } = read.data;
		const { actor, now } = event.locals;
		const wanted = { ref, ...words, versionId: version, paragraphId: paragraph };
		const done = await attachNote(actor, addressOf(event), wanted, now);
		if (!done.ok) return refuseForm(read.form, attachRefusal(done.reason));
		return { ...acceptForm(read.form, m.versions_attached()), ref };
	}
};
