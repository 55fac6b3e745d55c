/* What the parts of the reducer and of deciding look like. */
import type {
	Decided,
	DebateState,
	EventBody,
	EventKind,
	Move,
	Person,
	PublicEvent,
	Refusal,
	Rules,
	Who
} from '../debate';

/** What an event of one kind changes; `undefined`: nothing. */
export type Change<K extends EventKind> = (
	state: DebateState,
	data: Extract<EventBody, { kind: K }>['data'],
	event: Pick<PublicEvent, 'seq' | 'at' | 'by'>,
	rules: Rules
) => Partial<DebateState> | undefined;

export type Changes = { [K in EventKind]?: Change<K> };

/** A debate as it stands when somebody asks for a move. */
export interface Asked {
	rules: Rules;
	state: DebateState;
	by: Who;
	/** Null: the machine. */
	person: Person | null;
	now: number;
}

/** The event that a move becomes, or why it does not. */
export type Judge<K extends Move['kind']> = (
	asked: Asked,
	move: Extract<Move, { kind: K }>
) => EventBody | Refusal;

export type Judges<K extends Move['kind'] = Move['kind']> = { [One in K]: Judge<One> };

export function decided(answer: EventBody | Refusal): Decided {
	return typeof answer === 'string' ? { ok: false, reason: answer } : { ok: true, event: answer };
}
