/*
 * The copies of modules that were saved on this device, as pages see them: which are there, and how
 * they go. Small, because every page asks whose they are.
 */
import {
	contentsAddress,
	copiesOf,
	copiesOfOthers,
	doubt,
	readName,
	type Contents
} from './saved-module';

/** Without encryption a browser saves no pages. */
export function canSavePages(): boolean {
	return isSecureContext && 'serviceWorker' in navigator && 'caches' in window;
}

/** Storage may be off or forbidden; then nothing is saved. */
async function names(): Promise<string[]> {
	return canSavePages() ? caches.keys().catch(() => []) : [];
}

async function drop(some: readonly string[]): Promise<void> {
	await Promise.all(some.map((name) => caches.delete(name)));
	if (some.length === 0 || (await names()).some((name) => readName(name) !== null)) return;
	// Nothing is saved any more, so that nothing stands between the pages and the server.
	const registration = await navigator.serviceWorker.getRegistration('/');
	await registration?.unregister();
}

/** What is saved of a module, if all of it is. */
export async function savedCopy(person: string, base: string): Promise<Contents | null> {
	for (const name of copiesOf(base, await names()).reverse()) {
		const cache = await caches.open(name);
		const found = await cache.match(contentsAddress);
		if (found && readName(name)?.person === person) return (await found.json()) as Contents;
	}
	return null;
}

export async function forgetCopy(base: string): Promise<void> {
	await drop(copiesOf(base, await names()));
}

/** At sign-out. */
export async function forgetCopies(): Promise<void> {
	await drop((await names()).filter((name) => readName(name) !== null || name === doubt));
}

/** Said by every page of somebody who is signed in: what others saved here goes. */
export async function keepOnlyCopiesOf(person: string): Promise<void> {
	const all = await names();
	await drop(copiesOfOthers(person, all));
	if (all.includes(doubt)) await caches.delete(doubt);
}
