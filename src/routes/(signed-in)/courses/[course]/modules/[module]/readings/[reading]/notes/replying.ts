/* The actions on replies, and what is told to staff or kept from classmates. */
import { hideNote, reportNote, showNote } from '$lib/annotations/moderating.server';
import { replyRefusal } from '$lib/annotations/names';
import {
	changeReplySchema,
	hideNoteSchema,
	removeSchema,
	replySchema,
	reportNoteSchema,
	showNoteSchema
} from '$lib/annotations/notes.schema.server';
import { changeReply, removeReply, replyTo } from '$lib/annotations/replying.server';
import { acceptForm, readForm, refuseForm } from '$lib/forms/read.server';
import { m } from '$lib/paraglide/messages';
import { addressOf, conflicting, type Event } from './writing';

export const replyingActions = {
	reply: async (event: Event) => {
		const read = await readForm(event.request, replySchema, 'reply');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await replyTo(actor, addressOf(event), read.data, now);
		if (!done.ok) return refuseForm(read.form, replyRefusal[done.reason]());
		return {
			...acceptForm(read.form, m.annotations_replied()),
			ref: done.ref,
			version: done.version
		};
	},
	changeReply: async (event: Event) => {
		const read = await readForm(event.request, changeReplySchema, 'changeReply');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await changeReply(actor, addressOf(event), read.data, now);
		const { ref } = read.data;
		if (done.ok)
			return { ...acceptForm(read.form, m.annotations_changed()), ref, version: done.version };
		if (done.reason === 'conflict') return conflicting(read.form, ref, done.kept);
		return refuseForm(read.form, replyRefusal[done.reason]());
	},
	removeReply: async (event: Event) => {
		const read = await readForm(event.request, removeSchema, 'removeReply');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		const done = await removeReply(actor, addressOf(event), read.data, now);
		if (!done.ok) return conflicting(read.form, read.data.ref, done.kept);
		return acceptForm(read.form, m.annotations_removed());
	},
	report: async (event: Event) => {
		const read = await readForm(event.request, reportNoteSchema, 'report');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		await reportNote(actor, addressOf(event), read.data, now);
		return { ...acceptForm(read.form, m.annotations_reported()), ref: read.data.ref };
	},
	hide: async (event: Event) => {
		const read = await readForm(event.request, hideNoteSchema, 'hide');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		await hideNote(actor, read.data, now, addressOf(event));
		return acceptForm(read.form, m.annotations_was_hidden());
	},
	show: async (event: Event) => {
		const read = await readForm(event.request, showNoteSchema, 'show');
		if (!read.ok) return refuseForm(read.form);
		const { actor, now } = event.locals;
		await showNote(actor, read.data.ref, now, addressOf(event));
		return acceptForm(read.form, m.annotations_was_shown());
	}
};
