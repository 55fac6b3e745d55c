/* What the parts of formats in groups get from the page that they stand on. */
import type { FormState } from '$lib/forms/form';
import type { Locale, LocalText } from '$lib/i18n/local-text';
import type { DebateState, Rules, Who, Words } from '../debate';
import type { PhaseKind } from '../format';
import type { Following } from '../screens/following.svelte';
import { currentPhase } from '../standing';

export interface Part {
	following: Following;
	rules: Rules;
	/** With the reader in it, also before their first move. */
	state: DebateState;
	names: Record<Who, LocalText>;
	words: Record<number, Words>;
	me: Who;
	locale: Locale;
	/** What came back, sent without scripts. */
	form: FormState | null;
	/** Drafts on the device are kept by it: the address of the debate. */
	home: string;
}

/** A move that came back, of one kind. */
export function formOfMove(form: FormState | null, kind: string): FormState | null {
	const move = form?.values.move;
	return typeof move === 'string' && move.includes(`"kind":"${kind}"`) ? form : null;
}

/** Whether what came back belongs to one of the parts here, which says itself what became of it. */
export function isOfGroups(form: FormState | null): boolean {
	const move = form?.values.move;
	return (
		form?.id === 'choose' ||
		formOfMove(form, 'draft') !== null ||
		(typeof move === 'string' && move.includes('"as":"reason"'))
	);
}

/** The wording that a draft which came back was built on; null: none came back. */
export function builtOnIn(form: FormState | null): number | null {
	const move = formOfMove(form, 'draft')?.values.move;
	const found = typeof move === 'string' ? /"builtOn":(\d+)/.exec(move) : null;
	return found ? Number(found[1]) : null;
}

const kinds: readonly PhaseKind[] = [
	'restate',
	'switch',
	'statement',
	'circle',
	'choose',
	'gather',
	'spokesperson'
];

/** Whether a format ever has one of these parts: the pages of the others do without their scripts. */
export function hasParts({ phases }: Rules['format']): boolean {
	return phases.some(({ kind }) => kinds.includes(kind));
}

/** What of a group format is shown; null: nothing now. What was agreed or walked stays to be seen. */
export function partOf(rules: Rules, state: DebateState): PhaseKind | null {
	if (state.openedAt === null) return null;
	const kind = state.endedAt === null ? currentPhase(rules, state)?.kind : undefined;
	if (kind && kinds.includes(kind)) return kind;
	if (state.statement) return 'statement';
	return Object.keys(state.corners).length > 0 ? 'gather' : null;
}
