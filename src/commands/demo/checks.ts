/* What the demo class found when it checked entries of the ledger, written through the same door. */
import { writeCheck } from '$lib/annotations/ledger-checking.server';
import type { Verdict } from '$lib/annotations/ledger';
import type { Locale } from '$lib/i18n/local-text';
import checksFile from './checks.json';
import { actorOf, momentOf, stop, type DemoPlace } from './work';

interface DemoCheck {
	entry: string;
	student: string;
	at: string;
	verdict: Verdict;
	finding: string;
	source: string;
	lang: Locale;
}

export async function checkAsTheyDid(place: DemoPlace): Promise<void> {
	for (const { entry, student, at, lang, ...check } of checksFile as DemoCheck[]) {
		const actor = await actorOf(place, student);
		const first = { ...check, base: 0 };
		const written = await writeCheck(
			actor,
			place.moduleSlug,
			entry,
			first,
			lang,
			momentOf(at, place)
		);
		if (!written.ok) stop(`the check of ${student}: ${written.reason}`);
	}
}
