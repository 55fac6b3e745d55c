/*
 * A class from a list: what of a file can be read and what is said where it cannot, what the
 * comparison shows, and that applying does all of it or nothing.
 */
import { isActionFailure, isHttpError, type RequestEvent } from '@sveltejs/kit';
import { parse } from 'csv-parse/sync';
import { and, asc, count, eq } from 'drizzle-orm';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { allowances } from '$lib/accounts/attempts';
import { changeDetails, makeClassAccount } from '$lib/courses/class-accounts.server';
import { archiveCourse } from '$lib/courses/courses.server';
import { invitationsIn, invite } from '$lib/courses/invitations.server';
import { joinCourse } from '$lib/courses/joining.server';
import { peopleFilter } from '$lib/courses/people';
import { peopleCsv } from '$lib/courses/people-csv.server';
import { changePlace, makeSection, peopleIn, removePerson } from '$lib/courses/people.server';
import type { Entry } from '$lib/courses/roster';
import { cleanRoster } from '$lib/courses/roster-file.server';
import { mostRows } from '$lib/courses/roster-rows';
import { applyRoster, previewRoster, type RosterPreview } from '$lib/courses/roster.server';
import type { FormState } from '$lib/forms/form';
import { m } from '$lib/paraglide/messages';
import { db } from '$lib/server/db/client';
import { auditEvent, enrolment, invitation, section, user } from '$lib/server/db/schema';
import * as page from '../../src/routes/(staff)/courses/[course]/people/roster/+page.server';
import {
	aCourse,
	actorOf,
	anAssistant,
	aPerson,
	aSection,
	aStudent,
	type BuiltCourse
} from '../support/builders';
import { testDatabase } from '../support/database';
import { latestMail } from '../support/mail';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const everybody = peopleFilter(new URLSearchParams());

let course: BuiltCourse;
let instructor: Actor;

beforeEach(async () => {
	course = await aCourse();
	instructor = course.instructor;
});

function textOf(list: string): string {
	const clean = cleanRoster(list);
	if (!clean.ok) throw new Error(clean.reason);
	return clean.text;
}

async function preview(list: string, actor = instructor): Promise<RosterPreview> {
	const shown = await previewRoster(actor, textOf(list));
	if (!shown.ok) throw new Error(shown.reason);
	return shown.preview;
}

function apply(list: string, { stamp }: { stamp: string }, back: number[] = []) {
	return applyRoster(instructor, { text: textOf(list), stamp, back }, now);
}

/** Looks, and applies what was seen. */
async function bringIn(list: string, back: number[] = []) {
	const applied = await apply(list, await preview(list), back);
	if (!applied.ok) throw new Error(applied.reason);
	return applied;
}

/** The comparison in short: `2 account Amna`. */
const said = ({ entries }: RosterPreview) =>
	entries.map((entry) => {
		const what =
			entry.kind === 'bad' ? entry.fault : entry.kind === 'invite' ? entry.email : entry.name;
		return `${entry.line} ${entry.kind} ${what}`;
	});

const ofKind = <Kind extends Entry['kind']>({ entries }: RosterPreview, kind: Kind) =>
	entries.filter((entry): entry is Entry & { kind: Kind } => entry.kind === kind);

interface Sent {
	status: number;
	form?: FormState;
	preview?: RosterPreview | null;
	made?: number;
}

/** Sends the form as a browser does and gives back what the page gets. */
async function send(
	action: 'preview' | 'apply',
	fields: Record<string, string | Uint8Array<ArrayBuffer>>,
	actor = instructor
): Promise<Sent> {
	const body = new FormData();
	for (const [name, value] of Object.entries(fields))
		if (typeof value === 'string') body.append(name, value);
		else body.append(name, new Blob([value]), 'class.csv');
	const url = new URL(`/courses/${course.slug}/people/roster`, 'http://localhost:3000');
	const event = {
		url,
		params: { course: course.slug },
		locals: { actor, locale: 'en', now },
		request: new Request(url, { method: 'POST', body })
	} as unknown as RequestEvent;
	try {
		const handle = page.actions[action] as unknown as (e: RequestEvent) => Promise<object>;
		const answer = await handle(event);
		if (isActionFailure(answer))
			return { status: answer.status, ...(answer.data as unknown as Omit<Sent, 'status'>) };
		return { status: 200, ...answer };
	} catch (thrown) {
		if (isHttpError(thrown)) return { status: thrown.status };
		throw thrown;
	}
}

