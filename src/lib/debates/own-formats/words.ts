/* What is said of a file that cannot be read as a format, and of one that does not hold together. */
import { plainText, type Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { FormatBody, Place } from '../format';
import type { FormatFileFault } from './format-file.server';
import { most, timeText, type Fault, type FaultKind } from './shape';
import type { XmlFault } from './timekeeper-times.server';

const faultName: Record<FaultKind, () => string> = {
	'no-phases': m.formats_fault_no_phases,
	twice: m.formats_fault_twice,
	'no-title': m.formats_fault_no_title,
	'unknown-team': m.formats_fault_unknown_team,
	'unknown-speaker': m.formats_fault_unknown_speaker,
	'needs-who': m.formats_fault_needs_who,
	'needs-other': m.formats_fault_needs_other,
	'needs-moment': m.formats_fault_needs_moment,
	'needs-corner': m.formats_fault_needs_corner,
	'needs-circle': m.formats_fault_needs_circle,
	'one-side': m.formats_fault_one_side,
	points: m.formats_fault_points
};

/** Where in a format: its third phase is `Phase 3`. */
function placeName(place: string): string {
	const [part = '', at] = place.split('/');
	const n = at === undefined ? null : Number(at) + 1;
	switch (part) {
		case 'phases':
			return n === null ? m.formats_phases() : m.formats_phase_n({ n });
		case 'teams':
			return n === null ? m.formats_teams() : m.formats_team_n({ n });
		case 'rules':
			return n === null ? m.formats_rules() : m.formats_rule_n({ n });
		case 'corners':
			return m.formats_corner();
		case 'title':
			return m.formats_name();
		case 'summary':
			return m.formats_summary();
		default:
			return part;
	}
}

/** `phases/2/seconds`: Phase 3 (seconds) */
function shapePlace(place: string): string {
	const parts = place.split('/');
	const inside = parts.slice(/^\d+$/.test(parts[1] ?? '') ? 2 : 1).join(' ');
	return inside ? `${placeName(place)} (${inside})` : placeName(place);
}

function xmlFault({ what, line, name }: XmlFault): string {
	switch (what) {
		case 'broken':
			return m.formats_xml_broken({ line });
		case 'no-speeches':
			return m.formats_xml_no_speeches();
		case 'too-many':
			return m.formats_xml_too_many({ most: most.phases });
		case 'kind':
			return m.formats_xml_kind({ line, name });
		case 'length':
			return m.formats_xml_length({ line, name, most: timeText(most.seconds) });
		case 'bell':
			return m.formats_xml_bell({ line, name });
		case 'preparation':
			return m.formats_xml_preparation({ line });
	}
}

export function faultText({ kind, place }: Fault): string {
	return m.formats_fault_at({ place: placeName(place), fault: faultName[kind]() });
}

export function fileFault(fault: FormatFileFault): string {
	switch (fault.reason) {
		case 'empty':
			return m.formats_file_empty();
		case 'too-large':
			return m.formats_file_too_large();
		case 'not-text':
			return m.formats_file_not_text();
		case 'not-json':
			return m.formats_file_not_json();
		case 'foreign':
			return m.formats_file_foreign();
		case 'newer':
			return m.formats_file_newer();
		case 'hostile':
			return m.formats_file_hostile();
		case 'shape':
			return 'at' in fault
				? xmlFault(fault.at)
				: m.formats_file_shape({ place: shapePlace(fault.place) });
		case 'fault':
			return faultText(fault);
	}
}

/** Who has a place: the speaker, or anybody of the team. */
export function placeWords(body: Pick<FormatBody, 'teams'>, place: Place, locale: Locale): string {
	const team = body.teams.find(({ key }) => key === place.team);
	if (!team) return '';
	const title = plainText(team.title, locale);
	const speakers = team.speakers
		.filter(({ key }) => place.speakers.includes(key))
		.map((speaker) => plainText(speaker.title, locale));
	return speakers.length > 0
		? `${title}: ${speakers.join(' · ')}`
		: `${title}: ${m.formats_anybody()}`;
}
