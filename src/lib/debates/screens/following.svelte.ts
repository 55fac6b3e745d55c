/*
 * A debate as an open page follows it: what the page came with, and then every event in its order, once,
 * however often and in whatever order they arrive. The time in it is the server's, counted on by
 * `performance.now()` alone, so that no clock of the device matters; it is measured again whenever the
 * device may have slept. Moves are sent with a key until the server has answered, and done once.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { DebateState, Move, Passage, Refusal, Rules, Told, Words } from '../debate';
import { emptyState, reduce } from '../reduce';
import type { Line, Posted } from './line';
import { bestOf, settled, type Offset, type Sample } from './offset';

/** As much of what a page comes with as following it needs. */
export interface Start {
	now: number;
	told: Told[];
	rules: Rules;
}

/** What is posted along with a move. */
export interface Given {
	body?: string;
	lang?: string;
	passages?: Passage[];
	why?: string;
}

const beat = 5000;
/** Without a sign for so long the page asks by itself. */
const silence = 30_000;
/** The time is measured again after so long, for a page that stays open all day. */
const stale = 120_000;
const samples = 5;
/** Between attempts to send a move. */
const retries = [500, 1000, 2000, 4000, 8000];

export class Following {
	readonly rules: Rules;
	state: DebateState = $state.raw(emptyState());
	words: Record<number, Words> = $state.raw({});
	names: Record<number, LocalText> = $state.raw({});
	/** The server is heard from. */
	isLive = $state(false);
	/** The line has been silent for a while; the page says so. */
	isLost = $state(false);
	/** One may not look any more. */
	isGone = $state(false);
	/** Moves on their way, and whether they wait for the line. */
	sending = $state(0);
	isWaiting = $state(false);
	/** Why the newest own move was not done. */
	refused: { reason: Refusal | 'empty' | null; message: string | null } | null = $state.raw(null);
	/** Counts up when something happened, by whichever event. */
	seq: number = $derived(this.state.seq);
	/** The newest event that was heard while the page was open. */
	heard: Told | null = $state.raw(null);

	/** Counts measurements that changed the time. */
	measured = $state(0);

	readonly #line: Line;
	#offset: Offset | null = null;
	/** Until something was measured: as the page was made. */
	#first: number;
	/** Events that came before others were there. */
	// eslint-disable-next-line svelte/prefer-svelte-reactivity -- nothing is drawn from it
	#early = new Map<number, Told>();
	#asking: Promise<void> | null = null;
	#measuring = false;
	#measuredAt = -Infinity;
	/** Of the stream. */
	#heardAt = 0;
	/** A stream that was refused is not asked for again before. */
	#retryAt = 0;
	#queue: Promise<unknown> = Promise.resolve();
	#givenUp = 0;
	#isStarted = false;
	#wake: () => void = () => undefined;

	constructor(start: Start, line: Line) {
		this.rules = start.rules;
		this.#line = line;
		this.#first = start.now - performance.now();
		this.#load(start.told);
	}