/** The bytes of a file, in this encoding, with its mark. */
function file(
	text: string,
	encoding: 'utf8' | 'utf16le' | 'utf16be' | 'latin1'
): Uint8Array<ArrayBuffer> {
	const marked = encoding === 'latin1' ? text : `\uFEFF${text}`;
	const bytes = Buffer.from(marked, encoding === 'utf16be' ? 'utf16le' : encoding);
	return new Uint8Array(encoding === 'utf16be' ? bytes.swap16() : bytes);
}

/** What an upload leads to: the names that were read, or the sentence beside the file. */
async function uploaded(bytes: Uint8Array<ArrayBuffer>): Promise<string[] | string | undefined> {
	const { preview: shown, form } = await send('preview', { file: bytes });
	return shown ? ofKind(shown, 'account').map(({ name }) => name) : form?.errors.file;
}

async function rowsIn(): Promise<Record<string, number>> {
	const tables = { enrolment, invitation, section, auditEvent };
	const counts = await Promise.all(
		Object.entries(tables).map(async ([name, table]) => {
			const [row] = await db()
				.select({ n: count() })
				.from(table)
				.where(eq(table.courseId, course.courseId));
			return [name, row?.n ?? 0] as const;
		})
	);
	return Object.fromEntries(counts);
}

async function places() {
	return db()
		.select({
			name: user.name,
			rosterId: enrolment.rosterId,
			section: section.name,
			state: enrolment.state
		})
		.from(enrolment)
		.innerJoin(user, eq(user.id, enrolment.userId))
		.leftJoin(
			section,
			and(eq(section.courseId, enrolment.courseId), eq(section.id, enrolment.sectionId))
		)
		.where(and(eq(enrolment.courseId, course.courseId), eq(enrolment.role, 'student')))
		.orderBy(asc(user.name));
}

const enrolmentOf = (actor: Actor) => actor.membership?.enrolmentId ?? '';

