/* What roles, states and refusals of courses are called. Each has its words in one place. */
import type { CourseRole } from '$lib/access/actor';
import { m } from '$lib/paraglide/messages';
import { listOf } from '$lib/i18n/format';
import type { Invited } from './invitations.server';
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
	grades: m.courses_nav_grades,
	review: m.courses_nav_review,
	class: m.courses_nav_class,
	'module-settings': m.courses_nav_module_settings,
	people: m.courses_nav_people,
	settings: m.courses_nav_settings
};

type PlaceRefusal = Extract<PlaceChanged, { ok: false }>['reason'];

export const placeRefusal: Record<PlaceRefusal, () => string> = {
	'last-instructor': m.courses_last_instructor
};

/** How many invitations went out, and who needed none. */
export function invitedWords({ sent, members }: Invited): string {
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
