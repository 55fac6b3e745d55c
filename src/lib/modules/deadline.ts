/*
 * When something is due, late and closed. Up to and including the due minute is on time; within the
 * grace minutes it is not late; beyond them lateness counts from the due minute. What arrives up to
 * and including the closing minute is taken. A person's accommodation moves every date later by so
 * many hours, and an extension one of them to a day; the later of both counts. Pure.
 */
export interface Extension {
	dueAt: Date | null;
	closesAt: Date | null;
}

export interface Deadline extends Extension {
	graceMinutes: number;
	extension: Extension | null;
	/** Of the person's accommodation; 0 without one. */
	extraHours: number;
}

const minute = 60_000;
const hour = 60 * minute;

/** Whole minutes from the minute of `from` to the minute of `to`; zones differ by whole minutes. */
function minutesBetween(from: Date, to: Date): number {
	return Math.floor(to.getTime() / minute) - Math.floor(from.getTime() / minute);
}

function later(a: Date | null, b: Date | null): Date | null {
	if (!a || !b) return a ?? b;
	return a > b ? a : b;
}

function withHours(at: Date | null, hours: number): Date | null {
	return at && new Date(at.getTime() + hours * hour);
}

/** The due date that counts for this person; null when there is none. */
export function dueFor({
	dueAt,
	extension,
	extraHours
}: Pick<Deadline, 'dueAt' | 'extension' | 'extraHours'>): Date | null {
	return dueAt && later(withHours(dueAt, extraHours), extension?.dueAt ?? null);
}

/** The closing date that counts for this person: never before their own due date. */
export function closesFor(deadline: Deadline): Date | null {
	const { closesAt, extension, extraHours } = deadline;
	if (!closesAt) return null;
	const own = later(withHours(closesAt, extraHours), extension?.closesAt ?? null);
	return later(own, dueFor(deadline) ?? extension?.dueAt ?? null);
}

/** 0 when on time or within grace, else the minutes since the due minute. */
export function lateMinutes(deadline: Deadline, at: Date): number {
	const due = dueFor(deadline);
	const minutes = due ? minutesBetween(due, at) : 0;
	return minutes > deadline.graceMinutes ? minutes : 0;
}

export function isLate(deadline: Deadline, at: Date): boolean {
	return lateMinutes(deadline, at) > 0;
}

export function isClosed(deadline: Deadline, at: Date): boolean {
	const closes = closesFor(deadline);
	return closes !== null && minutesBetween(closes, at) > 0;
}