	/** The server's time, in milliseconds since 1970. */
	get now(): number {
		return performance.now() + (this.#offset?.ms ?? this.#first);
	}

	/** `now` is wrong by this many milliseconds at most; null until it has been measured. */
	get error(): number | null {
		return this.#offset?.error ?? null;
	}

	/** Begins to follow; returns how to end. */
	start(): () => void {
		this.#isStarted = true;
		let close: (() => void) | null = null;
		const listen = () => {
			const isWanted = document.visibilityState === 'visible' && !this.isGone;
			if (isWanted && performance.now() < this.#retryAt) return;
			if (isWanted === (close !== null)) return;
			close?.();
			close = null;
			this.isLive = false;
			if (isWanted) close = this.#listen(() => (close = null));
		};
		const resume = () => {
			this.#retryAt = 0;
			listen();
			this.#wake();
			if (document.visibilityState !== 'visible') return;
			void this.#ask();
			void this.measure();
		};
		listen();
		void this.measure();
		let last = performance.now();
		const timer = setInterval(() => {
			const at = performance.now();
			const isLate = at - last > 2 * beat;
			last = at;
			if (document.visibilityState !== 'visible') return;
			listen();
			if (isLate || at - this.#measuredAt > stale) void this.measure();
			// Without a stream, or with one that says nothing any more.
			if (!this.isGone && (close === null || at - this.#heardAt > silence)) void this.#ask();
		}, beat);
		const resumed = ['online', 'pageshow'];
		document.addEventListener('visibilitychange', resume);
		for (const event of resumed) addEventListener(event, resume);
		const offline = () => (this.isLost = true);
		addEventListener('offline', offline);
		return () => {
			this.#isStarted = false;
			close?.();
			clearInterval(timer);
			document.removeEventListener('visibilitychange', resume);
			for (const event of resumed) removeEventListener(event, resume);
			removeEventListener('offline', offline);
		};
	}

	/** Takes in what was told: in order, each once. What is missing is asked for. */
	take(told: readonly Told[]): void {
		this.#take(told);
		if (this.#early.size > 0) void this.#ask(true);
	}

	#take(told: readonly Told[]): void {
		for (const one of told) if (one.seq > this.state.seq) this.#early.set(one.seq, one);
		let next = this.#early.get(this.state.seq + 1);
		let mustReload = false;
		while (next) {
			this.#early.delete(next.seq);
			mustReload = this.#join(next) || mustReload;
			this.state = reduce(this.rules, this.state, next);
			this.heard = next;
			next = this.#early.get(this.state.seq + 1);
		}
		if (mustReload) void this.reload();
	}

	/** Everything anew: words may have come back, or gone. */
	async reload(): Promise<void> {
		const answer = await this.#line.ask(0);
		if (answer === 'gone') this.isGone = true;
		else if (answer) {
			const { seq } = this.state;
			this.#load(answer.told);
			// What came over the stream while the answer was on its way.
			if (this.state.seq < seq) void this.#ask();
		}
	}

	/** Asks for the time a few times and keeps what is known best. */
	async measure(): Promise<void> {
		if (this.#measuring || this.isGone) return;
		this.#measuring = true;
		const found: Sample[] = [];
		for (let n = 0; n < samples; n++) {
			const sentAt = performance.now();
			const answer = await this.#line.ask(this.state.seq);
			const receivedAt = performance.now();
			if (answer === null || answer === 'gone') {
				this.#unheard(answer);
				break;
			}
			found.push({ sentAt, now: answer.now, receivedAt });
			this.#hear();
			// The first answer already is better than the page's own making.
			this.#settle(bestOf(found));
			this.take(answer.told);
		}
		this.#measuring = false;
	}

	/**
	 * Sends a move until it is answered, after those before it. What it did arrives as an event; whether
	 * it was refused is also kept in `refused`.
	 */
	post(move: Move, given: Given = {}): Promise<Posted> {
		const key = randomKey();
		const { body, lang, passages, why } = given;
		const entries: [string, string][] = [
			['move', JSON.stringify(move)],
			['key', key],
			...(body === undefined ? [] : [['body', body] as [string, string]]),
			...(lang === undefined ? [] : [['lang', lang] as [string, string]]),
			...(passages ? [['passages', JSON.stringify(passages)] as [string, string]] : []),
			...(why === undefined ? [] : [['why', why] as [string, string]])
		];
		this.sending++;
		this.refused = null;
		const before = this.#queue;
		const posted = before.then(() => this.#send(entries, this.#givenUp));
		this.#queue = posted.catch(() => undefined);
		return posted.finally(() => this.sending--);
	}

	/** Whoever waited for the line does not want it any more. */
	giveUp(): void {
		this.#givenUp++;
		this.#wake();
	}

	async #send(entries: [string, string][], round: number): Promise<Posted> {
		for (let n = 0; round === this.#givenUp; n++) {
			const posted = await this.#line.post(entries);
			this.isWaiting = posted.kind === 'unreachable';
			if (posted.kind === 'done' && posted.seq > this.state.seq) await this.#ask(true);
			if (posted.kind === 'refused') {
				// Most likely the page was behind: what is so now comes with the answer to this.
				this.refused = { reason: posted.reason, message: posted.message };
				await this.#ask(true);
			}
			if (posted.kind !== 'unreachable') return posted;
			await this.#pause(retries[Math.min(n, retries.length - 1)] ?? 0);
		}
		this.isWaiting = false;
		return { kind: 'unreachable' };
	}

	/** Until the time is over, or the line may be back. */
	#pause(ms: number): Promise<void> {
		return new Promise((done) => {
			const timer = setTimeout(done, ms);
			this.#wake = () => {
				clearTimeout(timer);
				done();
			};
		});
	}

	#settle(found: Offset | null): void {
		const { now } = this;
		this.#offset = settled(this.#offset, found);
		if (!found) return;
		this.#measuredAt = performance.now();
		if (Math.abs(this.now - now) >= 1) this.measured++;
	}

	#listen(ended: () => void): () => void {
		const heard = () => {
			this.#heardAt = performance.now();
			this.#hear();
		};
		this.#heardAt = performance.now();
		return this.#line.listen(this.state.seq, {
			opened: heard,
			told: (told) => {
				heard();
				this.take(told);
				// Nothing happens later than now: this count stood still while the device slept.
				if (told.some(({ at }) => at > this.now + (this.error ?? 0))) void this.measure();
			},
			beat: (now) => {
				heard();
				if (now !== null && now > this.now + (this.error ?? 0)) void this.measure();
			},
			reload: () => void this.reload(),
			closed: () => {
				this.isLive = false;
				this.#retryAt = performance.now() + silence;
				ended();
			}
		});
	}

