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

export function hasDrafts(): boolean {
	return (
		inStorage((storage) => Object.keys(storage).some((key) => key.startsWith(prefix))) ?? false
	);
}
