/*
 * Whether anything was left on this device: all that the frame of every page needs to know. Small,
 * because every page loads it.
 */

/** Before the key of every draft in the storage of the browser. */
export const prefix = 'standpoint:draft:';

/** Said on the window when something was left to be sent, so that the sender wakes up. */
export const leftOverEvent = 'standpoint:left-over';

/** Storage may be off, full or forbidden; then there are simply no drafts. */
export function inStorage<T>(use: (storage: Storage) => T): T | null {
	try {
		return typeof localStorage === 'undefined' ? null : use(localStorage);
	} catch {
		return null;
	}
}

/** @param of how their keys begin; without it any draft counts */
export function hasDrafts(of = ''): boolean {
	return (
		inStorage((storage) => Object.keys(storage).some((key) => key.startsWith(prefix + of))) ?? false
	);
}

/** How the keys of drafts begin that a page of this window will take up, as soon as it can. */
const awaited = new Set<string>();

/** @returns no longer */
export function awaitDrafts(of: string): () => void {
	awaited.add(of);
	return () => awaited.delete(of);
}

export function isAwaited(key: string): boolean {
	return [...awaited].some((of) => key.startsWith(of));
}
