/* How news of one's courses comes by mail; what is sent, and when, is the notices' business. */
import { eq } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { authorize, notFound, personOf } from '$lib/access/refuse';
import { db } from '$lib/server/db/client';
import { user } from '$lib/server/db/schema';
import { hasMailbox, isMailSent } from '$lib/server/mail';
import type { NewsChoice } from './account';

/** Null where no mail would come. */
export async function newsChoiceOf(actor: Actor): Promise<NewsChoice | null> {
	const { id, email } = personOf(actor);
	if (!isMailSent() || !hasMailbox(email)) return null;
	const [found] = await db()
		.select({ choice: user.mailNotices })
		.from(user)
		.where(eq(user.id, id))
		.limit(1);
	return found?.choice ?? notFound();
}

export async function chooseNews(actor: Actor, choice: NewsChoice, now: Date): Promise<void> {
	authorize(actor, 'account.change');
	await db()
		.update(user)
		.set({ mailNotices: choice, updatedAt: now })
		.where(eq(user.id, personOf(actor).id));
}