describe('a file', () => {
	it('is read with and without its mark, in UTF-8 and both orders of UTF-16', async () => {
		const list = 'Name,Roll no\r\nAmna Tariq,1\r\nعلی رضا,2\r\n';
		const both = ['Amna Tariq', 'علی رضا'];
		for (const encoding of ['utf8', 'utf16le', 'utf16be'] as const)
			expect(await uploaded(file(list, encoding)), encoding).toEqual(both);
		expect(await uploaded(new Uint8Array(Buffer.from(list)))).toEqual(both);
		// A program that leaves the mark off, as some do: told by the zeros of its commas and digits.
		const latin = 'name,roll no\nAmna Tariq,1\n';
		expect(await uploaded(new Uint8Array(Buffer.from(latin, 'utf16le')))).toEqual(['Amna Tariq']);
	});

	it('is read with semicolons, tabs and Urdu commas, and with the line in which Excel names them', async () => {
		for (const sign of [',', ';', '\t', '،'])
			expect(
				await uploaded(file(`name${sign}section\n"Tariq${sign} Amna"${sign}A\n`, 'utf8')),
				sign
			).toEqual([`Tariq${sign === '\t' ? '' : sign} Amna`]);
		const told = await preview('sep=;\nname;section\nAmna;A\n;A');
		expect(said(told)).toEqual(['3 account Amna', '4 bad no-name']);
	});

	it('keeps count of its lines where a quoted cell goes over several', async () => {
		const shown = await preview('name,section\n"Amna\nTariq",A\n\n\n"Bilal ""Billy"" Khan",A\n,B');
		expect(said(shown)).toEqual([
			'2 account Amna Tariq',
			'6 account Bilal "Billy" Khan',
			'7 bad no-name'
		]);
	});

	it('of Windows letters is refused with what to do about it', async () => {
		const answer = await send('preview', { file: file('name\nJos\u00e9 Mu\u00f1oz\n', 'latin1') });
		expect(answer).toMatchObject({
			status: 400,
			form: { errors: { file: m.courses_roster_encoding() } }
		});
	});

	it.each([
		['empty', '', m.courses_roster_empty],
		['of blank lines', '\n \n\n', m.courses_roster_empty],
		['of a header alone', 'name,section\n', m.courses_roster_no_rows],
		['without a header', 'Amna,A\nBilal,B\n', m.courses_roster_no_columns],
		['with a column twice', 'name,e-mail,Student Name\nA,,B\n', m.courses_roster_column_twice],
		['with a picture’s bytes', 'name\nA\u0000B\n', m.courses_roster_lost],
		[
			'with a quotation mark that stays open',
			`name\n\nAmna\n\n"Bilal\n${'x,'.repeat(60)}`,
			() => m.courses_roster_quotes({ line: 5 })
		],
		[
			'with one that swallows the rest',
			`name\n"Amna\n${'Bilal Khan\n'.repeat(500)}`,
			() => m.courses_roster_long_row({ line: 2 })
		],
		[
			'of too many rows',
			`name\n${'Amna\n'.repeat(mostRows + 1)}`,
			() => m.courses_roster_many_rows({ most: mostRows })
		],
		['of a megabyte', `name\n${'a'.repeat(1_000_001)}`, m.courses_roster_too_large]
	])('%s is refused with a sentence', async (_what, list, sentence) => {
		const { status, form } = await send('preview', { file: file(list, 'utf8') });
		expect(status).toBe(400);
		expect(form?.errors.file).toBe(sentence());
	});

	it('and a pasted list at once are not guessed between; what was pasted comes back', async () => {
		const { status, form } = await send('preview', {
			file: file('name\nAmna', 'utf8'),
			list: 'name\nBilal'
		});
		expect(status).toBe(400);
		expect(form?.errors.list).toBe(m.courses_roster_both());
		expect(form?.values.list).toBe('name\r\nBilal');
	});
});

describe('a pasted table', () => {
	it('is read as a table gives it, and says which columns it did not use', async () => {
		const { status, preview: shown } = await send('preview', {
			list: 'Roll No.\tStudent Name\tFather’s name\tSection\r\n7\tAmna Tariq\tTariq Mehmood\tA\r\n'
		});
		expect(status).toBe(200);
		expect(shown?.ignored).toEqual(['Father’s name']);
		expect(shown?.entries).toMatchObject([
			{ kind: 'account', line: 2, name: 'Amna Tariq', rosterId: '7', section: 'A' }
		]);
	});

	it('may name its columns and roles in Urdu', async () => {
		const shown = await preview(
			'رول نمبر،پورا نام،ای میل،سیکشن،حیثیت\n۱۷،زینب یوسف،zainab@example.org،الف،معاون\n۱۸،علی رضا،،الف،طالب علم'
		);
		expect(shown.entries).toMatchObject([
			{ kind: 'invite', name: 'زینب یوسف', email: 'zainab@example.org', role: 'assistant' },
			{ kind: 'account', name: 'علی رضا', rosterId: '۱۸', section: 'الف' }
		]);
		expect(shown.newSections).toEqual(['الف']);
	});

	it('may give first and last names apart', async () => {
		const shown = await preview(
			'First Name,Last Name,E-mail Address\nAmna,Tariq,MAILTO:Amna@Example.org'
		);
		expect(shown.entries).toMatchObject([
			{ kind: 'invite', name: 'Amna Tariq', email: 'amna@example.org' }
		]);
	});
});

