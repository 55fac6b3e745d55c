/*
 * What pages send as a move: a JSON text in one field, so that a plain button can carry it, and the
 * words beside it. The numbers that are the server's to give may be left out.
 */
import { z } from 'zod';
import { choice, line, text } from '$lib/forms/fields.schema.server';
import { m } from '$lib/paraglide/messages';
import { roles, saidAs, type Move } from '../debate';

const number = z.number().int().min(0).max(1_000_000_000);
const signed = z.number().int().min(-1_000_000_000).max(1_000_000_000);
const moment = z.number().int().min(0).max(8_640_000_000_000);
const key = z.string().regex(/^[\w-]{1,60}$/);
const who = number;
const seen = number;
const c = number;
/** The server's own to fill in. */
const given = number.default(0);

const seat = z.object({
	who,
	role: z.enum(roles),
	team: key.nullable(),
	speaker: key.nullable(),
	notes: z.boolean()
});

const kind = <const Kind extends Move['kind'], Shape extends z.ZodRawShape>(
	name: Kind,
	shape: Shape
) => z.object({ kind: z.literal(name), ...shape });

const moves = z.discriminatedUnion('kind', [
	kind('next', { seen }),
	kind('go', { index: number, seen }),
	kind('start', { seen }),
	kind('pause', { seen }),
	kind('resume', { seen }),
	kind('adjust', { ms: signed, seen }),
	kind('extend', { dueAt: moment, seen }),
	kind('undo', { seen }),
	kind('mode', { mode: z.enum(['spoken', 'written']), seen }),
	kind('end', { seen }),
	kind('toss', { team: key.nullable(), seen }),
	kind('miss', { index: number }),
	kind('call', { who }),
	kind('seat', { seat }),
	kind('mute', { who, on: z.boolean() }),
	kind('remove', { who, on: z.boolean() }),
	kind('hide', { c, on: z.boolean() }),
	kind('spokesperson', { who, corner: key }),
	kind('rotate', { inner: z.array(who).max(60) }),
	kind('publish', { what: z.enum(['votes', 'ballots']) }),
	kind('pick', {
		side: z.enum(['for', 'against']).nullable(),
		order: z.enum(['first', 'second']).nullable()
	}),
	kind('pool', { team: key, runs: z.boolean() }),
	kind('ask-floor', {}),
	kind('leave-floor', {}),
	kind('yield', {}),
	kind('point', { what: z.enum(['offer', 'withdraw']) }),
	kind('answer-point', { who, take: z.boolean() }),
	kind('say', { as: z.enum(saidAs), to: number.nullable(), c: given, letters: given }),
	kind('accept', { on: z.boolean() }),
	kind('draft', { c: given, version: given, builtOn: number }),
	kind('sign', { version: number }),
	kind('sit', {}),
	kind('stand', {}),
	kind('walk', { corner: key }),
	kind('argue', { c: given, phase: number, row: signed }),
	kind('reword', { c, version: number }),
	kind('place', { c, phase: number, row: signed }),
	kind('link', { c, to: c, relation: z.enum(['supports', 'attacks', 'undercuts']) }),
	kind('unlink', { c, to: c }),
	kind('strike', { c, on: z.boolean() })
]) satisfies z.ZodType<Move>;

const chosen = z.object({
	versionId: z.string().regex(/^[\w:.-]{1,80}$/),
	paragraphId: z.string().regex(/^[\w:.-]{1,80}$/),
	start: number,
	end: number,
	exact: z.string().max(4000).nullable().default(null)
});

/** A field that holds JSON of a shape; an absent one is `absent`. */
function jsonOf<Shape extends z.ZodType>(shape: Shape, absent?: string) {
	return z.preprocess(
		(v) => (absent !== undefined && (v === undefined || v === '') ? absent : v),
		z
			.string({ error: () => m.forms_missing() })
			.max(20_000)
			.transform((sent, context): z.output<Shape> => {
				const read = shape.safeParse(parsed(sent));
				if (read.success) return read.data;
				context.addIssue({ code: 'custom', message: m.forms_unknown_choice() });
				return z.NEVER;
			})
	);
}

/** Lists that came in several fields, as from boxes that were ticked, are one list. */
function joined(sent: unknown): unknown {
	if (!Array.isArray(sent)) return sent;
	const lists = sent.map((one) => (typeof one === 'string' ? parsed(one || '[]') : undefined));
	return lists.every((one) => Array.isArray(one)) ? JSON.stringify(lists.flat()) : '';
}

function parsed(sent: string): unknown {
	try {
		return JSON.parse(sent);
	} catch {
		return undefined;
	}
}

/** Of one contribution, in characters; formats allow less. */
export const longestWords = 20_000;

export const moveSchema = z.object({
	move: jsonOf(moves),
	key: line({ most: 60, least: 0 }),
	body: text({ most: longestWords }),
	lang: choice(['en', 'ur']).optional(),
	passages: z.preprocess(joined, jsonOf(z.array(chosen), '[]')),
	why: line({ most: 500, least: 0 })
});
