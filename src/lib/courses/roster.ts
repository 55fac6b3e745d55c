/*
 * What a list of people would change in the class: who is new, whose number or section becomes
 * another, and which rows cannot be meant. Pure; nothing is written.
 */
import type { CourseRole } from '$lib/access/actor';
import { foldForSearch, foldName } from '$lib/i18n/fold';
import type { BadRow, RosterRow, RowFault } from './roster-rows';
import { chooseSignInName } from './sign-in-name';

export interface PersonOnRoster {
	enrolmentId: string;
	userId: string;
	name: string;
	email: string | null;
	/** This course made the account and keeps its name. */
	isManaged: boolean;
	rosterId: string | null;
	sectionName: string | null;
	role: CourseRole;
	state: 'active' | 'removed';
}

export interface InvitationOnRoster {
	invitationId: string;
	email: string;
	name: string | null;
	rosterId: string | null;
	sectionName: string | null;
	role: CourseRole;
}

/** Who is in the class and who is invited, before a list comes. */
export interface ClassOnRoster {
	people: PersonOnRoster[];
	invitations: InvitationOnRoster[];
	sections: string[];
	/** The folded names of the class by the id of their owner. */
	signInNames: ReadonlyMap<string, string>;
}

export interface Change {
	field: 'name' | 'rosterId' | 'section';
	from: string | null;
	to: string;
}

export type Target =
	| { is: 'person'; enrolmentId: string; userId: string }
	| { is: 'invitation'; invitationId: string };

interface Fresh {
	line: number;
	name: string;
	rosterId: string | null;
	section: string | null;
}

export type Entry =
	| (Fresh & { kind: 'account'; signInName: string })
	| (Fresh & { kind: 'invite'; email: string; role: CourseRole })
	| {
			/** `removed`: of somebody who was removed, and comes back only if that is wanted. */
			kind: 'change' | 'removed';
			line: number;
			name: string;
			/** Tells whom it is about from a namesake; null for an account of the school. */
			email: string | null;
			target: Target;
			changes: Change[];
			/** Where a change of name changes what its owner types. */
			signInName: string | null;
	  }
	| { kind: 'same'; line: number; name: string }
	| BadRow;

export interface RosterPlan {
	entries: Entry[];
	/** Sections that are made because rows name them. */
	newSections: string[];
}

/** What the list would change; nothing is written. */
export function planRoster(rows: RosterRow[], bad: BadRow[], here: ClassOnRoster): RosterPlan {
	const planning = new Planning(here);
	const entries = [...bad, ...rows.map((row) => planning.entryFor(row))];
	return {
		entries: entries.sort((a, b) => a.line - b.line),
		newSections: planning.newSections
	};
}

type Found =
	| (PersonOnRoster & { is: 'person' })
	| (InvitationOnRoster & { is: 'invitation'; isManaged: false });

/** Goes through the rows in order and remembers what the earlier ones said. */
class Planning {
	readonly newSections: string[] = [];
	private readonly byId = new Map<string, Found>();
	private readonly byEmail = new Map<string, Found>();
	private readonly byName = new Map<string, Found[]>();
	private readonly sections: Map<string, string>;
	private readonly exactSections: ReadonlySet<string>;
	private readonly signInNames: Map<string, string>;
	/** What a row said → its line. */
	private readonly said = new Map<string, number>();

	constructor(here: ClassOnRoster) {
		this.sections = new Map(here.sections.map((name) => [sectionKey(name), name]));
		this.exactSections = new Set(here.sections);
		this.signInNames = new Map(here.signInNames);
		const invited: Found[] = here.invitations.map((one) => ({
			...one,
			is: 'invitation',
			isManaged: false
		}));
		const people: Found[] = here.people.map((one) => ({ ...one, is: 'person' }));
		// Whoever is in the class counts before an invitation that says the same.
		for (const one of [...invited, ...people]) {
			if (one.rosterId !== null) this.byId.set(idKey(one.rosterId), one);
			if (one.email !== null) this.byEmail.set(one.email.toLowerCase(), one);
			const key = foldName(one.name ?? '');
			if (key !== '' && isMeantByName(one))
				this.byName.set(key, [...(this.byName.get(key) ?? []), one]);
		}
	}

	entryFor(row: RosterRow): Entry {
		const first = this.saidBefore(row);
		if (first !== null) return badRow(row, 'twice', first);
		const found = this.find(row);
		if (typeof found === 'string') return badRow(row, found);
		const entry = found ? this.changeOf(row, found) : this.newcomer(row);
		return entry;
	}

	/** The line that spoke of the same person, number or address. */
	private saidBefore({ line, rosterId, email, name }: RosterRow): number | null {
		const keys = [
			...(rosterId === null ? [] : [`id ${idKey(rosterId)}`]),
			...(email === null ? [] : [`email ${email}`]),
			...(rosterId === null && email === null ? [`name ${foldName(name)}`] : [])
		];
		for (const key of keys) {
			const first = this.said.get(key);
			if (first !== undefined) return first;
		}
		for (const key of keys) this.said.set(key, line);
		return null;
	}

	private find({ rosterId, email, name }: RosterRow): Found | null | RowFault {
		const byId = rosterId === null ? undefined : this.byId.get(idKey(rosterId));
		const byEmail = email === null ? undefined : this.byEmail.get(email);
		if (byId && byEmail && byId !== byEmail) return 'two-people';
		if (byId && email !== null && !byEmail) return 'other-email';
		if (byId ?? byEmail) return byId ?? byEmail ?? null;
		if (email !== null) return null;
		const namesakes = (this.byName.get(foldName(name)) ?? []).filter(
			(one) => rosterId === null || one.rosterId === null
		);
		return namesakes.length > 1 ? 'ambiguous' : (namesakes[0] ?? null);
	}