describe('rows that cannot be meant', () => {
	it('are named with their line and left out; the others are applied', async () => {
		const list = [
			'roll no,name,e-mail,section,role',
			'1,Amna Tariq,amna@example.org,A,student',
			'2,Bilal Khan,not an address,A,',
			'3,Dua Noor,AMNA@example.org,A,',
			'1,Ehsan Ali,,A,',
			',,,A,',
			'6,Fiza Gul,fiza@example.org,A,head of school',
			'7,Ghazi Khan,ghazi@example.org,A,teacher',
			'8,Hamid Raza,,A,assistant',
			`9,${'Hina '.repeat(20)},,A,`,
			`${'1'.repeat(41)},Iqra Shah,,A,`,
			`11,Javed Anwar,,${'A'.repeat(61)},`,
			'12,Khan, Asad,khan@example.org,A,student',
			'13,!!!,,A,',
			'14,Laila Baig,,B,'
		].join('\n');
		const shown = await preview(list);
		expect(said(shown)).toEqual([
			'2 invite amna@example.org',
			'3 bad not-an-email',
			'4 bad twice',
			'5 bad twice',
			'6 bad no-name',
			'7 bad unknown-role',
			'8 bad instructor',
			'9 bad needs-email',
			'10 bad long-name',
			'11 bad long-id',
			'12 bad long-section',
			'13 bad extra-cells',
			'14 bad no-letters',
			'15 account Laila Baig'
		]);
		const [, same] = ofKind(shown, 'bad');
		expect(same?.first).toBe(2);
		expect(same?.words).toContain('Dua');
		expect(shown.newSections).toEqual(['A', 'B']);
		expect(await bringIn(list)).toMatchObject({ accounts: 1, invitations: 1, changed: 0, back: 0 });
		expect(await places()).toEqual([
			{ name: 'Laila Baig', rosterId: '14', section: 'B', state: 'active' }
		]);
	});

	it('are those that speak of two people, of another’s address, of staff, or of another role', async () => {
		const assistant = await anAssistant(course, { name: 'Waqas', email: 'waqas@example.org' });
		await aStudent(course, { name: 'Amna', email: 'amna@example.org' });
		await aStudent(course, { name: 'Bilal', email: 'bilal@example.org' });
		await bringIn('roll no,name,e-mail\n1,Amna,amna@example.org\n2,Bilal,bilal@example.org');
		const shown = await preview(
			[
				'roll no,name,e-mail,role',
				'1,,bilal@example.org,',
				'2,,other@example.org,',
				'9,,waqas@example.org,',
				',,amna@example.org,assistant'
			].join('\n')
		);
		expect(said(shown)).toEqual([
			'2 bad two-people',
			'3 bad other-email',
			'4 bad is-staff',
			'5 bad role-differs'
		]);
		expect(enrolmentOf(assistant)).not.toBe('');
	});

	it('with the same name and nothing else are asked for a number, not guessed', async () => {
		expect(said(await preview('name\nAli Raza\nALI  RAZA'))).toEqual([
			'2 account Ali Raza',
			'3 bad twice'
		]);
		const shown = await preview('roll no,name\n1,Ali Raza\n2,Ali Raza');
		expect(ofKind(shown, 'account').map(({ signInName }) => signInName)).toEqual([
			'aliraza',
			'aliraza2'
		]);
		await bringIn('roll no,name\n1,Ali Raza\n2,Ali Raza');
		expect(said(await preview('name,section\nAli Raza,A'))).toEqual(['2 bad ambiguous']);
	});
});