	/** @param isNeeded also while another question is under way: something is known to be missing */
	async #ask(isNeeded = false): Promise<void> {
		if (this.#asking) {
			await this.#asking;
			if (!isNeeded) return;
		}
		const asked = this.#line.ask(this.state.seq).then((answer) => {
			if (answer === null || answer === 'gone') return this.#unheard(answer);
			this.#hear();
			if (answer.reload) return this.reload();
			this.#take(answer.told);
			// A gap that the answer did not close: the page starts anew.
			if (this.#early.size > 0) return this.reload();
		});
		this.#asking = asked.then(() => undefined);
		await this.#asking;
		this.#asking = null;
	}

	#hear(): void {
		this.isLost = false;
		if (this.#isStarted) this.isLive = true;
	}

	#unheard(answer: 'gone' | null): void {
		this.isLive = false;
		this.isLost = true;
		if (answer === 'gone') this.isGone = true;
	}

	#load(told: readonly Told[]): void {
		this.words = {};
		let state = emptyState();
		for (const one of [...told].sort((a, b) => a.seq - b.seq)) {
			this.#join(one);
			if (one.seq === state.seq + 1) state = reduce(this.rules, state, one);
		}
		this.state = state;
		for (const seq of this.#early.keys()) if (seq <= state.seq) this.#early.delete(seq);
	}

	/** @returns whether words may stand elsewhere now than this event says */
	#join(one: Told): boolean {
		if (one.names) this.names = { ...this.names, ...one.names };
		if (one.words) this.words = { ...this.words, ...one.words };
		if (one.kind === 'hidden') {
			const { [one.data.c]: _hidden, ...others } = this.words;
			this.words = others;
		}
		return one.kind === 'erased' || (one.kind === 'shown' && !one.words?.[one.data.c]);
	}
}

/** Without `crypto.randomUUID`, which is not there where the address is not encrypted. */
function randomKey(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) =>
		byte.toString(16).padStart(2, '0')
	).join('');
}
