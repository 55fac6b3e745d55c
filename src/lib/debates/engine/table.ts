/* A debate at a table, for tests: everybody has a place, and moves become events as on the server. */
import {
	usualSettings,
	type Decided,
	type DebateSettings,
	type DebateState,
	type EventBody,
	type Move,
	type PublicEvent,
	type Rules,
	type Seat,
	type Who
} from '../debate';
import { decide } from '../decide';
import type { FormatBody, Mode } from '../format';
import { emptyState, reduce } from '../reduce';

export const [chair, secondChair, judge, notesTaker, listener] = [1, 2, 3, 4, 5] as const;
export const start = 1_800_000_000_000;

/** Two chairs, a judge, a listener who takes notes, three who listen, and everybody whom a format has. */
export function seatsOf(format: FormatBody): Seat[] {
	const plain = { team: null, speaker: null, notes: false };
	const seats: Omit<Seat, 'who'>[] = [
		{ role: 'chair', ...plain },
		{ role: 'chair', ...plain },
		{ role: 'judge', ...plain },
		{ role: 'audience', ...plain, notes: true },
		...Array.from({ length: 4 }, () => ({ role: 'audience' as const, ...plain })),
		...format.teams.flatMap(({ key, speakers }) =>
			speakers.map((speaker) => ({
				role: 'speaker' as const,
				team: key,
				speaker: speaker.key,
				notes: false
			}))
		)
	];
	return seats.map((seat, index) => ({ who: index + 1, ...seat }));
}

export class Table {
	readonly rules: Rules;
	readonly events: PublicEvent[] = [];
	state: DebateState = emptyState();
	now = start;

	constructor(format: FormatBody, mode: Mode = 'spoken', settings: Partial<DebateSettings> = {}) {
		this.rules = { format, settings: { ...usualSettings, ...settings } };
		this.happen({ kind: 'opened', data: { mode, seats: seatsOf(format) } });
	}

	/** Who has a place of a team, first of them. */
	who(team: string, speaker?: string): Who {
		const found = Object.values(this.state.people).find(
			(p) => p.team === team && (speaker === undefined || p.speaker === speaker)
		);
		return found?.who ?? -1;
	}

	get seen(): number {
		return this.state.chairSeq;
	}

	get key(): string | null {
		return this.rules.format.phases[this.state.phase]?.key ?? null;
	}

	happen(body: EventBody, by: Who = 0): void {
		const event = { ...body, seq: this.state.seq + 1, at: this.now, by };
		this.events.push(event);
		this.state = reduce(this.rules, this.state, event);
	}

	try(by: Who, move: Move): Decided {
		const decided = decide(this.rules, this.state, by, move, this.now);
		if (decided.ok) this.happen(decided.event, by);
		return decided;
	}

	/** Why it was refused; `ok`: it was done. */
	move(by: Who, move: Move): string {
		const decided = this.try(by, move);
		return decided.ok ? 'ok' : decided.reason;
	}

	/** The chair's, having seen the newest act. */
	act(kind: 'next' | 'start' | 'pause' | 'resume' | 'undo' | 'end'): string {
		return this.move(chair, { kind, seen: this.seen });
	}

	/** On to a phase, by its key. */
	to(key: string): this {
		const index = this.rules.format.phases.findIndex((phase) => phase.key === key);
		this.move(chair, { kind: 'go', index, seen: this.seen });
		return this;
	}

	wait(seconds: number): this {
		this.now += seconds * 1000;
		return this;
	}

	say(by: Who, as: Extract<Move, { kind: 'say' }>['as'], to: number | null = null, letters = 5) {
		const c = this.state.seq + 1;
		return this.move(by, { kind: 'say', as, to, c, letters });
	}

	argue(by: Who, phase: number): number {
		const c = this.state.seq + 1;
		this.move(by, { kind: 'argue', c, phase, row: c });
		return c;
	}
}
