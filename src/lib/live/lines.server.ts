/*
 * Lines that stay open to pages (`EventSource`): as many of one holder as a browser can use, a sign of
 * life every few seconds, and an end after a while, so that nobody holds one for ever. One clock of
 * this process turns for all of them; what falls due is spread, also for a class that came at once.
 */

/** How long a line lasts at most, and how often it shows at least that it stands, in milliseconds. */
export const lasting = 5 * 60_000;
export const beating = 15_000;
/** Lines of one person at once, in one process; further pages ask every few seconds. */
export const mostLines = 6;

const tick = 1000;
const ticksOfBeat = beating / tick;
const ticksOfLine = lasting / tick;
/** Over so many ticks the ends of lines that began together are spread. */
const spread = 60;
/** Pieces that wait for a page that does not take them; then its line ends, and it comes back. */
const mostWaiting = 500;

export interface Line {
	say(words: string | Uint8Array): void;
	/** For good: the page asks anew, and is told why not if it may not. */
	end(): void;
	readonly isOver: boolean;
}

export interface Following {
	/** Due every `beating`: says that the line stands, or ends it. */
	beat(): void;
	/** The line has ended. */
	leave(): void;
}

interface Open extends Following {
	line: Line;
	beatsAt: number;
	endsAt: number;
}

const encoder = new TextEncoder();
const held = new Map<string, number>();
const lines = new Set<Open>();
let ticks = 0;
let begun = 0;
let clock: NodeJS.Timeout | null = null;

function turn(): void {
	ticks++;
	for (const one of lines) {
		if (ticks >= one.endsAt) one.line.end();
		else if (ticks >= one.beatsAt) {
			one.beatsAt += ticksOfBeat;
			one.beat();
		}
	}
}

function enter(one: Open): void {
	lines.add(one);
	clock ??= setInterval(turn, tick).unref();
}

function leave(one: Open): void {
	lines.delete(one);
	if (lines.size > 0 || !clock) return;
	clearInterval(clock);
	clock = null;
}

/**
 * A line, or null when its holder has as many as they may.
 * @param holder whose lines are counted together
 * @param begin starts to follow something; what it says at once comes after the greeting
 */
export function openLine(
	holder: string,
	begin: (line: Line) => Following,
	most = mostLines
): ReadableStream<Uint8Array> | null {
	const open = held.get(holder) ?? 0;
	if (open >= most) return null;
	held.set(holder, open + 1);
	const turnOf = begun++;
	let isOver = false;
	let end: (isLeft?: boolean) => void = () => undefined;

	return new ReadableStream<Uint8Array>({
		start(controller) {
			const line: Line = {
				say(words) {
					if (isOver) return;
					controller.enqueue(typeof words === 'string' ? encoder.encode(words) : words);
					if ((controller.desiredSize ?? 0) < -mostWaiting) end();
				},
				end: () => {
					end();
				},
				get isOver() {
					return isOver;
				}
			};
			let one: Open | null = null;
			end = (isLeft = false) => {
				if (isOver) return;
				isOver = true;
				const left = (held.get(holder) ?? 1) - 1;
				if (left > 0) held.set(holder, left);
				else held.delete(holder);
				if (one) {
					leave(one);
					one.leave();
				}
				if (!isLeft) controller.close();
			};
			// Whoever loses the line comes back within seconds, and not all at the same moment.
			line.say(`retry: ${2000 + ((turnOf * 619) % 3000)}\n${beat()}`);
			const following = begin(line);
			one = {
				line,
				beat: () => {
					following.beat();
				},
				leave: () => {
					following.leave();
				},
				beatsAt: ticks + 1 + (turnOf % ticksOfBeat),
				endsAt: ticks + ticksOfLine - (turnOf % spread)
			};
			if (isOver) one.leave();
			else enter(one);
		},
		cancel() {
			end(true);
		}
	});
}

/** What shows that a line stands, with the server's clock. */
export function beat(): string {
	return `event: beat\ndata: ${Date.now()}\n\n`;
}

/** Of the answer that holds a line. */
export const streamHeaders = {
	'content-type': 'text/event-stream; charset=utf-8',
	'cache-control': 'private, no-cache, no-transform',
	'x-accel-buffering': 'no'
};

/** `EventSource` asks so; everything else gets an answer that ends. */
export function wantsStream(request: Request): boolean {
	return request.headers.get('accept')?.includes('text/event-stream') ?? false;
}
