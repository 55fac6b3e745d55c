/*
 * A database in which every table of the schema holds something of several people: each column of
 * each row carries the word of its owner. A new table is filled without being named here.
 */
import { getTableColumns, getTableName, is, type Table } from 'drizzle-orm';
import {
	getTableConfig as pgConfig,
	PgTable,
	type PgTable as AnyPgTable
} from 'drizzle-orm/pg-core';
import { getTableConfig as sqliteConfig, SQLiteTable } from 'drizzle-orm/sqlite-core';
import { secretKey } from '$lib/accounts/limits.server';
import { db, transaction } from '$lib/server/db/client';
import { isPostgres } from '$lib/server/db/dialect';
import * as schema from '$lib/server/db/schema';
import { newId } from '$lib/server/db/id';

export const now = new Date('2026-11-10T05:00:00Z');

export const tables = (Object.values(schema) as unknown[]).filter(
	(value): value is SQLiteTable => is(value, SQLiteTable) || is(value, PgTable)
);

interface ForeignKey {
	own: string[];
	table: string;
	theirs: string[];
}

/** The foreign keys of a table by the names of keys in code. */
function keysOf(table: SQLiteTable): ForeignKey[] {
	const config = isPostgres ? pgConfig(table as unknown as AnyPgTable) : sqliteConfig(table);
	return config.foreignKeys.map((key) => {
		const { columns, foreignColumns, foreignTable } = key.reference();
		// By name: PostgreSQL's tables hand copies of their columns to their keys.
		const named = (of: Table, all: { name: string }[]) =>
			all.map(
				({ name }) =>
					Object.entries(getTableColumns(of)).find(([, own]) => own.name === name)?.[0] ?? ''
			);
		return {
			own: named(table, columns),
			table: getTableName(foreignTable),
			theirs: named(foreignTable, foreignColumns)
		};
	});
}

/** Names of columns that hold a person: an account, a place, or an address. */
export const accountColumns = new Set([
	'userId',
	'madeBy',
	'createdBy',
	'invitedBy',
	'sentBy',
	'decidedBy',
	'hiddenBy',
	'changedBy',
	'grantedBy',
	'lateWaivedBy',
	'reopenedBy',
	'markedBy',
	'savedBy',
	'openedBy',
	'releasedBy',
	'importedBy',
	'actorId'
]);
export const placeColumns = new Set(['enrolmentId', 'authorId', 'reportedBy', 'resolvedBy']);
const addressColumns = new Set(['email', 'recipient']);
/** Of tables whose `id` or `subjectId` is a person's own, or that are about one in other words. */
const others: Record<string, readonly string[]> = {
	user: ['id'],
	verification: ['identifier', 'value'],
	rate_limit: ['key'],
	erasure: ['subjectId'],
	audit_event: ['subjectId'],
	job: ['payload']
};

export function holdsPeople(table: SQLiteTable): boolean {
	const columns = Object.keys(getTableColumns(table));
	return (
		getTableName(table) in others ||
		columns.some(
			(name) => accountColumns.has(name) || placeColumns.has(name) || addressColumns.has(name)
		)
	);
}

type Row = Record<string, unknown>;
export interface Someone {
	key: string;
	userId: string;
	enrolmentId: string;
	email: string;
	name: string;
}

const someone = (key: string): Someone => ({
	key,
	userId: `user-${key}`,
	enrolmentId: `place-${key}`,
	email: `${key}@example.org`,
	name: `Name ${key}`
});

export const [anna, bilal, tutor] = ['annacanary', 'bilalcanary', 'tutorcanary'].map(someone) as [
	Someone,
	Someone,
	Someone
];

/** Owned by a person: what hangs on somebody's place, position, submission … is theirs too. */
function ownedTables(): Set<string> {
	const owned = new Set(
		tables
			.filter((table) => {
				const columns = Object.keys(getTableColumns(table));
				return columns.some(
					(name) => placeColumns.has(name) || name === 'userId' || addressColumns.has(name)
				);
			})
			.map((table) => getTableName(table))
	);
	for (const name of Object.keys(others)) owned.add(name);
	for (let grew = true; grew;) {
		grew = false;
		for (const table of tables) {
			const name = getTableName(table);
			if (owned.has(name)) continue;
			if (keysOf(table).some((key) => owned.has(key.table) && key.table !== 'user')) {
				owned.add(name);
				grew = true;
			}
		}
	}
	return owned;
}

/** What hangs on nothing comes first. */
function inOrder(): SQLiteTable[] {
	const done: SQLiteTable[] = [];
	const left = new Set(tables);
	while (left.size > 0) {
		const ready = [...left].filter((table) =>
			keysOf(table).every(
				(key) =>
					key.table === getTableName(table) ||
					![...left].some((other) => getTableName(other) === key.table)
			)
		);
		if (ready.length === 0) throw new Error('tables hang on each other');
		for (const table of ready) {
			done.push(table);
			left.delete(table);
		}
	}
	return done;
}

