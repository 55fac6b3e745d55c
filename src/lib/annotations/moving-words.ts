/* What the report on a version says of notes, citations and questions. */
import { m } from '$lib/paraglide/messages';
import type { AskedParagraph, Counts, MovingKind, MovingPassage } from './moving';
import type { Becomes } from './replacing';

const counts: Record<Becomes, (said: { n: number }) => string> = {
	exact: m.versions_exact,
	moved: m.versions_moved,
	changed: m.versions_changed,
	orphaned: m.versions_orphaned,
	lost: m.versions_lost
};

/** "38 stay", "3 move" and so on; empty when there are none at all. */
export function countWords(of: Counts): string[] {
	const all = Object.keys(counts) as Becomes[];
	return all.flatMap((becomes) => (of[becomes] > 0 ? [counts[becomes]({ n: of[becomes] })] : []));
}

const passages: Record<
	MovingKind,
	Record<MovingPassage['becomes'], (said: { n: number }) => string>
> = {
	note: {
		moved: m.versions_note_moved,
		changed: m.versions_note_changed,
		orphaned: m.versions_note_orphaned
	},
	citation: {
		moved: m.versions_citation_moved,
		changed: m.versions_citation_changed,
		orphaned: m.versions_citation_orphaned
	},
	ledger: {
		moved: m.versions_ledger_moved,
		changed: m.versions_ledger_changed,
		orphaned: m.versions_ledger_orphaned
	}
};

export function movingWords({ kind, becomes, n }: MovingPassage): string {
	return passages[kind][becomes]({ n });
}

export const askedWords: Record<
	AskedParagraph['becomes'],
	(said: { n: number; keys: string }) => string
> = {
	changed: m.versions_asked_changed,
	merged: m.versions_asked_merged,
	divided: m.versions_asked_divided,
	gone: m.versions_asked_gone
};
