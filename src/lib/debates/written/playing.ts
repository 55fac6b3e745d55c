/* A debate in writing for tests: moves are decided and reduced as on the server, by a clock that is set. */
import type { DebateSettings, DebateState, EventBody, Move, Refusal, Rules, Who } from '../debate';
import { decide } from '../decide';
import type { Mode, Phase, PhaseKind } from '../format';
import { sampleRules } from '../flow/sample';
import { emptyState, reduce } from '../reduce';
import { followUps } from './going-on';

export const hour = 3_600_000;
/** A chair, one speaker for, one against, one who listens. */
export const [chair, pro, con, listener] = [1, 2, 3, 4] as const;

export function rulesOf(
	phases: [key: string, kind: PhaseKind, team: string | null, given?: Partial<Phase>][],
	settings: Partial<DebateSettings> = {}
): Rules {
	const rules = sampleRules(phases.map(([key, kind, team]) => [key, kind, team]));
	const format = {
		...rules.format,
		phases: rules.format.phases.map((phase, i) => ({ ...phase, ...phases[i]?.[3] }))
	};
	return { format, settings: { ...rules.settings, ...settings } };
}

export class Played {
	state: DebateState = emptyState();
	now = 1_800_000_000_000;
	words = 0;
	readonly rules: Rules;

	constructor(rules: Rules, mode: Mode = 'written') {
		this.rules = rules;
		const seat = (who: Who, role: 'chair' | 'speaker' | 'audience', team: string | null) => ({
			who,
			role,
			team,
			speaker: null,
			notes: false
		});
		const seats = [
			seat(chair, 'chair', null),
			seat(pro, 'speaker', 'for'),
			seat(con, 'speaker', 'against'),
			seat(listener, 'audience', null)
		];
		this.#take({ kind: 'opened', data: { mode, seats } }, chair);
	}

	get key(): string | undefined {
		return this.rules.format.phases[this.state.phase]?.key;
	}

	/** Null when it was done; otherwise why not. */
	move(by: Who, move: Move): Refusal | null {
		const decided = decide(this.rules, this.state, by, move, this.now);
		if (!decided.ok) return decided.reason;
		this.#take(decided.event, by);
		for (const event of followUps(this.rules, this.state, decided.event.kind, this.now))
			this.#take(event, 0);
		return null;
	}

	next(): Refusal | null {
		return this.move(chair, { kind: 'next', seen: this.state.chairSeq });
	}

	say(by: Who, as: Extract<Move, { kind: 'say' }>['as'] = 'speech', letters = 10): Refusal | null {
		const refused = this.move(by, { kind: 'say', as, to: null, c: this.words + 1, letters });
		if (refused === null) this.words++;
		return refused;
	}

	later(hours: number): void {
		this.now += hours * hour;
	}

	#take(event: EventBody, by: Who): void {
		const next = { ...event, seq: this.state.seq + 1, at: this.now, by };
		this.state = reduce(this.rules, this.state, next);
	}
}
