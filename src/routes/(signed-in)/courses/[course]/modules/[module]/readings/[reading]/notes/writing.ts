/* The actions on notes: writing, changing, removing and settling them. */
import { fail, type RequestEvent } from '@sveltejs/kit';
import { changeNote, removeNote } from '$lib/annotations/changing.server';
import { changeRefusal, writeRefusal } from '$lib/annotations/names';
import {
	changeSchema,
	removeSchema,
	resolveSchema,
	writeSchema
} from '$lib/annotations/notes.schema.server';
import { resolveNote } from '$lib/annotations/replying.server';
import { writeNote } from '$lib/annotations/writing.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';

export type Event = RequestEvent<{ course: string; module: string; reading: string }>;

export const addressOf = ({ params }: Event) => ({
	moduleSlug: params.module,
	readingSlug: params.reading
});

/** Somebody was faster: both texts go back, the typed one in its fields. */
export function conflicting<Kept>(form: Parameters<typeof refuseForm>[0], ref: string, kept: Kept) {
	const told = { ...form, message: m.annotations_conflict(), tone: 'alert' as const };
	return fail(409, { form: told, ref, kept });
}

export const writingActions = {
	write: async (event: Event) => {
		const read = await readForm(event.request, writeSchema, 'write');
		if (!read.ok) return refuseForm(read.form);
		const { version, paragraph, ...given } = read.data;
		const { actor, now } = event.locals;
		const wanted = { ...given, versionId: version, paragraphId: paragraph };
		const done = await writeNote(actor, addressOf(event), wanted, now);
		if (!done.ok) return refuseForm(read.form, writeRefusal[done.reason]());
		return {
			...acceptForm(read.form, m.annotations_written()),
			ref: done.ref,
			version: done.version
		};
	},
	change: async (event: Event) => {
		const read = await readForm(event.request, changeSchema, 'change');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await changeNote(actor, addressOf(event), read.data, now);
		const { ref } = read.data;
		if (done.ok)
			return { ...acceptForm(read.form, m.annotations_changed()), ref, version: done.version };
		if (done.reason === 'conflict') return conflicting(read.form, ref, done.kept);
		return refuseForm(read.form, changeRefusal[done.reason]());
	},
	remove: async (event: Event) => {
		const read = await readForm(event.request, removeSchema, 'remove');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await removeNote(actor, addressOf(event), read.data, now);
		if (!done.ok) return conflicting(read.form, read.data.ref, done.kept);
		return acceptForm(read.form, m.annotations_removed());
	},
	resolve: async (event: Event) => {
		const read = await readForm(event.request, resolveSchema, 'resolve');
		if (!read.ok) return refuseForm(read.form);
		const { ref, to } = read.data;
		const { actor, now } = event.locals;
		await resolveNote(actor, addressOf(event), { ref, isResolved: to === 'yes' }, now);
		const said = to === 'yes' ? m.annotations_resolved() : m.annotations_reopened();
		return { ...acceptForm(read.form, said), ref };
	}
};