describe('looking', () => {
	it('changes nothing: no people, no sections, no invitation, no mail, no act', async () => {
		const before = await rowsIn();
		const { preview: shown } = await send('preview', {
			list: 'name,e-mail,section\nAmna,,A\nBilal,bilal-looked@example.org,B'
		});
		expect(shown?.newSections).toEqual(['A', 'B']);
		expect(await rowsIn()).toEqual(before);
		expect(await latestMail('bilal-looked@example.org')).toBeUndefined();
	});

	it('tells sections that are there, however they are cased, from those it would make', async () => {
		await aSection(course, 'Section A');
		const shown = await preview('name,section\nAmna,section  a\nBilal,Section B\nDua,section b');
		expect(shown.newSections).toEqual(['Section B']);
		expect(ofKind(shown, 'account').map((one) => one.section)).toEqual([
			'Section A',
			'Section B',
			'Section B'
		]);
		// A column called “section” seldom says the word again.
		expect((await preview('name,section\nEman,A\nFiza,b')).newSections).toEqual(['b']);
		await aSection(course, 'A');
		await bringIn('name,section\nEman,A');
		expect(ofKind(await preview('name,section\nEman,Section A'), 'change')).toMatchObject([
			{ changes: [{ field: 'section', from: 'A', to: 'Section A' }] }
		]);
	});

	it('is for those who manage the people of this course while it is open', async () => {
		const list = 'name\nAmna';
		const others = await aCourse();
		for (const actor of [await anAssistant(course), await aStudent(course)])
			expect(await send('preview', { list }, actor)).toEqual({ status: 403 });
		// What is brought in by somebody of another course lands in theirs.
		await send('preview', { list }, others.instructor);
		await archiveCourse(instructor, true, now);
		const after = await actorOf(instructor, course);
		expect(await send('preview', { list }, after)).toEqual({ status: 403 });
		expect(await send('apply', { list, stamp: 'any' }, after)).toEqual({ status: 403 });
		expect(await places()).toHaveLength(1);
	});
});

