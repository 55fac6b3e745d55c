/*
 * Says to whoever listens, in this process and in every other one of the site, that something has
 * changed: a topic and a number, never words. Listeners read the database themselves. On SQLite
 * there is one process; on PostgreSQL all of it goes through NOTIFY, also to this process, so that
 * everybody hears the same. What was said while the line was down is not repeated: then, and when
 * listening begins, each listener hears `null`, which means "read again".
 */
import { AsyncResource } from 'node:async_hooks';
import { log } from '../log';
import { afterCommit, db, notices } from './client';

/** The number that was published, or null: something may have been missed, read again. */
export type Hear = (seq: number | null) => void;

const topicForm = /^[a-z][a-z0-9:/_-]{0,119}$/;
const listeners = new Map<string, Set<Hear>>();
/** Said here and not yet taken by the database; the first of them is on its way. */
const outgoing: string[] = [];
/** Databases whose notices are heard already: a test opens several, one after the other. */
const wired = new WeakSet<object>();

/**
 * Tells the listeners of a topic, once the transaction around it has committed. Never throws for a
 * line that is down: whoever listens reads again when it is back.
 * @param topic such as `jobs` or `debate:<id>`
 */
export function publish(topic: string, seq: number): void {
	if (!topicForm.test(topic) || !Number.isSafeInteger(seq))
		throw new Error('A notice is a short topic and a whole number.');
	afterCommit(() => {
		const line = notices();
		if (!line) {
			tell(topic, seq);
			return;
		}
		outgoing.push(`${topic} ${seq}`);
		if (outgoing.length === 1) void send();
	});
}

/** One statement at a time, so that notices of one process keep their order; bursts share one. */
async function send(): Promise<void> {
	await Promise.resolve();
	while (outgoing.length > 0) {
		const sent = outgoing.length;
		try {
			await notices()?.notify(outgoing.slice());
		} catch (cause) {
			log.warn({ err: cause }, 'notices could not be sent');
		}
		outgoing.splice(0, sent);
	}
}

/** Hears a topic until the returned function is called. */
export function subscribe(topic: string, hear: Hear): () => void {
	if (!topicForm.test(topic)) throw new Error('A topic is a short word.');
	wire();
	// Bound here: a listener does not run as part of the transaction or request that published.
	const bound = AsyncResource.bind(hear);
	const those = listeners.get(topic) ?? new Set();
	listeners.set(topic, those.add(bound));
	return () => {
		those.delete(bound);
		if (those.size === 0 && listeners.get(topic) === those) listeners.delete(topic);
	};
}

function wire(): void {
	const database = db();
	const line = notices();
	if (!line || wired.has(database)) return;
	wired.add(database);
	// A connection that is lost, or could not be made, is made again by the driver.
	line.listen(receive, tellAll).catch((cause: unknown) => {
		log.warn({ err: cause }, 'notices are not heard yet');
	});
}

/** Others may write to the channel too: what is no notice of ours is passed over. */
function receive(payload: string): void {
	const [topic = '', seq = ''] = payload.split(' ', 2);
	if (/^-?\d{1,16}$/.test(seq)) tell(topic, Number(seq));
}

function tellAll(): void {
	for (const topic of [...listeners.keys()]) tell(topic, null);
}

function tell(topic: string, seq: number | null): void {
	for (const hear of [...(listeners.get(topic) ?? [])])
		try {
			hear(seq);
		} catch (cause) {
			log.error({ err: cause, topic }, 'a listener failed');
		}
}
