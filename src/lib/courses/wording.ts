/* What roles, states and refusals of courses are called. Each has its words in one place. */
import type { CourseRole } from '$lib/access/actor';
import { m } from '$lib/paraglide/messages';
import { listOf } from '$lib/i18n/format';
import type { ClassAccountMade } from './class-accounts.server';
import type { SlipsMade } from './class-slips.server';
import type { Invited, InvitationsRefused } from './invitations.server';
import type { JoinRefusal } from './joining.server';
import { mostInvitations } from './people';
import type { PlaceChanged } from './people.server';
import type { Place } from './places';

export const roleName: Record<CourseRole, () => string> = {
	instructor: m.courses_role_instructor,
	assistant: m.courses_role_assistant,
	observer: m.courses_role_observer,
	student: m.courses_role_student
};

export const roleNote: Record<CourseRole, () => string> = {
	instructor: m.courses_role_instructor_note,
	assistant: m.courses_role_assistant_note,
	observer: m.courses_role_observer_note,
	student: m.courses_role_student_note
};

export const joinRefusal: Record<JoinRefusal, () => string> = {
	'no-such-code': m.courses_join_no_such_code,
	'no-such-invitation': m.courses_join_no_such_invitation,
	'other-address': m.courses_join_other_address,
	'unverified-address': m.courses_join_unverified,
	closed: m.courses_join_closed,
	archived: m.courses_join_archived,
	removed: m.courses_join_removed,
	wait: m.courses_join_wait
};

export const placeName: Record<Place, () => string> = {
	course: m.courses_nav_course,
	path: m.courses_nav_path,
	readings: m.courses_nav_readings,
	questions: m.courses_nav_questions,
	stance: m.courses_nav_stance,
	position: m.courses_nav_position,
	search: m.search_title,
	grades: m.courses_nav_grades,
	review: m.courses_nav_review,
	gradebook: m.gradebook_title,
	class: m.courses_nav_class,
	'module-settings': m.courses_nav_module_settings,
	people: m.courses_nav_people,
	settings: m.courses_nav_settings
};

/** Of a student; whose account is gone has none. */
export function studentName(name: string | null): string {
	return name ?? m.courses_former_student();
}

/** Of whoever marked or made something; null when nobody has. */
export function staffName(id: string | null, name: string | null): string | null {
	return id === null ? null : (name ?? m.courses_former_staff());
}

type PlaceRefusal = Extract<PlaceChanged, { ok: false }>['reason'];

export const placeRefusal: Record<PlaceRefusal, () => string> = {
	'last-instructor': m.courses_last_instructor
};

export function mailLimitWords({ most, left }: InvitationsRefused): string {
	return m.courses_invite_mail_limit({ most, left });
}

type DetailsRefusal = Extract<ClassAccountMade, { ok: false }>['reason'];

/** Each with the field that it is about. */
export const detailsRefusal: Record<
	DetailsRefusal,
	{ field: 'name' | 'rosterId'; words: () => string }
> = {
	'no-letters': { field: 'name', words: m.courses_name_no_letters },
	'name-taken': { field: 'name', words: m.courses_name_taken },
	'roster-taken': { field: 'rosterId', words: m.courses_roster_taken }
};

export function slipsRefusal(refused: Extract<SlipsMade, { ok: false }>): string {
	switch (refused.reason) {
		case 'nobody':
			return m.courses_slips_nobody();
		case 'has-other-roles':
			return m.courses_slip_other_roles();
		case 'made-meanwhile':
			return m.courses_slips_meanwhile();
		case 'too-many':
			return m.courses_slips_too_many({ n: refused.n, most: refused.most });
	}
}

/** How many invitations went out, and who needed none. */
export function invitedWords({ sent, members }: Extract<Invited, { ok: true }>): string {
	const left = members.length > 0 ? m.courses_invite_members({ list: listOf(members) }) : '';
	return [m.courses_invite_sent({ n: sent }), left].filter(Boolean).join(' ');
}

/** What is wrong with a pasted list of addresses; empty when nothing is. */
export function addressesFault(addresses: string[], unreadable: string[]): string {
	if (unreadable.length > 0) return m.courses_invite_unreadable({ list: unreadable.join(', ') });
	if (addresses.length === 0) return m.courses_invite_nothing();
	if (addresses.length > mostInvitations)
		return m.courses_invite_too_many({ most: mostInvitations });
	return '';
}
