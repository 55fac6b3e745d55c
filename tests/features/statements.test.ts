/*
 * No query for each row: a page asks the database as often for a class of fifteen as for a class of
 * five. Counted where statements leave for the engine, at a visit when they are prepared and what
 * everybody shares is kept; whatever a load asks twice for a row would show as one more for each.
 */
import type { RequestEvent } from '@sveltejs/kit';
import Native from 'libsql';
import type postgres from 'postgres';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { identify } from '$lib/access/identify.server';
import { writeCheck } from '$lib/annotations/ledger-checking.server';
import { replyTo } from '$lib/annotations/replying.server';
import { groupsFor } from '$lib/modules/groups.server';
import { addGroup, movePerson } from '$lib/modules/regrouping.server';
import { saveAnswers, setToAnswer } from '$lib/questions/answering.server';
import { questionsToMark } from '$lib/questions/marking.server';
import { submitSet } from '$lib/questions/submitting.server';
import { markReady } from '$lib/reviews/marking.server';
import { queueFilter } from '$lib/reviews/queue';
import { queueFor } from '$lib/reviews/queue.server';
import { release } from '$lib/reviews/releasing.server';
import { db } from '$lib/server/db/client';
import { session } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { load as frame } from '../../src/routes/(signed-in)/courses/[course]/+layout.server';
import { load as moduleFrame } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/+layout.server';
import { load as path } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/+page.server';
import { load as sets } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/questions/+page.server';
import { load as set } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/questions/[set]/+page.server';
import { load as classmates } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/questions/[set]/classmates/[question]/+page.server';
import { load as reading } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/+page.server';
import { load as group } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/group/+page.server';
import { load as ledger } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/ledger/+page.server';
import { load as entry } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/ledger/[entry]/+page.server';
import { load as moduleNotes } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/notes/+page.server';
import { load as heat } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/heat/+page.server';
import { load as notes } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/notes/+page.server';
import { GET as changed } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/notes/changed/+server';
import { GET as notesData } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/notes/data/+server';
import { GET as notesExport } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/notes/export/+server';
import { load as print } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/[reading]/print/+page.server';
import { load as compare } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/readings/compare/+page.server';
import { load as search } from '../../src/routes/(signed-in)/courses/[course]/modules/[module]/search/+page.server';
import { load as groups } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/groups/+page.server';
import { GET as notesCsv } from '../../src/routes/(staff)/courses/[course]/modules/[module]/edit/notes/csv/+server';
import { load as gradebook } from '../../src/routes/(staff)/courses/[course]/gradebook/+page.server';
import { GET as gradebookCsv } from '../../src/routes/(staff)/courses/[course]/gradebook/csv/+server';
import { load as grades } from '../../src/routes/(signed-in)/courses/[course]/grades/+page.server';
import { load as table } from '../../src/routes/(staff)/courses/[course]/modules/[module]/insights/+page.server';
import { load as queue } from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/+page.server';
import { load as screen } from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/[position]/+page.server';
import { load as marking } from '../../src/routes/(staff)/courses/[course]/modules/[module]/review/answers/[question]/+page.server';
import { load as people } from '../../src/routes/(staff)/courses/[course]/people/+page.server';
import { checkOf } from '../access/world';
import { testDatabase } from '../support/database';
import { Browser, type Visit } from '../support/visit';
import { address, aNote } from '../support/notes';
import { aClass, aWriter, written, type Class } from '../support/writers';

const asked = vi.hoisted((): string[] => []);

// Before the database is opened: from then on each engine's own client is told apart by nobody.
const prepare = Object.getOwnPropertyDescriptor(Native.prototype, 'prepare')?.value as (
	this: unknown,
	sql: string
) => { all: (...args: unknown[]) => unknown };
Native.prototype.prepare = function (this: unknown, sql: string) {
	const statement = prepare.call(this, sql);
	const all = statement.all.bind(statement);
	statement.all = (...args) => {
		if (!sql.startsWith('PRAGMA')) asked.push(sql);
		return all(...args);
	};
	return statement;
} as never;
vi.mock('postgres', async (original) => {
	const { default: connect } = await original<{ default: typeof postgres }>();
	return {
		default: (...given: Parameters<typeof connect>) => {
			const sql = connect(...given);
			const { unsafe } = sql;
			sql.unsafe = (statement, ...rest) => {
				asked.push(statement);
				return unsafe(statement, ...rest);
			};
			return sql;
		}
	};
});

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const module = 'hard-state-soft-state';
const all = queueFilter(new URLSearchParams());
/** So many that figures of the class are shown to both. */
const [few, many] = [5, 15];