describe('applying', () => {
	it('makes accounts, invitations and sections, and says how many', async () => {
		const list = 'roll no,name,e-mail,section\n1,Amna Tariq,,A\n2,Bilal,bilal-in@example.org,B';
		const { stamp } = await preview(list);
		const answer = await send('apply', { list, stamp });
		expect(answer).toMatchObject({ status: 200, preview: null, made: 1, form: { tone: 'good' } });
		expect(await places()).toEqual([
			{ name: 'Amna Tariq', rosterId: '1', section: 'A', state: 'active' }
		]);
		expect(await invitationsIn(instructor, now)).toMatchObject([
			{ email: 'bilal-in@example.org', name: 'Bilal', sectionName: 'B', role: 'student' }
		]);
		const [act] = await db()
			.select({ detail: auditEvent.detail })
			.from(auditEvent)
			.where(and(eq(auditEvent.courseId, course.courseId), eq(auditEvent.act, 'people.roster')));
		expect(act?.detail).toEqual({ accounts: 1, invitations: 1, changed: 0, back: 0 });
	});

	it('hands number and section over with the invitation, and knows the person from then on', async () => {
		const list = 'roll no,name,e-mail,section\n2,Bilal,bilal-joins@example.org,B';
		await bringIn(list);
		const bilal = await aPerson({ name: 'Bilal Khan', email: 'bilal-joins@example.org' });
		const letter = await latestMail('bilal-joins@example.org');
		const token = /invitation=([\w.~-]+)/.exec(letter?.body ?? '')?.[1] ?? '';
		expect(await joinCourse(bilal, { code: 'invited', invitation: token }, now)).toMatchObject({
			ok: true
		});
		expect(await places()).toEqual([
			{ name: 'Bilal Khan', rosterId: '2', section: 'B', state: 'active' }
		]);
		expect(said(await preview(list))).toEqual(['2 same Bilal Khan']);
	});

	it('is over when applied: the same list then changes nothing', async () => {
		const list = 'roll no,name,e-mail,section\n1,Amna Tariq,,A\n2,Bilal,bilal-2@example.org,B';
		await bringIn(list);
		const before = await rowsIn();
		const shown = await preview(list);
		expect(said(shown)).toEqual(['2 same Amna Tariq', '3 same Bilal']);
		await apply(list, shown);
		const after = await rowsIn();
		expect({ ...after, auditEvent: 0 }).toEqual({ ...before, auditEvent: 0 });
	});

	it('changes name, number and section of whom it knows, and removes nobody silently', async () => {
		await bringIn('roll no,name,section\n1,Amna Tarik,A\n2,Bilal Khan,A\n,Dua Noor,');
		const next = 'roll no,name,section\n1,Amna Tariq,B\n3,Dua Noor,A';
		const shown = await preview(next);
		expect(ofKind(shown, 'change').map(({ line, changes }) => [line, changes])).toEqual([
			[
				2,
				[
					{ field: 'name', from: 'Amna Tarik', to: 'Amna Tariq' },
					{ field: 'section', from: 'A', to: 'B' }
				]
			],
			[
				3,
				[
					{ field: 'rosterId', from: null, to: '3' },
					{ field: 'section', from: null, to: 'A' }
				]
			]
		]);
		expect(await bringIn(next)).toMatchObject({ accounts: 0, changed: 2 });
		expect(await places()).toEqual([
			{ name: 'Amna Tariq', rosterId: '1', section: 'B', state: 'active' },
			{ name: 'Bilal Khan', rosterId: '2', section: 'A', state: 'active' },
			{ name: 'Dua Noor', rosterId: '3', section: 'A', state: 'active' }
		]);
	});

	it('leaves an empty cell alone: it does not take a number or a section away', async () => {
		await bringIn('roll no,name,section\n1,Amna,A');
		expect(said(await preview('roll no,name,section\n1,Amna,\n'))).toEqual(['2 same Amna']);
		expect(said(await preview('roll no,name,section\n,Amna,A\n'))).toEqual(['2 same Amna']);
	});

	it('leaves the name and the address of whoever has an account of their own to them', async () => {
		await aStudent(course, { name: 'Amna', email: 'amna-own@example.org' });
		const list = 'roll no,name,e-mail\n5,Somebody Else,amna-own@example.org';
		const [change] = ofKind(await preview(list), 'change');
		expect(change).toMatchObject({
			name: 'Amna',
			email: 'amna-own@example.org',
			changes: [{ field: 'rosterId', from: null, to: '5' }]
		});
		await bringIn(list);
		expect(await places()).toMatchObject([{ name: 'Amna', rosterId: '5' }]);
	});

	it('finds by name those who joined with an address, so that nobody comes to be there twice', async () => {
		await aStudent(course, { name: 'Amna Tariq', email: 'amna-joined@example.org' });
		await invite(
			instructor,
			{ addresses: ['bilal-asked@example.org'], role: 'student', sectionId: null },
			now
		);
		const list = 'roll no,name\n1,amna tariq\n2,Bilal Khan';
		expect(said(await preview(list))).toEqual(['2 change Amna Tariq', '3 account Bilal Khan']);
		// A namesake of the staff is somebody else.
		await anAssistant(course, { name: 'Waqas Anjum', email: 'waqas-2@example.org' });
		expect(said(await preview('name\nWaqas Anjum'))).toEqual(['2 account Waqas Anjum']);
	});

	it('knows a number whose first zeros or case a table has changed', async () => {
		await bringIn('roll no,name\n017,Amna\nF24-9,Bilal');
		expect(said(await preview('roll no,name\n17,Amna\nf24-9,Bilal'))).toEqual([
			'2 same Amna',
			'3 same Bilal'
		]);
		expect(said(await preview('roll no,name\n1-12,Dua\n11-2,Eman'))).toEqual([
			'2 account Dua',
			'3 account Eman'
		]);
	});

	it('asks before it brings somebody back who was removed', async () => {
		await bringIn('roll no,name,section\n1,Amna,A\n2,Bilal,A');
		const [amna] = await peopleIn(instructor, { ...everybody, search: 'Amna' });
		await removePerson(instructor, amna?.enrolmentId ?? '', now);
		const list = 'roll no,name,section\n1,Amna,B\n2,Bilal,A';
		expect(said(await preview(list))).toEqual(['2 removed Amna', '3 same Bilal']);
		await bringIn(list);
		expect(await places()).toMatchObject([{ name: 'Amna', state: 'removed' }, { name: 'Bilal' }]);
		// A section that only she would need was not made for nobody.
		expect((await rowsIn()).section).toBe(1);
		expect(await bringIn(list, [2])).toMatchObject({ back: 1 });
		expect(await places()).toMatchObject([
			{ name: 'Amna', state: 'active', section: 'B' },
			{ name: 'Bilal' }
		]);
	});

	it('gives nobody the sign-in name that a removed person keeps', async () => {
		await bringIn('roll no,name\n1,Amna');
		const [amna] = await peopleIn(instructor, everybody).then((all) =>
			all.filter(({ role }) => role === 'student')
		);
		await removePerson(instructor, amna?.enrolmentId ?? '', now);
		const list = 'roll no,name\n1,Amna Bibi\n2,Amna';
		expect(said(await preview(list))).toEqual(['2 removed Amna', '3 account Amna']);
		expect(await bringIn(list)).toMatchObject({ accounts: 1, back: 0 });
		expect(await places()).toMatchObject([
			{ name: 'Amna', rosterId: '1', state: 'removed' },
			{ name: 'Amna', rosterId: '2', state: 'active' }
		]);
	});

	it('takes two thousand rows at once', async () => {
		const list = `roll no;name;section\n${Array.from(
			{ length: mostRows },
			(_, i) => `${i + 1};Pupil ${i + 1};${'ABCDEFGH'[i % 8]}`
		).join('\n')}`;
		expect(await bringIn(list)).toMatchObject({ accounts: mostRows });
		expect(await places()).toHaveLength(mostRows);
		const pseudonyms = await db()
			.select({ pseudonym: enrolment.pseudonym })
			.from(enrolment)
			.where(eq(enrolment.courseId, course.courseId));
		expect(new Set(pseudonyms.map(({ pseudonym }) => pseudonym.en)).size).toBe(mostRows + 1);
		expect(ofKind(await preview(list), 'same')).toHaveLength(mostRows);
	});
});

