/*
 * The demo class.
 */

export interface DemoAccount {
	role: string;
	name: string;
	email: string;
	password: string;
}

/**
 * Fills an empty, migrated database.
 * @param log says what is being made, for whoever waits
 * @returns the accounts to print, the most useful first
 */
// eslint-disable-next-line @typescript-eslint/require-await -- the class comes with its own change
export async function seedDemo({
	log
}: {
	now: Date;
	log: (text: string) => void;
}): Promise<{ accounts: DemoAccount[] }> {
	log('The demo class has nobody in it yet.');
	return { accounts: [] };
}