	private changeOf(row: RosterRow, found: Found): Entry {
		const target: Target =
			found.is === 'person'
				? { is: 'person', enrolmentId: found.enrolmentId, userId: found.userId }
				: { is: 'invitation', invitationId: found.invitationId };
		const again = `target ${found.is === 'person' ? found.enrolmentId : found.invitationId}`;
		const first = this.said.get(again);
		if (first !== undefined) return badRow(row, 'twice', first);
		this.said.set(again, row.line);

		const differences = changesOf(row, found, this.knownSection(row.section));
		const isStaff = found.is === 'person' && found.role !== 'student';
		const roleDiffers = row.role !== null && row.role !== found.role;
		if (isStaff && (roleDiffers || differences.length > 0)) return badRow(row, 'is-staff');
		if (roleDiffers) return badRow(row, 'role-differs');

		let signInName: string | null = null;
		if (
			found.is === 'person' &&
			found.isManaged &&
			differences.some((c) => c.field !== 'section')
		) {
			const others = new Map(this.signInNames);
			others.delete(found.userId);
			const named = { name: row.name || found.name, rosterId: row.rosterId ?? found.rosterId };
			const chosen = chooseSignInName(named, new Set(others.values()));
			if (!chosen.ok) return badRow(row, chosen.reason);
			signInName = chosen.signInName;
			// Somebody who was removed may stay so, and then keeps the earlier name too.
			const holder = found.state === 'removed' ? `line ${row.line}` : found.userId;
			this.signInNames.set(holder, signInName);
		}
		const name = found.name ?? found.email ?? row.name;
		const email = found.name === null ? null : found.email;
		const changes = differences.map((change) =>
			change.field === 'section' ? { ...change, to: this.sectionNamed(change.to) } : change
		);
		const isRemoved = found.is === 'person' && found.state === 'removed';
		if (!isRemoved && changes.length === 0) return { kind: 'same', line: row.line, name };
		const kind = isRemoved ? 'removed' : 'change';
		return { kind, line: row.line, name, email, target, changes, signInName };
	}

	private newcomer(row: RosterRow): Entry {
		const { line, name, email, rosterId } = row;
		const role = row.role ?? 'student';
		if (role === 'instructor') return badRow(row, 'instructor');
		if (email !== null) {
			const section = row.section === null ? null : this.sectionNamed(row.section);
			return { kind: 'invite', line, name, email, rosterId, section, role };
		}
		if (role !== 'student') return badRow(row, 'needs-email');
		const chosen = chooseSignInName({ name, rosterId }, new Set(this.signInNames.values()));
		if (!chosen.ok) return badRow(row, chosen.reason);
		const { signInName } = chosen;
		this.signInNames.set(`line ${line}`, signInName);
		const section = row.section === null ? null : this.sectionNamed(row.section);
		return { kind: 'account', line, name, rosterId, section, signInName };
	}

	/** As it is written where it is there already, or in an earlier row. */
	private knownSection(wanted: string | null): string | null {
		if (wanted === null || this.exactSections.has(wanted)) return wanted;
		return this.sections.get(sectionKey(wanted)) ?? null;
	}

	/** Remembered as new where it is not there. */
	private sectionNamed(wanted: string): string {
		const known = this.knownSection(wanted);
		if (known !== null) return known;
		this.sections.set(sectionKey(wanted), wanted);
		this.newSections.push(wanted);
		return wanted;
	}
}

function changesOf(row: RosterRow, found: Found, knownSection: string | null): Change[] {
	const changes: Change[] = [];
	// The name of whoever has an address is their own.
	const keepsName = found.isManaged || found.is === 'invitation';
	if (keepsName && row.name !== '' && row.name !== found.name)
		changes.push({ field: 'name', from: found.name, to: row.name });
	if (row.rosterId !== null && idKey(row.rosterId) !== idKey(found.rosterId ?? ''))
		changes.push({ field: 'rosterId', from: found.rosterId, to: row.rosterId });
	if (row.section !== null && (knownSection ?? row.section) !== found.sectionName)
		changes.push({ field: 'section', from: found.sectionName, to: row.section });
	return changes;
}

function badRow({ line, words }: RosterRow, fault: RowFault, first?: number): BadRow {
	return { kind: 'bad', line, fault, words, ...(first === undefined ? {} : { first }) };
}

/**
 * A row without an address and a number means whoever of the class has this name, also if they have
 * an address by now: lists of schools seldom name it. A name never leads to staff with an address.
 */
function isMeantByName(one: Found): boolean {
	if (one.email === null) return true;
	return one.role === 'student' && (one.is === 'invitation' || one.state === 'active');
}

/** One number however it is cased and spaced, and whether or not a table took its first zeros. */
const idKey = (rosterId: string) =>
	foldForSearch(rosterId)
		.replace(/\s+/g, '')
		.replace(/^0+(?=\d+$)/, '');
/** “A”, “a” and “Section A” are one section; one without letters is itself. */
const sectionKey = (name: string) =>
	foldName(name.replace(/^(?:section|sec|سیکشن|حصہ)[\s.:_-]+/iu, '')) || foldName(name) || name;