describe('a comparison that is out of date', () => {
	it.each([
		[
			'somebody joined',
			() => aStudent(course, { name: 'Amna', email: 'amna-meanwhile@example.org' })
		],
		[
			'an account was made',
			() => makeClassAccount(instructor, { name: 'Amna', rosterId: null, sectionId: null }, now)
		],
		['a section was made', () => makeSection(instructor, 'A', now)]
	])('because %s writes nothing and shows the new one', async (_what, meanwhile) => {
		const list = 'roll no,name,section\n1,Amna,A\n2,Bilal,A';
		const seen = await preview(list);
		await meanwhile();
		const before = await rowsIn();
		const answer = await send('apply', { list, stamp: seen.stamp });
		expect(answer).toMatchObject({
			status: 409,
			form: { message: m.courses_roster_moved(), tone: 'alert', values: { list } }
		});
		expect(answer.preview?.stamp).not.toBe(seen.stamp);
		expect(await rowsIn()).toEqual(before);
		// What was shown now can be applied.
		const again = await send('apply', { list, stamp: answer.preview?.stamp ?? '' });
		expect(again.status).toBe(200);
	});

	it('is one whose person was moved, renumbered or promoted meanwhile', async () => {
		await bringIn('roll no,name,section\n1,Amna,A');
		const [amna] = await peopleIn(instructor, { ...everybody, search: 'Amna' });
		const id = amna?.enrolmentId ?? '';
		const list = 'roll no,name,section\n1,Amna,B';
		let seen = await preview(list);
		await changePlace(
			instructor,
			id,
			{ role: 'student', sectionId: null, ownSectionOnly: false },
			now
		);
		expect(await apply(list, seen)).toMatchObject({ ok: false, reason: 'moved' });
		seen = await preview(list);
		await changeDetails(instructor, id, { name: null, rosterId: '7' }, now);
		expect(await apply(list, seen)).toMatchObject({ ok: false, reason: 'moved' });
		seen = await preview('roll no,name,section\n7,Amna,B');
		await changePlace(
			instructor,
			id,
			{ role: 'assistant', sectionId: null, ownSectionOnly: false },
			now
		);
		const refused = await apply('roll no,name,section\n7,Amna,B', seen);
		if (refused.ok || !('preview' in refused)) throw new Error('was not refused');
		expect(said(refused.preview)).toEqual(['2 bad is-staff']);
	});

	it('and one of another list do not count', async () => {
		const seen = await preview('name\nAmna');
		expect(await apply('name\nBilal', seen)).toMatchObject({ ok: false, reason: 'moved' });
		expect(await places()).toEqual([]);
	});
});

