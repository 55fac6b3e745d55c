/*
 * Tells a demo database from any other: a setting says that it is one, whether it was filled to the
 * end, and who can sign in. The passwords are random for each installation and stand here only
 * because a demo prints them at every start.
 */
import { eq } from 'drizzle-orm';
import { db } from '$lib/server/db/client';
import { siteSetting, user } from '$lib/server/db/schema';
import type { DemoAccount } from './seed';

const key = 'demo';

export type StateOfDemo =
	{ is: 'empty' | 'in-use' | 'broken-off' } | { is: 'ready'; accounts: DemoAccount[] };

export async function stateOfDemo(): Promise<StateOfDemo> {
	const [mark] = await db().select().from(siteSetting).where(eq(siteSetting.key, key)).limit(1);
	if (mark) {
		const { accounts } = mark.value as { accounts: DemoAccount[] | null };
		return accounts ? { is: 'ready', accounts } : { is: 'broken-off' };
	}
	const people = await db().select({ id: user.id }).from(user).limit(1);
	return { is: people.length > 0 ? 'in-use' : 'empty' };
}

export async function markSeeding(now: Date): Promise<void> {
	await db()
		.insert(siteSetting)
		.values({ key, value: { accounts: null }, updatedAt: now });
}

export async function keepDemoAccounts(accounts: DemoAccount[], now: Date): Promise<void> {
	await db()
		.update(siteSetting)
		.set({ value: { accounts }, updatedAt: now })
		.where(eq(siteSetting.key, key));
}
