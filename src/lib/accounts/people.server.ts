/* For administrators: who has an account, and what they may do on the site. Nothing of any course. */
import { and, asc, count, eq, or, sql } from 'drizzle-orm';
import type { Actor, SiteRole } from '$lib/access/actor';
import { authorize, notFound, personOf } from '$lib/access/refuse';
import { db, transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { auditEvent, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';

export const peoplePerPage = 50;

export interface PersonOnSite {
	id: string;
	name: string;
	/** Null when a school made the account without one. */
	email: string | null;
	emailVerified: boolean;
	siteRole: SiteRole;
	since: Date;
}

export interface PeopleOnSite {
	people: PersonOnSite[];
	total: number;
	page: number;
	pages: number;
}

/** @param sought a part of a name or an address; empty finds everybody */
export async function peopleOnSite(
	actor: Actor,
	{ sought, page }: { sought: string; page: number }
): Promise<PeopleOnSite> {
	authorize(actor, 'site.administer');
	const pattern = `%${sought.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
	const matches = sought
		? or(
				sql`lower(${user.name}) like ${pattern} escape '\\'`,
				sql`${user.email} like ${pattern} escape '\\'`
			)
		: undefined;
	const [counted] = await db().select({ n: count() }).from(user).where(matches);
	const total = counted?.n ?? 0;
	const pages = Math.max(1, Math.ceil(total / peoplePerPage));
	const shown = Math.min(Math.max(1, page), pages);
	const people = await db()
		.select({
			id: user.id,
			name: user.name,
			email: user.email,
			emailVerified: user.emailVerified,
			siteRole: user.siteRole,
			since: user.createdAt
		})
		.from(user)
		.where(matches)
		.orderBy(asc(user.name), asc(user.id))
		.limit(peoplePerPage)
		.offset((shown - 1) * peoplePerPage);
	return {
		people: people.map((one) => ({ ...one, email: hasMailbox(one.email) ? one.email : null })),
		total,
		page: shown,
		pages
	};
}

export type GivingRole = { ok: true; name: string } | { ok: false; reason: 'last-administrator' };

export async function changeSiteRole(
	actor: Actor,
	personId: string,
	role: SiteRole,
	now: Date
): Promise<GivingRole> {
	authorize(actor, 'site.manage');
	return transaction(async (tx) => {
		const [person] = await tx
			.select({ name: user.name, siteRole: user.siteRole })
			.from(user)
			.where(eq(user.id, personId))
			.limit(1);
		if (!person) notFound();
		if (person.siteRole === 'administrator' && role !== 'administrator') {
			const [others] = await tx
				.select({ n: count() })
				.from(user)
				.where(and(eq(user.siteRole, 'administrator'), sql`${user.id} <> ${personId}`));
			if (!others?.n) return { ok: false, reason: 'last-administrator' };
		}
		await tx.update(user).set({ siteRole: role, updatedAt: now }).where(eq(user.id, personId));
		await tx.insert(auditEvent).values({
			id: newId(),
			courseId: '',
			actorId: personOf(actor).id,
			act: 'site.role',
			subjectKind: 'user',
			subjectId: personId,
			detail: { role },
			at: now
		});
		return { ok: true, name: person.name };
	});
}
