/*
 * A class from a list. The list is read and compared with the class as it is; nothing is written
 * until staff have seen what it would do. Applying compares once more, inside the transaction that
 * writes: if the class has changed since, it writes nothing and shows the new comparison. Rows with
 * an address become invitations, for an address is bound only by its owner; rows without become
 * accounts that the school keeps.
 */
import { createHash } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf, personOf } from '$lib/access/refuse';
import { createManagedAccounts } from '$lib/accounts/managed.server';
import { db, transaction, type Executor, type Transaction } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { enrolment, invitation, managedAccount, section, user } from '$lib/server/db/schema';
import { hasMailbox } from '$lib/server/mail';
import { recordAct } from './acts.server';
import { nameManaged, needClassCode, signInNamesOf } from './class-accounts.server';
import { enrolAll, holdCourse } from './enrolling.server';
import { sendInvitations, type InvitationsRefused } from './invitations.server';
import { planRoster, type ClassOnRoster, type Entry, type RosterPlan } from './roster';
import { linesOfRoster, type RosterUnreadable } from './roster-file.server';
import { readRoster, type BadRow, type HeaderFault, type RosterRow } from './roster-rows';

export interface RosterPreview extends RosterPlan {
	/** Columns that mean nothing here, as the list calls them. */
	ignored: string[];
	/** Names this comparison: whoever applies it has seen it. */
	stamp: string;
}

type Unread = { ok: false } & (RosterUnreadable | { reason: HeaderFault });

/** @param text as `cleanRoster` gives it */
export async function previewRoster(
	actor: Actor,
	text: string
): Promise<{ ok: true; preview: RosterPreview } | Unread> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const read = rowsOf(text);
	if (!read.ok) return read;
	return { ok: true, preview: compare(read, await classOf(courseId, db())) };
}

interface ReadRows {
	ok: true;
	rows: RosterRow[];
	bad: BadRow[];
	ignored: string[];
}

function rowsOf(text: string): ReadRows | Unread {
	const lines = linesOfRoster(text);
	return lines.ok ? readRoster(lines.lines) : lines;
}

function compare({ rows, bad, ignored }: ReadRows, here: ClassOnRoster): RosterPreview {
	const plan = planRoster(rows, bad, here);
	const stamp = createHash('sha256').update(JSON.stringify(plan)).digest('base64url');
	return { ...plan, ignored, stamp };
}

async function classOf(courseId: string, on: Executor): Promise<ClassOnRoster> {
	const people = await on
		.select({
			enrolmentId: enrolment.id,
			userId: enrolment.userId,
			name: user.name,
			email: user.email,
			managedId: managedAccount.userId,
			rosterId: enrolment.rosterId,
			sectionName: section.name,
			role: enrolment.role,
			state: enrolment.state
		})
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			managedAccount,
			and(eq(managedAccount.courseId, courseId), eq(managedAccount.userId, enrolment.userId))
		)
		.leftJoin(section, and(eq(section.courseId, courseId), eq(section.id, enrolment.sectionId)))
		.where(eq(enrolment.courseId, courseId));
	const invitations = await on
		.select({
			invitationId: invitation.id,
			email: invitation.email,
			name: invitation.name,
			rosterId: invitation.rosterId,
			sectionName: section.name,
			role: invitation.role
		})
		.from(invitation)
		.leftJoin(section, and(eq(section.courseId, courseId), eq(section.id, invitation.sectionId)))
		.where(and(eq(invitation.courseId, courseId), eq(invitation.state, 'open')));
	const sections = await on
		.select({ name: section.name })
		.from(section)
		.where(eq(section.courseId, courseId));
	return {
		people: people.map(({ managedId, ...one }) => ({
			...one,
			email: hasMailbox(one.email) ? one.email : null,
			isManaged: managedId !== null
		})),
		invitations,
		sections: sections.map(({ name }) => name),
		signInNames: await signInNamesOf(on, courseId)
	};
}

export interface RosterDone {
	accounts: number;
	invitations: number;
	changed: number;
	back: number;
}

export type RosterApplied =
	| ({ ok: true } & RosterDone)
	| { ok: false; reason: 'moved'; preview: RosterPreview }
	| (InvitationsRefused & { preview: RosterPreview })
	| Unread;

/**
 * All of it or nothing.
 * @param stamp of the comparison that was seen
 * @param back lines of people who were removed and are to come back
 */
export async function applyRoster(
	actor: Actor,
	{ text, stamp, back }: { text: string; stamp: string; back: readonly number[] },
	now: Date
): Promise<RosterApplied> {
	const { courseId } = membershipOf(actor);
	authorize(actor, 'people.manage', { courseId });
	const read = rowsOf(text);
	if (!read.ok) return read;
	try {
		return await transaction(async (tx): Promise<RosterApplied> => {
			await holdCourse(tx, courseId);
			const preview = compare(read, await classOf(courseId, tx));
			if (preview.stamp !== stamp) return { ok: false, reason: 'moved', preview };
			const done = await write(tx, actor, preview, new Set(back), now);
			return { ok: true, ...done };
		});
	} catch (cause) {
		if (!(cause instanceof Refused)) throw cause;
		return { ...cause.refusal, preview: compare(read, await classOf(courseId, db())) };
	}
}