describe('bad luck', () => {
	it('two who apply at once do not double people', async () => {
		const list = 'roll no,name,e-mail,section\n1,Amna,,A\n,Bilal,,A\n3,Dua,dua-race@example.org,B';
		const seen = await preview(list);
		const both = await Promise.all([apply(list, seen), apply(list, seen)]);
		expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
		const lost = both.find(({ ok }) => !ok);
		if (!lost || !('preview' in lost)) throw new Error('nobody lost');
		expect(said(lost.preview)).toEqual(['2 same Amna', '3 same Bilal', '4 same Dua']);
		expect(await places()).toHaveLength(2);
		expect(await rowsIn()).toMatchObject({ invitation: 1, section: 2 });
	});

	it('with more invitations than a course may send in a day nothing is done at all', async () => {
		const { most } = allowances.invitation;
		const rows = Array.from({ length: most + 1 }, (_, i) => `p${i}@example.org,Pupil ${i},A`);
		const list = `e-mail,name,section\n${rows.join('\n')}\n,Without Address,B`;
		const before = await rowsIn();
		const { stamp } = await preview(list);
		const answer = await send('apply', { list, stamp });
		expect(answer.status).toBe(409);
		expect(answer.form?.message).toBe(m.courses_invite_mail_limit({ most, left: most }));
		expect(
			ofKind(answer.preview ?? { entries: [], newSections: [], ignored: [], stamp: '' }, 'invite')
		).toHaveLength(most + 1);
		expect(await rowsIn()).toEqual(before);
	});

	it('a list that is broken on its way to be applied is refused with a sentence', async () => {
		expect(await send('apply', { list: '', stamp: 'x' })).toMatchObject({
			status: 400,
			form: { message: m.courses_roster_empty() }
		});
		expect(await send('apply', { list: 'name\nAmna', stamp: 'x', back: 'all' })).toMatchObject({
			status: 400
		});
	});
});

describe('the list that is given out', () => {
	it('makes no formula of a name, opens with its mark, and is read again as it was', async () => {
		const names = ["=cmd|'/C calc'!A0", '+92 300', '-1+1', '@SUM(A1)', '＝1+1', 'O\'Brien, "Pat"'];
		for (const name of names) await aStudent(course, { name });
		const csv = await peopleCsv(instructor, { ...everybody, role: 'student' }, 'Asia/Karachi');
		expect(csv.startsWith('\uFEFF')).toBe(true);
		const cells = parse(csv, { bom: true });
		expect(cells.flat().filter((cell) => /^[=+\-@＝]/.test(cell))).toEqual([]);
		expect(
			cells
				.slice(1)
				.map((row) => row[1])
				.sort()
		).toEqual(names.map((name) => (/^[=+\-@＝]/.test(name) ? `'${name}` : name)).sort());
		const again = await preview(csv);
		expect(ofKind(again, 'same')).toHaveLength(names.length);
		expect(again.ignored).toEqual([m.courses_person_joined()]);
	});
});
