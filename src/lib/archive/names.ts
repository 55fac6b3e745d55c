/* What refusals and losses are called. Each has its words in one place. */
import { m } from '$lib/paraglide/messages';
import type { WouldBeLost } from './ending.server';
import type { ErasureRefusal } from './requesting.server';

export const erasureRefusal: Record<ErasureRefusal, () => string> = {
	managed: m.archive_erase_managed,
	'only-instructor': m.archive_erase_only_instructor,
	'last-administrator': m.archive_erase_last_administrator,
	'not-the-address': m.archive_erase_not_address,
	'wrong-password': m.accounts_wrong_password
};

/** Which field a refusal stands beside; the others stand above the form. */
export const erasureField: Partial<Record<ErasureRefusal, string>> = {
	'not-the-address': 'email',
	'wrong-password': 'passwordNow'
};

export const lostName: Record<keyof WouldBeLost, () => string> = {
	students: m.archive_lost_students,
	staff: m.archive_lost_staff,
	modules: m.archive_lost_modules,
	answers: m.archive_lost_answers,
	submissions: m.archive_lost_submissions,
	positions: m.archive_lost_positions,
	versions: m.archive_lost_versions,
	reviews: m.archive_lost_reviews,
	grades: m.archive_lost_grades,
	managed: m.archive_lost_managed
};
