/*
 * How often one may try. Wrong passwords for one address cost a growing wait, whether or not the
 * address has an account; the limit for one client is generous, because a whole class may stand
 * behind one address. Pure: counts in, decisions out.
 */
const second = 1000;
const minute = 60 * second;

/** What the rate_limit table holds of one key. */
export interface Attempts {
	count: number;
	/** Milliseconds since 1970 of the latest attempt. */
	latest: number;
}

/** Failures that cost nothing: people mistype. */
const free = 4;
const waits = [15 * second, 30 * second, minute, 2 * minute, 5 * minute, 10 * minute];
/** After so long without another failure, earlier ones no longer count. */
export const forgottenAfter = 60 * minute;

const longestWait = Math.max(...waits);

/** Milliseconds to wait after so many failures in a row. */
export function waitAfter(failures: number): number {
	return failures <= free ? 0 : (waits[Math.min(failures - free, waits.length) - 1] ?? 0);
}

/** How long the next try has to wait yet, in milliseconds; 0 when it may be made now. */
export function waitLeft(attempts: Attempts | undefined, now: number): number {
	if (!attempts || now - attempts.latest >= forgottenAfter) return 0;
	// From a clock that has been set back since: nobody waits for a time that may be hours away.
	if (attempts.latest - now > longestWait) return 0;
	return Math.max(0, attempts.latest + waitAfter(attempts.count) - now);
}

/** The count after one more try. */
export function counted(attempts: Attempts | undefined, now: number): Attempts {
	const fresh = !attempts || now - attempts.latest >= forgottenAfter;
	return { count: fresh ? 1 : attempts.count + 1, latest: now };
}

/** So many of one thing, by one client or for one address, in a window. */
export interface Allowance {
	most: number;
	window: number;
}

export const allowances = {
	/** A class of sixty with mistakes, twice over. */
	'sign-in': { most: 300, window: 10 * minute },
	'sign-up': { most: 150, window: 60 * minute },
	/** Codes that one person may try: a class has one, a guesser needs billions. */
	'join-code': { most: 40, window: 10 * minute },
	'forgot-password': { most: 90, window: 60 * minute },
	/** Mails to one address: a mailbox cannot be flooded through us. */
	'mail-to': { most: 4, window: 30 * minute },
	/** Invitations of one course: several large classes, and no use to whoever sends unasked mail. */
	invitation: { most: 500, window: 24 * 60 * minute },
	/** Downloads of everything that is one person's. */
	export: { most: 12, window: 60 * minute }
} as const satisfies Record<string, Allowance>;

/**
 * The client as limits see it: an IPv4 address, or the network of an IPv6 one (a client has 2⁶⁴
 * addresses there).
 */
export function clientOf(address: string): string {
	const mapped = address.match(/^::ffff:(\d+\.\d+\.\d+\.\d+)$/i)?.[1];
	if (mapped) return mapped;
	if (!address.includes(':')) return address;
	const [plain = ''] = address.split('%');
	const [head = '', tail] = plain.split('::');
	const groups = head === '' ? [] : head.split(':');
	const after = tail ? tail.split(':') : [];
	if (tail !== undefined) while (groups.length + after.length < 8) groups.push('0');
	return [...groups, ...after]
		.slice(0, 4)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(':');
}
