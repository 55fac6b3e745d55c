/*
 * The name under which somebody signs in to a class without an address: their own, and where another
 * one of the class has it, the name with the roll number. Kept folded. Pure.
 */
import { foldName } from '$lib/i18n/fold';

export type SignInNameFault = 'no-letters' | 'name-taken';

/** @param taken the folded names of the class */
export function chooseSignInName(
	{ name, rosterId }: { name: string; rosterId: string | null },
	taken: ReadonlySet<string>
): { ok: true; signInName: string } | { ok: false; reason: SignInNameFault } {
	const plain = foldName(name);
	if (plain === '') return { ok: false, reason: 'no-letters' };
	if (!taken.has(plain)) return { ok: true, signInName: plain };
	const numbered = rosterId === null ? plain : foldName(`${name} ${rosterId}`);
	return taken.has(numbered)
		? { ok: false, reason: 'name-taken' }
		: { ok: true, signInName: numbered };
}

/** What its owner has to type, as people write it. */
export function showSignInName({
	name,
	rosterId,
	signInName
}: {
	name: string;
	rosterId: string | null;
	signInName: string;
}): string {
	if (foldName(name) === signInName) return name;
	const numbered = `${name} ${rosterId ?? ''}`;
	return foldName(numbered) === signInName ? numbered : signInName;
}
