/* What groups and refusals about them are called. Each has its words in one place. */
import { m } from '$lib/paraglide/messages';
import { leastMixed, type Preference } from './groups';
import type { Formed } from './grouping.server';
import type { Changed } from './regrouping.server';
import type { Preferred } from './side-preference.server';

/** A group without a name of its own is called by its number, in the reader's language. */
export function nameOfGroup({ name, position }: { name: string; position: number }): string {
	return name || m.groups_numbered({ n: position });
}

export const preferenceName: Record<Preference, () => string> = {
	for: m.groups_prefer_for,
	against: m.groups_prefer_against,
	either: m.groups_prefer_either
};

type Refusal<Result> = Extract<Result, { ok: false; reason: string }>['reason'];

export const formRefusal: Record<Refusal<Formed>, () => string> = {
	nobody: m.groups_refused_nobody,
	unsure: m.groups_refused_unsure,
	changed: m.groups_refused_changed,
	'few-answers': m.groups_refused_few,
	'too-small': () => m.groups_refused_small({ n: leastMixed }),
	'drawn-enough': m.groups_refused_drawn
};

export const changeRefusal: Record<Refusal<Changed>, () => string> = {
	changed: m.groups_refused_changed,
	gone: m.groups_refused_gone,
	'other-section': m.groups_refused_section,
	'name-taken': m.groups_refused_name,
	'not-empty': m.groups_refused_not_empty
};

export const preferRefusal: Record<Refusal<Preferred>, () => string> = {
	'not-asked': m.groups_prefer_refused_not_asked,
	grouped: m.groups_prefer_refused_grouped
};
