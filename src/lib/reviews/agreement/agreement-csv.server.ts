/*
 * Figures of agreement as a table to keep, with the name of the statistic above each column. A cell
 * that a table might take for a formula gets a sign before it.
 */
import { stringify } from 'csv-stringify/sync';
import type { Actor } from '$lib/access/actor';
import { localText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import { agreementFor } from './agreements.server';

/** In UTF-8 with the mark that tables know it by; needs `review.figures`. */
export async function agreementCsv(
	actor: Actor,
	moduleSlug: string,
	locale: Locale
): Promise<string> {
	const { rows, severity, names, n } = await agreementFor(actor, moduleSlug);
	const shown = (value: number | null | undefined) =>
		value == null ? '' : Number(value.toFixed(4));
	const kappa = (kind: string) => `${m.agreement_kappas()}, ${kind}`;
	const table = [
		[
			m.agreement_column_criterion(),
			m.agreement_column_n(),
			m.agreement_column_exact(),
			m.agreement_column_adjacent(),
			kappa(m.agreement_column_plain()),
			kappa(m.agreement_column_linear()),
			kappa(m.agreement_column_quadratic()),
			m.agreement_column_ordinal(),
			m.agreement_column_interval(),
			m.agreement_column_icc(),
			`${m.agreement_column_range()}, ${m.agreement_column_from()}`,
			`${m.agreement_column_range()}, ${m.agreement_column_to()}`
		],
		...rows.map(({ criterion, n: judged, figures: f }) => [
			criterion ? words(localText(criterion.title, locale).text) : m.agreement_total(),
			judged,
			...[
				f?.exact,
				f?.adjacent,
				f?.kappa.plain,
				f?.kappa.linear,
				f?.kappa.quadratic,
				f?.alpha.ordinal,
				f?.alpha.interval,
				f?.icc?.value,
				f?.icc?.interval?.from,
				f?.icc?.interval?.to
			].map(shown)
		]),
		...(severity.length > 0
			? [
					[],
					[
						m.agreement_column_marker(),
						m.agreement_column_shared(),
						m.agreement_column_difference()
					],
					...severity.map((s) => [
						words(names[s.marker] ?? m.moderating_somebody()),
						s.n,
						shown(s.difference)
					])
				]
			: []),
		...(rows.length === 0 ? [[m.agreement_n({ n }), n]] : [])
	];
	// Negative numbers stay numbers, so only words are looked at.
	return stringify(table, { bom: true, record_delimiter: 'windows' });
}

function words(text: string): string {
	return /^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
