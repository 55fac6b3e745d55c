import { describe, expect, it } from 'vitest';
import { bellsBetween, pointsAt, signalsAt, startedClock, waitingClock } from './clock';
import { britishParliamentary } from './formats/british-parliamentary';
import type { Phase } from './format';

const [first] = britishParliamentary.phases;
const phase = first as Phase;
const began = 1_000_000;
const clock = startedClock(waitingClock(phase), began);
const at = (seconds: number) => began + seconds * 1000;

describe('bells', () => {
	it('ring once, in the moment that they belong to', () => {
		expect(bellsBetween(phase, clock, at(59), at(60))).toEqual([{ at: 60_000, times: 1 }]);
		expect(bellsBetween(phase, clock, at(60), at(61))).toEqual([]);
		expect(bellsBetween(phase, clock, at(300), at(500))).toEqual([
			{ at: 360_000, times: 1 },
			{ at: 420_000, times: 2 }
		]);
	});

	it('wait for the clock, and stand still with it', () => {
		expect(bellsBetween(phase, waitingClock(phase), 0, at(900))).toEqual([]);
		const paused = { ...clock, pausedAt: at(50) };
		expect(bellsBetween(phase, paused, at(50), at(900))).toEqual([]);
	});

	it('of the end move with it when the chair gives more time, those of the beginning stay', () => {
		const longer = { ...clock, limit: 480_000 };
		expect(bellsBetween(phase, longer, at(0), at(900)).map((bell) => bell.at)).toEqual([
			60_000, 420_000, 480_000
		]);
		expect(pointsAt(phase, longer, at(400))).toBe('open');
	});
});

describe('signals', () => {
	it('say without a sound what the bells say', () => {
		expect(signalsAt(phase, waitingClock(phase), at(5))).toEqual({
			clock: 'waiting',
			points: 'protected',
			ending: false,
			over: false,
			rung: 0
		});
		expect(signalsAt(phase, clock, at(61))).toMatchObject({ points: 'open', rung: 1 });
		expect(signalsAt(phase, clock, at(361))).toMatchObject({ points: 'protected', ending: true });
		expect(signalsAt(phase, clock, at(421))).toMatchObject({ over: true, ending: false, rung: 3 });
		expect(signalsAt(phase, { ...clock, pausedAt: at(90) }, at(200)).clock).toBe('paused');
	});

	it('count nothing down where nothing is timed, and stand at nothing when a clock is set back', () => {
		const untimed = startedClock(waitingClock({ seconds: null }), began);
		expect(signalsAt(null, untimed, at(9000))).toMatchObject({ over: false, ending: false });
		expect(signalsAt(phase, clock, at(-500))).toMatchObject({ over: false, rung: 0 });
	});
});