/** Somebody who is signed in already; the lookup of the session is counted by itself. */
class SignedIn extends Browser {
	constructor(readonly who: Actor) {
		super();
	}
	override actor(): Promise<Actor> {
		return Promise.resolve(this.who);
	}
	override async event(visit: Visit): Promise<RequestEvent> {
		const event = await super.event(visit);
		return Object.assign(event, { parent: () => frame(event as never) });
	}
}

interface Shown {
	who: 'student' | 'instructor';
	loads: unknown[];
	params?: Record<string, string>;
	query?: string;
}

const onReading = { reading: 'taliban-talks' };
/** The entry that everybody checks. */
const checked = 'sixteen-soldiers';

const pages: Record<string, Shown> = {
	'the frame of a course': { who: 'student', loads: [frame, moduleFrame] },
	'a reading': { who: 'student', loads: [reading], params: { reading: 'taliban-talks' } },
	'a question set': { who: 'student', loads: [set], params: { set: 'before' } },
	'classmates’ answers': {
		who: 'student',
		loads: [classmates],
		params: { set: 'taliban-talks', question: 'Q02b' }
	},
	'the sets of a module': { who: 'student', loads: [sets] },
	'the path': { who: 'student', loads: [path] },
	'notes on a reading': { who: 'student', loads: [notes], params: onReading },
	'notes on a reading, for staff': { who: 'instructor', loads: [notes], params: onReading },
	'notes as data': { who: 'student', loads: [notesData], params: onReading },
	'whether notes have changed': { who: 'student', loads: [changed], params: onReading },
	'notes to take along': { who: 'student', loads: [notesExport], params: onReading },
	'notes of a module': { who: 'student', loads: [moduleNotes] },
	'notes of a module, as a table': { who: 'instructor', loads: [notesCsv] },
	'a reading to print': {
		who: 'student',
		loads: [print],
		params: onReading,
		query: 'whose=all'
	},
	'where a class marks': { who: 'student', loads: [heat], params: onReading },
	'where a class marks, for staff': { who: 'instructor', loads: [heat], params: onReading },
	'what search finds in readings': { who: 'student', loads: [search], query: 'q=talks' },
	'what search finds in notes': { who: 'student', loads: [search], query: 'q=kestrel&in=notes' },
	'the ledger': { who: 'student', loads: [ledger] },
	'an entry of the ledger': { who: 'student', loads: [entry], params: { entry: checked } },
	'an entry of the ledger, for staff': {
		who: 'instructor',
		loads: [entry],
		params: { entry: checked }
	},
	'two readings side by side': { who: 'student', loads: [compare] },
	'a group': { who: 'student', loads: [group] },
	'the groups': { who: 'instructor', loads: [groups] },
	'a question set, for staff': { who: 'instructor', loads: [set], params: { set: 'before' } },
	'the queue': { who: 'instructor', loads: [queue] },
	'the review screen': { who: 'instructor', loads: [screen] },
	'the gradebook': { who: 'instructor', loads: [gradebook] },
	'the gradebook by total': { who: 'instructor', loads: [gradebook], query: 'sort=total' },
	'what is missing in the gradebook': {
		who: 'instructor',
		loads: [gradebook],
		query: 'only=missing&search=p'
	},
	'the gradebook as a table': { who: 'instructor', loads: [gradebookCsv] },
	'one’s own grades': { who: 'student', loads: [grades] },
	'the class table': { who: 'instructor', loads: [table] },
	'the answers to a question': { who: 'instructor', loads: [marking] },
	'the people of a course': { who: 'instructor', loads: [people] }
};

let course: Class;
let first: { student: Actor; id: string };
/** The id of a question that is marked. */
let marked: string;
/** The note that everybody replies to. */
let replied = '';
/** Everybody reads together. */
let groupId = '';

const answered = [
	['before', 'B1'],
	['taliban-talks', 'Q02b']
] as const;