export const course = 'course-1';

/**
 * A row of a table for one person, in which every column is filled: ids, the words of their owner,
 * and the tutor wherever staff are named.
 */
function aRow(
	table: SQLiteTable,
	who: Someone | null,
	staff: Someone,
	made: Map<string, Row>
): Row {
	const name = getTableName(table);
	const owner = who ?? { ...staff, key: 'course' };
	const row: Row = {};
	for (const [key, column] of Object.entries(getTableColumns(table))) {
		const choices = (column.enumValues as string[] | undefined) ?? [];
		if (key === 'courseId') row[key] = course;
		else if (choices.length > 0) row[key] = choices[0];
		else if (key === 'userId') row[key] = owner.userId;
		else if (accountColumns.has(key)) row[key] = staff.userId;
		else if (placeColumns.has(key)) row[key] = owner.enrolmentId;
		else if (addressColumns.has(key)) row[key] = owner.email;
		else if (column.dataType === 'date') row[key] = now;
		else if (column.dataType === 'boolean') row[key] = true;
		else if (column.dataType === 'json') row[key] = { en: `${key} of ${owner.key}` };
		else if (column.dataType === 'number') row[key] = 1;
		else row[key] = `${name}-${key}-of-${owner.key}`;
	}
	for (const key of keysOf(table)) {
		if (key.own.includes('courseId') && key.own.length === 1) continue;
		const target = made.get(`${key.table}/${owner.key}`) ?? made.get(`${key.table}/course`);
		if (target) key.own.forEach((column, i) => (row[column] = target[key.theirs[i] ?? '']));
	}
	return { ...row, ...special(name, owner, staff) };
}

function numberOf({ key }: Someone): number {
	return [anna, bilal, tutor].findIndex((one) => one.key === key) + 1;
}

/** Where the shape of a column matters. */
function special(name: string, owner: Someone, staff: Someone): Row {
	switch (name) {
		case 'course':
			return { id: course, state: 'active', retainUntil: null };
		case 'user':
			return { id: owner.userId, email: owner.email, name: owner.name };
		case 'enrolment':
			return {
				id: owner.enrolmentId,
				userId: owner.userId,
				role: owner.key === staff.key ? 'instructor' : 'student',
				state: 'active'
			};
		case 'verification':
			return { value: `${owner.userId} ${JSON.stringify({ email: owner.email })}` };
		case 'rate_limit':
			return { id: newId(), key: secretKey('mail-to', owner.email), lastRequest: 1 };
		case 'audit_event':
			return {
				id: newId(),
				act: 'people.move',
				subjectKind: 'enrolment',
				subjectId: owner.enrolmentId,
				detail: { moved: [owner.userId, owner.enrolmentId] }
			};
		case 'notice':
			return { payload: { by: staff.name, of: `words of ${owner.key}` } };
		case 'job':
			return { payload: { person: owner.userId }, doneAt: null, leasedUntil: null };
		case 'erasure':
			return {
				id: newId(),
				subjectKind: 'person',
				subjectId: owner.userId,
				doneAt: null,
				cancelledAt: null
			};
		case 'search_entry':
			// The row of the full-text index, over all courses.
			return { doc: numberOf(owner) };
		case 'debate_person':
			return { number: numberOf(owner) };
		case 'ballot_line':
			return { about: numberOf(owner) };
		case 'contribution':
			// Its row stays, because events speak of it by its number.
			return {
				id: `contribution-${numberOf(owner)}`,
				number: numberOf(owner),
				kind: 'speech',
				lang: 'en'
			};
		case 'grade':
		case 'grade_history':
			return { state: 'released' };
		default:
			return {};
	}
}

/** Keys that a shared row has are made different for each person where the table has one of each. */
export async function fill(): Promise<void> {
	const owned = ownedTables();
	const made = new Map<string, Row>();
	await transaction(async (tx) => {
		for (const table of inOrder()) {
			const name = getTableName(table);
			const whose = owned.has(name) ? [anna, bilal, tutor] : [null];
			for (const who of whose) {
				const row = aRow(table, who, tutor, made);
				made.set(`${name}/${who?.key ?? 'course'}`, row);
				await tx.insert(table).values(row as never);
			}
		}
	});
}

export async function everything(): Promise<Record<string, unknown[]>> {
	const found: Record<string, unknown[]> = {};
	for (const table of tables) found[getTableName(table)] = await db().select().from(table);
	return found;
}

/** `table: row` of every row that mentions one of the words. */
export function mentioning(rows: Record<string, unknown[]>, words: readonly string[]): string[] {
	return Object.entries(rows).flatMap(([name, all]) =>
		all
			.map((row) => JSON.stringify(row))
			.filter((json) => words.some((word) => json.includes(word)))
			.map((json) => `${name}: ${json}`)
	);
}

/** Takes everything out again. */
export async function empty(): Promise<void> {
	await transaction(async (tx) => {
		for (const table of inOrder().reverse()) await tx.delete(table);
	});
}
