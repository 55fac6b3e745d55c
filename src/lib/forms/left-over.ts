/*
 * What pages that are closed by now have left on this device: typed without a line, or handed in
 * without one. It is sent as soon as there is a line, from whatever page is open. The server decides
 * what comes of it: what it does not take stays here and its page is named.
 */
import {
	draftsToSend,
	dropDraft,
	formOf,
	isAttended,
	postAction,
	type Post
} from './drafts.svelte';

export interface LeftOver {
	/** Of the page where it was typed. */
	address: string;
	kind: 'save' | 'hand-in';
	/** Why the server did not take it, in its words; empty where the page has to say. */
	message: string;
}

export interface SentLeftOvers {
	/** How many saves arrived, and the pages of what was handed in. */
	saved: number;
	handedIn: string[];
	/** Not taken: a person has to look. */
	refused: LeftOver[];
	/** Still without a line. */
	waiting: LeftOver[];
}

/** What actions say of a refusal. */
interface Refused {
	reason?: string;
	message?: string;
	form?: { message?: string };
	isSubmitted?: boolean;
	sessionEnded?: boolean;
}

/** Of the page that it was typed on. */
export function addressOf({ action }: Post): string {
	return action.replace(/\?.*$/, '').replace(/\/submit$/, '');
}

/** @param owner id of the person who is signed in; what others left is not touched */
export async function sendLeftOvers(owner: string): Promise<SentLeftOvers> {
	const sent: SentLeftOvers = { saved: 0, handedIn: [], refused: [], waiting: [] };
	const own = draftsToSend().filter(([, { post }]) => post.owner === owner);
	const attended = own
		.filter(([key, { post }]) => isAttended(key) && post.kind === 'save')
		.map(([, { post }]) => addressOf(post));
	const all = own
		.filter(([key]) => !isAttended(key))
		.sort(([, a], [, b]) => Number(a.post.kind === 'hand-in') - Number(b.post.kind === 'hand-in'));
	for (const [key, { post }] of all) {
		const address = addressOf(post);
		const left = { address, kind: post.kind, message: '' };
		// Nothing is handed in before all of it has arrived, be it from a page that is open.
		const isHeld =
			attended.includes(address) ||
			sent.refused.some((one) => one.kind === 'save' && one.address === address);
		if (sent.waiting.length > 0 || (post.kind === 'hand-in' && isHeld)) {
			sent.waiting.push(left);
			continue;
		}
		const result = await postAction(post.action, formOf(post.entries));
		if (!result || result.type === 'error') sent.waiting.push(left);
		else if (result.type === 'failure') {
			const data = (result.data ?? {}) as Refused;
			if (data.sessionEnded) sent.waiting.push(left);
			// A first try arrived without our hearing of it.
			else if (post.kind === 'hand-in' && (data.isSubmitted || data.reason === 'submitted')) {
				dropDraft(key);
				sent.handedIn.push(address);
			} else {
				// The words themselves are kept apart, as saves.
				if (post.kind === 'hand-in') dropDraft(key);
				sent.refused.push({ ...left, message: data.message ?? data.form?.message ?? '' });
			}
		} else {
			dropDraft(key);
			if (post.kind === 'save') sent.saved += 1;
			else sent.handedIn.push(address);
		}
	}
	return sent;
}
