/*
 * A debate as rows, for databases of servers that run, and people who follow it over the network:
 * they keep what they hear, come back by themselves when the line breaks, and say what they know.
 */
import { request } from 'node:http';
import { newCourseToken } from '$lib/accounts/tokens.server';
import { usualSettings, type Move, type Rules, type Seat, type Told } from '$lib/debates/debate';
import { formats } from '$lib/debates/formats';
import { newId } from '$lib/server/db/id';

const format = formats.oxford;
if (!format) throw new Error('There is no format to debate by.');
export const rules: Rules = { format, settings: usualSettings };

export interface Found {
	courseId: string;
	moduleId: string;
	motionId: string;
	motionVersion: number;
}

export interface Placed extends Omit<Seat, 'who' | 'notes'> {
	enrolmentId: string;
}

/** A column's value; what is neither a plain value nor a moment is JSON. */
export type Row = Record<string, unknown>;

/** An open debate with these people, numbered from 1, and the key of a link for its screen. */
export function debateRows(
	{ courseId, moduleId, motionId, motionVersion }: Found,
	slug: string,
	people: readonly Placed[],
	now: Date
): { rows: [table: string, row: Row][]; id: string; key: string } {
	const [id, roundId] = [newId(), newId()];
	const { token, hash } = newCourseToken(courseId);
	const seats = people.map(({ role, team, speaker }, i) => ({
		who: i + 1,
		role,
		team,
		speaker,
		notes: false
	}));
	const by = people[0]?.enrolmentId ?? '';
	const its = { course_id: courseId, debate_id: id };
	return {
		id,
		key: token,
		rows: [
			[
				'debate_round',
				{
					course_id: courseId,
					id: roundId,
					module_id: moduleId,
					title: slug,
					drawn: { seed: 'seed', rooms: null, wish: 'none', sections: 'mixed', groupId: null },
					told_at: now,
					created_by: by,
					created_at: now
				}
			],
			[
				'debate',
				{
					course_id: courseId,
					id,
					module_id: moduleId,
					round_id: roundId,
					slug,
					room: slug,
					order: 1,
					motion_id: motionId,
					motion_version: motionVersion,
					format,
					format_key: 'oxford',
					format_version: 1,
					settings: usualSettings,
					mode: 'spoken',
					state: 'open',
					seq: 1,
					people: people.length,
					contributions: 0,
					opened_at: now,
					created_at: now
				}
			],
			...people.map(({ enrolmentId, role, team, speaker }, i): [string, Row] => [
				'debate_person',
				{
					...its,
					number: i + 1,
					enrolment_id: enrolmentId,
					role,
					team,
					speaker,
					takes_notes: false,
					why: '',
					is_absent: false,
					shown_as: { en: `Person ${i + 1}` },
					joined_at: now
				}
			]),
			[
				'debate_event',
				{ ...its, seq: 1, kind: 'opened', at: now, by: 1, data: { mode: 'spoken', seats } }
			],
			[
				'screen_link',
				{
					...its,
					id: newId(),
					token_hash: hash,
					created_by: by,
					created_at: now,
					expires_at: new Date(now.getTime() + 86_400_000)
				}
			]
		]
	};
}

/** Values as SQLite holds them. */
export function forSqlite(row: Row): [columns: string[], values: unknown[]] {
	const values = Object.values(row).map((value) =>
		value instanceof Date
			? value.getTime()
			: typeof value === 'boolean'
				? Number(value)
				: typeof value === 'object' && value !== null
					? JSON.stringify(value)
					: value
	);
	return [Object.keys(row).map((name) => `"${name}"`), values];
}

export interface Answer {
	now: number;
	told: Told[];
	reload?: true;
}

/** Everything that the server tells now. */
export async function allOf(events: string, cookie = ''): Promise<Answer> {
	const headers = { accept: 'application/json', cookie };
	const response = await fetch(events, { headers });
	if (!response.ok) throw new Error(`events were answered with ${response.status}`);
	return (await response.json()) as Answer;
}

export interface Sent {
	move: Move;
	key: string;
	body?: string;
}

/**
 * Posts a move as scripts do.
 * @param page of the debate
 * @returns its seq once it is acknowledged; throws a `TypeError` when the line breaks
 */
export async function postMove(
	page: string,
	cookie: string,
	{ move, key, body }: Sent
): Promise<number> {
	const fields = { move: JSON.stringify(move), key, ...(body ? { body, lang: 'en' } : {}) };
	const response = await fetch(`${page}?/move`, {
		method: 'POST',
		headers: {
			origin: new URL(page).origin,
			accept: 'application/json',
			'x-sveltekit-action': 'true',
			cookie
		},
		body: new URLSearchParams(fields)
	});
	const text = await response.text();
	const { type, data } = JSON.parse(text) as { type: string; data: string };
	if (type !== 'success') throw new Error(`a move was answered with ${text.slice(0, 300)}`);
	// Values stand in one list, objects name their places in it.
	const values = JSON.parse(data) as [{ moved: number }, ...unknown[]];
	const moved = values[values[0].moved] as { seq: number };
	return values[moved.seq] as number;
}

/** Somebody who follows a debate as `EventSource` does. */
export class Follower {
	readonly told: Told[] = [];
	/** When each event came, by `performance.timeOrigin` and the page's own count. */
	readonly came: number[] = [];
	/** Times that the line broke. */
	breaks = 0;
	reloads = 0;
	refused = 0;
	#end: () => void = () => undefined;
	#isOver = false;

	/** @param address of the events, asked anew each time: another server may have taken over */
	constructor(
		private readonly address: () => string,
		private readonly cookie = '',
		private readonly pause = 100
	) {
		this.#listen();
	}

	get last(): number {
		return this.told.at(-1)?.seq ?? 0;
	}

	#listen(): void {
		if (this.#isOver) return;
		let isOpen = true;
		const again = () => {
			if (!isOpen) return;
			isOpen = false;
			if (this.#isOver) return;
			this.breaks++;
			setTimeout(() => {
				this.#listen();
			}, this.pause);
		};
		const headers = {
			accept: 'text/event-stream',
			cookie: this.cookie,
			...(this.last > 0 ? { 'last-event-id': String(this.last) } : {})
		};
		const asked = request(this.address(), { headers, agent: false }, (response) => {
			if (response.statusCode !== 200) {
				this.refused++;
				response.resume();
				return;
			}
			let rest = '';
			response.setEncoding('utf8');
			response.on('data', (chunk: string) => {
				const messages = (rest + chunk).split('\n\n');
				rest = messages.pop() ?? '';
				for (const message of messages) this.#hear(message);
			});
			response.on('error', () => undefined);
			response.on('close', again);
		});
		asked.on('error', again);
		asked.on('close', again);
		asked.end();
		this.#end = () => asked.destroy();
	}

	#hear(message: string): void {
		if (message.startsWith('event: reload')) this.reloads++;
		if (!message.startsWith('id: ')) return;
		this.came.push(performance.timeOrigin + performance.now());
		this.told.push(JSON.parse(message.slice(message.indexOf('\ndata: ') + 7)) as Told);
	}

	stop(): void {
		this.#isOver = true;
		this.#end();
	}
}
