/*
 * The present moment on a page, by the server's time, as often as something that is shown changes with
 * it and no oftener: at each whole second of a clock that runs, else twice a minute.
 */
import type { Following } from './following.svelte';
import { untilChange } from './clock-face';

const idle = 30_000;
const second = 1000;

export class Ticking {
	now = $state(0);
	readonly #following: Following;

	constructor(following: Following) {
		this.#following = following;
		this.now = following.now;
	}

	/** Until something else happens, or the time is measured; returns how to end. */
	run(): () => void {
		let frame = 0;
		let timer: ReturnType<typeof setTimeout> | undefined;
		const show = () => {
			this.now = this.#following.now;
			timer = setTimeout(() => (frame = requestAnimationFrame(show)), this.#wait());
		};
		frame = requestAnimationFrame(show);
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(timer);
		};
	}

	#wait(): number {
		const { clock, pools } = this.#following.state;
		const runs = Object.values(pools).some(({ since }) => since !== null);
		return untilChange(clock, this.now) ?? (runs ? second : idle);
	}
}
