/*
 * When something is due, late and closed. Up to and including the due minute is on time; within the
 * grace minutes it is not late; beyond them lateness counts from the due minute. What arrives up to
 * and including the closing minute is taken. A person's extension moves either date later. Pure.
 */
export interface Extension {
	dueAt: Date | null;
	closesAt: Date | null;
}

export interface Deadline extends Extension {
	graceMinutes: number;
	extension: Extension | null;
}

const minute = 60_000;

/** Whole minutes from the minute of `from` to the minute of `to`; zones differ by whole minutes. */
function minutesBetween(from: Date, to: Date): number {
	return Math.floor(to.getTime() / minute) - Math.floor(from.getTime() / minute);
}

function later(a: Date | null, b: Date | null): Date | null {
	if (!a || !b) return a ?? b;
	return a > b ? a : b;
}

/** The due date that counts for this person; null when there is none. */
export function dueFor({ dueAt, extension }: Pick<Deadline, 'dueAt' | 'extension'>): Date | null {
	return dueAt && later(dueAt, extension?.dueAt ?? null);
}

/** The closing date that counts for this person: never before their own due date. */
export function closesFor(deadline: Deadline): Date | null {
	const { closesAt, extension } = deadline;
	if (!closesAt) return null;
	return later(later(closesAt, extension?.closesAt ?? null), extension?.dueAt ?? null);
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
