/* What the forms of the comment bank may contain. */
import { z } from 'zod';
import { choice, file, id, line, localText, version } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { longestBankComment } from './bank';
import { purposeIn } from './purpose';

const words = () => localText({ most: longestBankComment, required: true, lines: true });
const purpose = () =>
	line({ most: 80 }).transform((given, context) => {
		const meant = purposeIn(given);
		if (meant) return meant;
		context.addIssue({ code: 'custom', message: m.forms_unknown_choice() });
		return z.NEVER;
	});
const none = () => z.preprocess((v) => (v === undefined || v === '' ? null : v), id().nullable());

export const addSchema = z.object({
	purpose: purpose(),
	body: words(),
	/** Where the words come from a sheet: whose, and at which part of it. */
	from: none(),
	part: none()
});
export const changeSchema = z.object({ purpose: purpose(), body: words(), version: version() });
export const retireSchema = z.object({ version: version(), retired: choice(['yes', 'no']) });

/** A table as it is; what is wrong with it is judged where it is read. */
const pasted = () => z.string({ error: () => m.forms_sent_twice() }).default('');

export const tableSchema = z.object({ file: file(), list: pasted() });
export const importSchema = z.object({ list: pasted(), stamp: line({ most: 80 }) });
