/*
 * A bell, made by the browser itself: two quiet partials that fade. It rings only after somebody has
 * switched it on, by the press that browsers ask for.
 */
export class Bell {
	#sound: AudioContext | null = null;

	/** In answer to a press. */
	async switchOn(): Promise<void> {
		this.#sound ??= new AudioContext();
		await this.#sound.resume();
		this.ring(1);
	}

	switchOff(): void {
		void this.#sound?.close();
		this.#sound = null;
	}

	ring(times: number): void {
		const sound = this.#sound;
		if (!sound) return;
		for (let n = 0; n < times; n++)
			for (const [tone, loudness] of [
				[880, 0.16],
				[2217, 0.05]
			] as const)
				strike(sound, tone, loudness, sound.currentTime + n * 0.45);
	}
}

function strike(sound: AudioContext, tone: number, loudness: number, at: number): void {
	const source = new OscillatorNode(sound, { frequency: tone });
	const fading = new GainNode(sound, { gain: 0 });
	fading.gain.setValueAtTime(0.0001, at);
	fading.gain.exponentialRampToValueAtTime(loudness, at + 0.01);
	fading.gain.exponentialRampToValueAtTime(0.0001, at + 1.6);
	source.connect(fading).connect(sound.destination);
	source.start(at);
	source.stop(at + 1.7);
}
