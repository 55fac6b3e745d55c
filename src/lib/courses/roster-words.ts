/* What is wrong with a list of people, and what came of one, in words. */
import { m } from '$lib/paraglide/messages';
import type { RosterDone } from './roster.server';
import type { RosterUnreadable } from './roster-file.server';
import type { BadRow, HeaderFault, RowFault } from './roster-rows';

export function unreadableRoster(fault: RosterUnreadable | { reason: HeaderFault }): string {
	switch (fault.reason) {
		case 'encoding':
			return m.courses_roster_encoding();
		case 'too-large':
			return m.courses_roster_too_large();
		case 'empty':
			return m.courses_roster_empty();
		case 'lost-characters':
			return m.courses_roster_lost();
		case 'both':
			return m.courses_roster_both();
		case 'too-many-rows':
			return m.courses_roster_many_rows({ most: fault.most });
		case 'long-row':
			return m.courses_roster_long_row({ line: fault.line });
		case 'quotes':
			return m.courses_roster_quotes({ line: fault.line });
		case 'no-rows':
			return m.courses_roster_no_rows();
		case 'no-columns':
			return m.courses_roster_no_columns();
		case 'column-twice':
			return m.courses_roster_column_twice();
	}
}

const faults: Record<RowFault, (first: number) => string> = {
	'no-name': () => m.courses_row_no_name(),
	'long-name': () => m.courses_row_long_name(),
	'not-an-email': () => m.courses_row_not_an_email(),
	'long-id': () => m.courses_row_long_id(),
	'long-section': () => m.courses_row_long_section(),
	'unknown-role': () => m.courses_row_unknown_role(),
	'extra-cells': () => m.courses_row_extra_cells(),
	twice: (first) => m.courses_row_twice({ first }),
	'two-people': () => m.courses_row_two_people(),
	'other-email': () => m.courses_row_other_email(),
	ambiguous: () => m.courses_row_ambiguous(),
	'is-staff': () => m.courses_row_is_staff(),
	'role-differs': () => m.courses_row_role_differs(),
	instructor: () => m.courses_row_instructor(),
	'needs-email': () => m.courses_row_needs_email(),
	'name-taken': () => m.courses_row_name_taken(),
	'no-letters': () => m.courses_row_no_letters()
};

export function rowFault({ fault, first }: BadRow): string {
	return faults[fault](first ?? 0);
}

/** What was written, in one line. */
export function rosterDone({ accounts, invitations, changed, back }: RosterDone): string {
	return [
		m.courses_roster_done(),
		accounts > 0 ? m.courses_roster_done_accounts({ n: accounts }) : '',
		invitations > 0 ? m.courses_roster_done_invitations({ n: invitations }) : '',
		changed > 0 ? m.courses_roster_done_changes({ n: changed }) : '',
		back > 0 ? m.courses_roster_done_back({ n: back }) : ''
	]
		.filter(Boolean)
		.join(' ');
}
