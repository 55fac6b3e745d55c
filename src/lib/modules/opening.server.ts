/* The rule of opening.ts for queries, and what is said to whoever comes too early. */
import { error } from '@sveltejs/kit';
import { and, eq, isNull, lte, or, type SQL } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { notFound } from '$lib/access/refuse';
import { courseFor } from '$lib/courses/courses.server';
import { dateTime, zoneName } from '$lib/i18n/format';
import { m } from '$lib/paraglide/messages';
import { courseModule } from '$lib/server/db/schema';
import { isAnnounced, isOpenTo, type Opening } from './opening';

/** The columns that the rule looks at. */
export const openingColumns = { visible: courseModule.visible, opensAt: courseModule.opensAt };

/** Modules that are open to the class: `isOpenToClass` as SQL. */
export function isOpenModule(now: Date): SQL | undefined {
	return and(
		eq(courseModule.visible, true),
		or(isNull(courseModule.opensAt), lte(courseModule.opensAt, now))
	);
}

/** 404 for a module that is hidden; 403, with the day, for one that is only announced. */
export async function refuseUnopened(actor: Actor, module: Opening, now: Date): Promise<void> {
	if (isOpenTo(module, actor, now)) return;
	if (!isAnnounced(module, now) || module.opensAt === null) notFound();
	const { timeZone } = await courseFor(actor);
	error(403, {
		message: 'not open yet',
		title: m.modules_not_yet(),
		detail: m.modules_opens_at({
			time: dateTime(module.opensAt, timeZone),
			zone: zoneName(timeZone)
		})
	});
}
