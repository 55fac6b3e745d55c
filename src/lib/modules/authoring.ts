/* The parts of a module as its author finds them: their names, where each is edited, what is said of it. */
import { m } from '$lib/paraglide/messages';
import type { EditedDocument, ModulePart } from './authoring.server';

export const partName: Record<ModulePart, () => string> = {
	readings: m.authoring_module_part_readings,
	note: m.authoring_module_part_note,
	glossary: m.modules_glossary,
	timeline: m.modules_timeline,
	ledger: m.ledger_title,
	sets: m.modules_part_questions,
	axes: m.authoring_module_part_axes,
	motions: m.authoring_module_part_motions,
	rubric: m.authoring_module_part_rubric,
	cases: m.modules_cases,
	'study-edition': m.authoring_module_part_study,
	'sides-notice': m.authoring_module_part_sides,
	sources: m.authoring_module_part_sources,
	'instructor-notes': m.modules_notes,
	about: m.authoring_module_part_about
};

/** Below the module's address. */
export const partPath: Record<ModulePart, string> = {
	readings: '/edit/readings',
	note: '/edit/note',
	glossary: '/edit/glossary',
	timeline: '/edit/timeline',
	ledger: '/edit/ledger',
	sets: '/edit/sets',
	axes: '/edit/axes',
	motions: '/edit/motions',
	rubric: '/edit/rubric',
	cases: '/edit/texts/cases',
	'study-edition': '/edit/texts/study-edition',
	'sides-notice': '/edit/texts/sides-notice',
	sources: '/edit/texts/sources',
	'instructor-notes': '/edit/texts/instructor-notes',
	about: '/edit/texts/about'
};

const counted: Partial<Record<ModulePart, (given: { n: number }) => string>> = {
	readings: m.authoring_module_count_readings,
	glossary: m.authoring_module_count_terms,
	timeline: m.authoring_module_count_events,
	ledger: m.ledger_count,
	sets: m.authoring_module_count_questions,
	axes: m.authoring_module_count_axes,
	motions: m.authoring_module_count_motions,
	sources: m.authoring_module_count_sources
};

/** "12 terms", "none yet", or that it is there. */
export function partCount(part: ModulePart, n: number): string {
	if (n === 0) return m.authoring_module_none();
	return counted[part]?.({ n }) ?? m.authoring_module_there();
}

export const partGroups: {
	name: string;
	label: () => string;
	parts: ModulePart[];
	more: { path: string; label: () => string }[];
}[] = [
	{
		name: 'read',
		label: m.authoring_module_group_read,
		parts: ['readings', 'note', 'glossary', 'timeline', 'ledger', 'sources'],
		more: [
			{ path: '/edit/import', label: m.authoring_module_import },
			{ path: '/edit/notes', label: m.authoring_module_notes }
		]
	},
	{
		name: 'ask',
		label: m.authoring_module_group_ask,
		parts: ['sets', 'axes', 'motions', 'rubric'],
		more: [
			{ path: '/edit/position', label: m.authoring_module_position },
			{ path: '/stance', label: m.authoring_module_moments },
			{ path: '/edit/groups', label: m.groups_title },
			{ path: '/edit/dates', label: m.authoring_module_dates }
		]
	},
	{
		name: 'around',
		label: m.authoring_module_group_around,
		parts: ['cases', 'study-edition', 'sides-notice', 'instructor-notes', 'about'],
		more: [{ path: '/edit/pack', label: m.packs_export }]
	}
];

/** What each document is for. */
export const documentIntro: Record<EditedDocument, () => string> = {
	cases: m.authoring_document_cases_intro,
	'study-edition': m.authoring_document_study_intro,
	'sides-notice': m.authoring_document_sides_intro,
	sources: m.authoring_document_sources_intro,
	'instructor-notes': m.authoring_document_notes_intro,
	about: m.authoring_document_about_intro
};
