/*
 * The form that brings a text in, from step to step: everything of it travels along in the page, so
 * that nothing need be kept before it is approved. Pure.
 */
import type { FormState } from '$lib/forms/form';
import type { Converted } from './converting/converted';
import { titleOf, type Piece } from './import';

type Values = FormState['values'];

/** The second step, with what the file says of itself for the third. */
export function proposedValues(
	{ as, reading, lang }: { as: string; reading: string; lang: string },
	pieces: Piece[],
	{ about, remarks }: Converted
): FormState {
	const said = Object.entries({ ...about, title: titleOf(pieces) || about.title });
	const values: Values = { as, reading, lang, ...Object.fromEntries(said.filter(([, v]) => v)) };
	if (remarks.length > 0) values.remark = remarks;
	return carriedOn({ id: 'pieces', values, errors: {} }, pieces);
}

/** The same form with these pieces. */
export function carriedOn(form: FormState, pieces: Piece[], title = ''): FormState {
	const { split: _split, ...values } = form.values;
	return {
		id: 'pieces',
		values: {
			...values,
			...(title && !values.title ? { title } : {}),
			piece: pieces.map(({ text }) => text),
			why: pieces.map(({ why }) => why ?? ''),
			use: pieces.map(({ use }) => use),
			to: pieces.map(({ to }) => to)
		},
		errors: {}
	};
}

export const pieceFields: readonly string[] = ['piece', 'why', 'use', 'to', 'split'];

/** The pieces as the form has them; a list of one travels as a single value. */
export function piecesIn({ values }: FormState): Piece[] {
	const listed = (name: string) => [values[name] ?? []].flat();
	const [why, use, to] = [listed('why'), listed('use'), listed('to')];
	return listed('piece').map((text, i) => ({
		text,
		why: (why[i] || null) as Piece['why'],
		use: (use[i] ?? 'keep') as Piece['use'],
		to: to[i] ?? ''
	}));
}