/** Hands in a position and two sets, takes notes and checks an entry, as everybody does. */
async function join(): Promise<{ student: Actor; id: string }> {
	const writer = await aWriter(course);
	for (const [setSlug, key] of answered) {
		const address = { moduleSlug: module, setSlug };
		const text = Array.from({ length: 80 }, () => 'court').join(' ');
		const answers = await saveAnswers(
			writer.student,
			await setToAnswer(writer.student, address),
			[{ key, value: { text }, version: 0, deviceAt: null }],
			'en',
			now
		);
		const set = await setToAnswer(writer.student, address);
		const handedIn = await submitSet(writer.student, set, now);
		if (!answers.ok || !handedIn.ok) throw new Error('a set could not be handed in');
	}
	for (const audience of ['class', 'private'] as const)
		await aNote(writer.student, { audience, body: 'A kestrel.', tags: ['claim'], at: now });
	if (replied === '') replied = await aNote(course.instructor, { body: 'A kestrel?', at: now });
	const reply = { note: replied, body: 'No kestrel.', lang: 'en', ref: null } as const;
	const answer = await replyTo(writer.student, address, reply, now);
	const check = await writeCheck(
		writer.student,
		module,
		checked,
		checkOf('Two reports.'),
		'en',
		now
	);
	const enrolmentId = writer.student.membership?.enrolmentId ?? '';
	const move = { enrolmentId, from: null, to: groupId };
	const moved = await movePerson(course.instructor, module, move, now);
	if (!answer.ok || !check.ok || !moved.ok)
		throw new Error('nothing beside the text could be written');
	return writer;
}

/** What a page asks when it is opened for the second time. */
async function statementsOf(
	name: string,
	{ who, loads, params = {}, query = '' }: Shown
): Promise<string[]> {
	const browser = new SignedIn(who === 'student' ? first.student : course.instructor);
	const given = { module, course: course.slug, position: first.id, question: marked, ...params };
	for (let visit = 0; visit < 2; visit++) {
		asked.length = 0;
		for (const load of loads) {
			const { status } = await browser.visit(load, { path: `/?${query}`, params: given, now });
			if (status !== 200) throw new Error(`${name} answered ${status}`);
		}
	}
	return [...asked];
}

async function countAll(): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const [name, page] of Object.entries(pages))
		counts[name] = (await statementsOf(name, page)).length;
	return counts;
}

describe('a larger class', () => {
	beforeAll(async () => {
		course = await aClass();
		await addGroup(course.instructor, module, '', now);
		const [group] = (await groupsFor(course.instructor, module, now)).groups;
		groupId = group?.id ?? '';
		first = await join();
		const [question] = await questionsToMark(course.instructor, module);
		marked = question?.id ?? '';
		for (let n = 1; n < few; n++) await join();
	});

	it('costs not one statement more on any page', async () => {
		const before = await countAll();
		for (let n = few; n < many; n++) await join();
		expect(await countAll()).toEqual(before);
		// They were counted at all.
		expect(before['a reading']).toBeGreaterThan(2);
		expect(before['the class table']).toBeGreaterThan(2);
	});

	it('is released with as many statements as a few of it', async () => {
		const { positions } = await queueFor(course.instructor, module, all, 1, now);
		for (const { id } of positions) await markReady(course.instructor, written(id), now);
		const ids = positions.map((one) => one.id);
		const count = async (some: string[]) => {
			asked.length = 0;
			const { released } = await release(course.instructor, module, some, now);
			expect(released).toBe(some.length);
			return asked.length;
		};
		const before = await count(ids.slice(0, 3));
		expect(await count(ids.slice(3))).toBe(before);
		expect(before).toBeGreaterThan(2);
	});

	it('is known from a session and an address in one statement', async () => {
		const userId = first.student.person?.id ?? '';
		const token = 'a-token-of-some-length';
		await db()
			.insert(session)
			.values({
				id: userId,
				token,
				userId,
				expiresAt: new Date(now.getTime() + 86_400_000),
				createdAt: now,
				updatedAt: now
			});
		const cookie = await signed(token);
		asked.length = 0;
		const { actor } = await identify(cookie, course.slug, undefined, now);
		expect(actor.membership?.courseSlug).toBe(course.slug);
		expect(asked).toHaveLength(1);
	});
});

/** As the sign-in library signs it. */
async function signed(token: string): Promise<string> {
	const { createHmac } = await import('node:crypto');
	const { secret } = environment();
	return `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`;
}