/** Undoes the sections that were made before it was known that the mails may not leave. */
class Refused extends Error {
	constructor(readonly refusal: InvitationsRefused) {
		super(refusal.reason);
	}
}

/** An entry of this kind; changes and those who were removed are of one shape. */
type Of<Kind extends Entry['kind']> = Entry & { kind: Kind };

async function write(
	tx: Transaction,
	actor: Actor,
	{ entries, newSections }: RosterPreview,
	back: ReadonlySet<number>,
	now: Date
): Promise<RosterDone> {
	const { courseId } = membershipOf(actor);
	const of = <Kind extends Entry['kind']>(kind: Kind) =>
		entries.filter((entry): entry is Of<Kind> => entry.kind === kind);
	const [invites, accounts] = [of('invite'), of('account')];
	const returning = of('removed').filter(({ line }) => back.has(line));
	const changes = [...of('change'), ...returning];
	const named = new Set([
		...[...invites, ...accounts].map((entry) => entry.section),
		...changes.flatMap((entry) => entry.changes.map((change) => change.to))
	]);
	const needed = newSections.filter((name) => named.has(name));
	const sectionId = await sectionsByName(tx, courseId, needed, now);
	if (invites.length > 0) {
		const wanted = invites.map((one) => ({ ...one, sectionId: sectionId(one.section) }));
		const refusal = await sendInvitations(tx, actor, wanted, now);
		if (refusal) throw new Refused(refusal);
	}
	if (accounts.length > 0) await makeAccounts(tx, actor, accounts, sectionId, now);
	for (const change of changes) await writeChange(tx, courseId, change, sectionId, now);
	const done = {
		accounts: accounts.length,
		invitations: invites.length,
		changed: changes.length - returning.length,
		back: returning.length
	};
	await recordAct(
		actor,
		{ act: 'people.roster', subjectKind: 'course', subjectId: courseId, detail: { ...done } },
		now,
		tx
	);
	return done;
}

/** Makes those that are missing; answers how each name leads to its section. */
async function sectionsByName(
	tx: Transaction,
	courseId: string,
	newSections: string[],
	now: Date
): Promise<(name: string | null) => string | null> {
	const fresh = newSections.map((name) => ({ courseId, id: newId(), name, createdAt: now }));
	if (fresh.length > 0) await tx.insert(section).values(fresh);
	const rows = await tx
		.select({ id: section.id, name: section.name })
		.from(section)
		.where(eq(section.courseId, courseId));
	const ids = new Map(rows.map(({ id, name }) => [name, id]));
	return (name) => (name === null ? null : (ids.get(name) ?? null));
}

async function makeAccounts(
	tx: Transaction,
	actor: Actor,
	accounts: Of<'account'>[],
	sectionId: (name: string | null) => string | null,
	now: Date
): Promise<void> {
	const { courseId } = membershipOf(actor);
	const { id: madeBy, locale } = personOf(actor);
	await needClassCode(tx, courseId);
	const userIds = await createManagedAccounts(tx, accounts, { courseId, madeBy, locale }, now);
	const places = accounts.map((one, i) => ({
		userId: userIds[i] ?? '',
		role: 'student' as const,
		sectionId: sectionId(one.section),
		rosterId: one.rosterId
	}));
	await enrolAll(tx, courseId, places, now);
}

async function writeChange(
	tx: Transaction,
	courseId: string,
	{ kind, target, changes, signInName, name }: Of<'change' | 'removed'>,
	sectionId: (name: string | null) => string | null,
	now: Date
): Promise<void> {
	const to = (field: string) => changes.find((change) => change.field === field)?.to;
	const place = {
		...(to('section') === undefined ? {} : { sectionId: sectionId(to('section') ?? null) }),
		...(to('rosterId') === undefined ? {} : { rosterId: to('rosterId') })
	};
	if (target.is === 'invitation') {
		const named = to('name') === undefined ? {} : { name: to('name') };
		await tx
			.update(invitation)
			.set({ ...place, ...named })
			.where(and(eq(invitation.courseId, courseId), eq(invitation.id, target.invitationId)));
		return;
	}
	const returns = kind === 'removed' ? { state: 'active' as const, removedAt: null } : {};
	const set = { ...place, ...returns };
	if (Object.keys(set).length > 0)
		await tx
			.update(enrolment)
			.set(set)
			.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, target.enrolmentId)));
	if (signInName !== null)
		await nameManaged(tx, courseId, target.userId, { name: to('name') ?? name, signInName }, now);
}
