/*
 * Every form of the site, given what no page of ours would send: damaged signs, fields sent twice,
 * without end, as files or not at all, and ids of other courses. Whatever is refused gets a sentence
 * and everything typed back, and nothing of it is kept.
 */
import { eq, getTableName } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { groupsFor } from '$lib/modules/groups.server';
import { addGroup } from '$lib/modules/regrouping.server';
import { openCourseFromPack } from '$lib/packs/opening.server';
import { positionFor } from '$lib/positions/positions.server';
import { forgetAuth } from '$lib/server/auth';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import * as schema from '$lib/server/db/schema';
import { questionSetFor } from '$lib/questions/questions.server';
import { stancesFor } from '$lib/stances/stances.server';
import {
	ask,
	everyFunction,
	type Answer,
	type Asked,
	type Fields,
	type RouteFunction
} from '../access/every-route';
import { askedOf, nothing, sampleForms } from '../access/sample-forms';
import { aWorld, discussion, moduleSlug, now, set, type World } from '../access/world';
import { actorOf, aStudent, aTeacher } from '../support/builders';
import { testDatabase } from '../support/database';
import { aNote } from '../support/notes';

let world: World;
let functions: RouteFunction[];

/** A world of its own for what a group of tests does to it. */
function freshWorld(): void {
	testDatabase();
	beforeAll(async () => {
		forgetAuth();
		world = await aWorld();
		functions = await everyFunction();
	});
}

const ofInstructors = /\?\/(settings|release|extend|reopen|moment|view|hide|show)$|\/courses\/new /;

/** Somebody who may send this form, and has not handed in anything yet. */
function senderOf(name: string): Actor {
	const { actors, newcomer } = world;
	if (name.startsWith('/(public)')) return actors.visitor;
	// Who reviews a classmate has handed in.
	if (name.includes('/reviews/[review] ?/')) return actors.student;
	if (name.startsWith('/(admin)')) return actors.administrator;
	return name.startsWith('/(staff)') || ofInstructors.test(name) ? actors.instructor : newcomer;
}

function functionNamed(name: string): RouteFunction {
	const found = functions.find((fn) => fn.name === name);
	if (!found) throw new Error(`${name} is gone`);
	return found;
}

async function send(name: string, change: (form: Fields, asked: Asked) => Partial<Asked>) {
	const fn = functionNamed(name);
	const sender = senderOf(name);
	const asked = await askedOf(fn, world, sender);
	const sent = { ...asked, ...change({ ...asked.form }, asked) };
	return { sent: sent.form ?? {}, answer: await ask(fn, sender, sent) };
}

interface Returned {
	form?: {
		values: Record<string, string | string[]>;
		errors: Record<string, string>;
		message?: string;
	} | null;
}

/** Refused with a sentence, and everything that was typed is there again. */
function expectRefusal(answer: Answer, sent: Fields, what: string): void {
	if (answer.refused !== null) {
		expect(answer.refused, what).toBe(404);
		return;
	}
	expect([400, 409], what).toContain(answer.status);
	const { form } = answer.given as Returned;
	const said = [form?.message ?? '', ...Object.values(form?.errors ?? {})].join(' ').trim();
	expect(said.length, `${what}: a sentence`).toBeGreaterThan(10);
	// Of the schema library's own words none may reach a person.
	expect(said, what).not.toMatch(/Invalid input|expected|Too (big|small)/);
	for (const [name, value] of Object.entries(sent)) {
		const texts = [value].flat().filter((one) => typeof one === 'string');
		if (name.startsWith('password') || texts.length === 0) continue;
		const back = [form?.values[name] ?? []].flat().map(plainBreaks);
		expect(back, `${what}: ${name} comes back`).toEqual(texts.map(plainBreaks));
	}
}

/** A form with a file sends every line break as two signs. */
const plainBreaks = (text: string) => text.replace(/\r\n/g, '\n');

/** Samples make what they are about: a mail, an invitation, a notice, a session, a link. */
const madeBySamples = ['outbox', 'invitation', 'audit_event', 'notice', 'session', 'verification'];

/** Everything that people can change, by the name of its table. */
async function everythingKept(but: readonly string[] = []): Promise<Record<string, string>> {
	// What came with the pack stays as it is, and tries are counted on purpose.
	const left = new Set([
		'rate_limit',
		'job',
		'paragraph',
		'question',
		'question_version',
		'glossary_entry',
		'timeline_entry',
		'module_document',
		'rubric_version'
	]);
	const kept: Record<string, string> = {};
	for (const part of Object.values(schema)) {
		const table = part as typeof schema.user;
		const name = getTableName(table);
		if (!left.has(name) && !but.includes(name))
			kept[name] = (await db().select().from(table))
				.map((row) => JSON.stringify(row))
				.toSorted()
				.join();
	}
	return kept;
}

const names = Object.keys(sampleForms).filter((name) => name.includes(' ?/'));

/** For judges, of whom this world has none. */
const ofJudges = /\/ballot \?\//;

/** The others are a button and nothing else. */
const withFields = names.filter((name) => sampleForms[name] !== nothing && !ofJudges.test(name));

/** Ticks count as ticked or not whatever they hold; where one goes afterwards is not an answer. */
const forgiving = new Set([
	'next',
	'visible',
	'hideWhileMarking',
	'feedbackAtOnce',
	'ownSectionOnly',
	'check'
]);
/** Fields that may come any number of times. */
const lists = new Set([
	'/glossary/[term] ?/save readings',
	'/people ?/move person',
	'/review ?/release position',
	'/review ?/ready position',
	'/review ?/unready position',
	'/review ?/give position',
	'/review ?/take position',
	'/review/plan ?/even marker',
	'/review/moderation ?/settle position',
	'/edit/import ?/pieces piece',
	'/edit/import ?/about piece',
	'/edit/import ?/publish piece',
	'/debates/[debate] ?/cite passages',
	'why',
	'split',
	'use',
	'to'
]);
const isList = (name: string, field: string) =>
	lists.has(field) || [...lists].some((known) => `${name} ${field}`.endsWith(known));

describe('a form that no page sends', () => {
	freshWorld();

	const bad: Record<string, (value: string) => Fields[string]> = {
		'a NUL': (value) => `${value}\u0000`,
		'a lost character': (value) => `${value}\uFFFD`,
		'a field without end': (value) => `${value}${'x'.repeat(60_000)}`,
		'a field sent twice': (value) => [value, value],
		'a file for words': () => new File(['words'], 'words.txt', { type: 'text/plain' })
	};

	it.each(withFields)('is refused, nothing of it kept, and given back: %s', async (name) => {
		const { form = {} } = await askedOf(functionNamed(name), world, senderOf(name));
		const before = await everythingKept(madeBySamples);
		const statuses = new Set<unknown>();
		for (const field of Object.keys(form)) {
			if (forgiving.has(field)) continue;
			for (const [what, damage] of Object.entries(bad)) {
				const isText = field === 'source' || field === 'addresses';
				if (what === 'a field sent twice' && isList(name, field)) continue;
				if (what === 'a field without end' && isText) continue;
				const { sent, answer } = await send(name, (fields) => {
					const [value = ''] = [fields[field] ?? ''].flat();
					return { form: { ...fields, [field]: damage(typeof value === 'string' ? value : '') } };
				});
				expectRefusal(answer, sent, `${field}: ${what}`);
				if (answer.refused === null) statuses.add(answer.status);
			}
		}
		// Not only refused, but for what was wrong with it.
		expect([...statuses]).toContain(400);
		// Samples may make what they are about: a mail, an invitation, a notice, a session, a link.
		const after = await everythingKept(madeBySamples);
		expect(after).toEqual(before);
	});
});

function without(fields: Fields, field: string): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([name]) => name !== field));
}

describe('a form with something missing', () => {
	freshWorld();

	it.each(names)('breaks nothing: %s', async (name) => {
		const { form = {} } = await askedOf(functionNamed(name), world, senderOf(name));
		for (const field of Object.keys(form)) {
			const { answer } = await send(name, (fields) => ({ form: without(fields, field) }));
			if (answer.refused === null) expect(answer.status, field).toBeLessThan(500);
		}
		const { answer } = await send(name, () => ({ form: {} }));
		expect(answer.refused ?? answer.status).toBeLessThan(500);
	});
});

/** Markup, an address that is a script, and marks that turn what follows around. */
const hostile = '<script>alert(1)</script> [x](javascript:alert(2)) a\u202Eevil\u202C\u2066b';
const kept = '<script>alert(1)</script> [x](javascript:alert(2)) aevilb';

describe('words that look like markup', () => {
	freshWorld();

	/** The form with the field, and what is shown of it afterwards. */
	const places: [name: string, form: (fields: Fields) => Fields, shown: () => Promise<unknown>][] =
		[
			[
				'position ?/save',
				(fields) => ({ ...fields, version: '0', thesis: hostile, 'claim-1': hostile }),
				async () => (await positionFor(world.newcomer, moduleSlug, now)).own?.body
			],
			[
				'questions/[set] ?/save',
				(fields) => ({
					...fields,
					[`${discussion}.version`]: '0',
					[`${discussion}.text`]: hostile
				}),
				async () => {
					const address = { moduleSlug, setSlug: set };
					const { questions } = await questionSetFor(world.newcomer, address, now);
					return questions.map((q) => q.answer?.value);
				}
			],
			[
				'stance ?/place',
				() => ({
					...Object.fromEntries(axes.map((key) => [`axis-${key}`, 'unknown'])),
					...Object.fromEntries(axes.map((key) => [`reason-${key}`, hostile]))
				}),
				() => stancesFor(world.newcomer, world.moduleId)
			],
			[
				'/account ?/name',
				() => ({ name: hostile }),
				() => db().select({ name: schema.user.name }).from(schema.user)
			],
			[
				'people/sections ?/make',
				() => ({ name: hostile }),
				() => db().select({ name: schema.section.name }).from(schema.section)
			],
			[
				'settings ?/change',
				(fields) => ({ ...fields, titleEn: hostile, welcomeEn: hostile }),
				() => db().select({ title: schema.course.title }).from(schema.course)
			],
			[
				'/edit ?/default',
				(fields) => ({ ...fields, titleEn: hostile, summaryEn: hostile }),
				() => db().select({ title: schema.courseModule.title }).from(schema.courseModule)
			],
			[
				'review/[position] ?/save',
				(fields) => ({ ...fields, version: '2', overall: hostile }),
				() => db().select({ overall: schema.review.overall }).from(schema.review)
			],
			[
				'review/answers/[question] ?/mark',
				(fields) => ({ ...fields, comment: hostile }),
				() => db().select({ comment: schema.answerMark.comment }).from(schema.answerMark)
			]
		];
	let axes: string[] = [];
	beforeAll(async () => {
		axes = (await stancesFor(world.newcomer, world.moduleId)).axes.map(({ key }) => key);
	});

	it.each(places)(
		'are kept as words, without what turns text around: %s',
		async (end, form, shown) => {
			const name = functions.map((fn) => fn.name).find((n) => n.endsWith(end)) ?? end;
			const { answer } = await send(name, (fields) => ({ form: form(fields) }));
			expect(answer).toMatchObject({ refused: null, status: 200 });
			const json = JSON.stringify(await shown());
			expect(json).toContain(JSON.stringify(kept).slice(1, -1));
			expect(json).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
		}
	);

	it('never become markup of a text that was brought in', async () => {
		const name = functions.map((fn) => fn.name).find((n) => n.endsWith('edit/import ?/publish'));
		const piece = [hostile, '<img src=x onerror=alert(3)> &lt;b&gt; and more words.'];
		const { answer } = await send(name ?? '', (fields) => ({ form: { ...fields, piece } }));
		expect(answer).toMatchObject({ refused: null, status: 303 });
		const rows = await db()
			.select({ html: schema.paragraph.html, text: schema.paragraph.text })
			.from(schema.paragraph);
		const own = rows.filter(({ text }) => text.includes('alert('));
		expect(own.map(({ text }) => text)).toContain(kept);
		expect(own.filter(({ html }) => /<(script|img|a|b)\b/.test(html))).toEqual([]);
	});
});

describe('an id that is not of this course', () => {
	freshWorld();

	/** The same course once more: what is in it exists, and is not here. */
	let other: World['otherCourse'] & {
		person: string;
		passage: string;
		motion: string;
		note: string;
		group: string;
		nothing: string;
	};
	beforeAll(async () => {
		const teacher = await aTeacher();
		const wanted = { title: { en: 'Other' }, timeZone: 'Asia/Karachi', packSlug: moduleSlug };
		const opened = await openCourseFromPack(teacher, wanted, now);
		if (!opened.ok) throw new Error(opened.reason);
		const { courseId, courseSlug: slug } = opened;
		const instructor = await actorOf(teacher, { slug });
		await addGroup(instructor, moduleSlug, '', now);
		const { groups } = await groupsFor(instructor, moduleSlug, now);
		const student = await aStudent({ courseId, slug });
		const [version] = await db()
			.select({ id: schema.editionVersion.id })
			.from(schema.editionVersion)
			.where(eq(schema.editionVersion.courseId, courseId));
		const [motion] = await db()
			.select({ id: schema.motion.id })
			.from(schema.motion)
			.where(eq(schema.motion.courseId, courseId));
		other = {
			...world.otherCourse,
			person: student.membership?.enrolmentId ?? '',
			passage: version?.id ?? '',
			motion: motion?.id ?? '',
			note: await aNote(student),
			group: groups[0]?.id ?? '',
			nothing: newId()
		};
	});

	const fields: [end: string, field: string, id: () => string][] = [
		['questions/[set] ?/extend', 'student', () => other.person],
		['questions/[set] ?/reopen', 'student', () => other.person],
		['edit/position ?/assign', 'student', () => other.person],
		['edit/position ?/extend', 'student', () => other.person],
		['edit/position ?/terms', 'motion', () => other.motion],
		['people ?/move', 'person', () => other.enrolmentId],
		['people ?/move', 'to', () => other.sectionId],
		['people/[person] ?/place', 'section', () => other.sectionId],
		['people/invitations ?/invite', 'section', () => other.sectionId],
		['people/invitations ?/resend', 'invitation', () => other.nothing],
		['people/invitations ?/revoke', 'invitation', () => other.nothing],
		['people/sections ?/rename', 'section', () => other.sectionId],
		['position/cite ?/cite', 'version', () => other.passage],
		['readings/[reading] ?/keep', 'paragraph', () => other.passage],
		['readings/[reading]/notes ?/write', 'version', () => other.passage],
		['readings/[reading]/notes ?/change', 'ref', () => other.note],
		['readings/[reading]/notes ?/attach', 'ref', () => other.note],
		['readings/[reading]/notes ?/attach', 'version', () => other.passage],
		['readings/[reading]/notes ?/resolve', 'ref', () => other.note],
		['readings/[reading]/notes ?/reply', 'note', () => other.note],
		['readings/[reading]/notes ?/report', 'ref', () => other.note],
		['readings/[reading]/notes ?/hide', 'ref', () => other.note],
		['readings/[reading]/notes ?/show', 'ref', () => other.note],
		['edit/readings/[reading]/moved ?/attach', 'ref', () => other.note],
		['ledger/[entry] ?/hide', 'ref', () => other.note],
		['ledger/[entry] ?/show', 'ref', () => other.note],
		['edit/groups ?/move', 'person', () => other.person],
		['edit/groups ?/move', 'to', () => other.group],
		['edit/groups ?/rename', 'group', () => other.group],
		['edit/groups ?/retire', 'group', () => other.group],
		['review ?/release', 'position', () => other.nothing],
		['review ?/give', 'marker', () => other.person],
		['review/plan ?/even', 'marker', () => other.person],
		['review/calibration ?/move', 'id', () => other.nothing],
		['grades/[item] ?/add', 'request', () => other.nothing],
		['grades/[item] ?/withdraw', 'request', () => other.nothing],
		['gradebook/items ?/column', 'item', () => other.nothing],
		['gradebook/items ?/remove', 'item', () => other.nothing],
		['gradebook/items ?/show', 'item', () => other.nothing],
		['gradebook/items ?/hide', 'item', () => other.nothing],
		['review/peers ?/byHand', 'reviewer', () => other.nothing],
		['review/answers/[question] ?/mark', 'ref', () => other.nothing],
		['/account ?/session', 'session', () => other.nothing],
		['/admin/people ?/role', 'person', () => other.nothing],
		['/admin/outbox ?/send', 'mail', () => other.nothing],
		['/admin/outbox ?/forget', 'mail', () => other.nothing]
	];

	it.each(fields)('in a form is not there: %s, %s', async (end, field, id) => {
		const name = functions.map((fn) => fn.name).find((n) => n.endsWith(end)) ?? end;
		// What the form is about is there before.
		await askedOf(functionNamed(name), world, senderOf(name));
		const before = await everythingKept(madeBySamples);
		const { sent, answer } = await send(name, (form) => ({ form: { ...form, [field]: id() } }));
		expectRefusal(answer, sent, field);
		const after = await everythingKept(madeBySamples);
		expect(after).toEqual(before);
	});

	/** What has gone in the meantime keeps nobody from the rest. */
	const many: typeof fields = [
		['review ?/ready', 'position', () => other.nothing],
		['review ?/unready', 'position', () => other.nothing],
		['review ?/give', 'position', () => other.nothing],
		['review ?/take', 'position', () => other.nothing],
		['review/moderation ?/settle', 'position', () => other.nothing]
	];

	it.each(many)('is passed over among many: %s, %s', async (end, field, id) => {
		const name = functions.map((fn) => fn.name).find((n) => n.endsWith(end)) ?? end;
		await askedOf(functionNamed(name), world, senderOf(name));
		const before = await everythingKept(madeBySamples);
		const { answer } = await send(name, (form) => ({ form: { ...form, [field]: [id()] } }));
		expect(answer).toMatchObject({ refused: null, status: 200 });
		expect(await everythingKept(madeBySamples)).toEqual(before);
	});

	/** They stand below a module and take nothing from it; the layout says that it is not there. */
	const takesNothing = /\[module\] \?\/away$|\[module\]\/edit \(page\)$|\/debates\/formats\b/;
	const params: [param: string, value: () => string][] = [
		['person', () => other.person],
		['position', () => other.nothing],
		['anchor', () => other.nothing],
		['item', () => other.nothing],
		['request', () => other.nothing],
		['review', () => other.nothing],
		['comment', () => other.nothing],
		['question', () => other.nothing],
		['set', () => 'no-such-set'],
		['reading', () => 'no-such-reading'],
		['module', () => 'no-such-module'],
		['n', () => '99']
	];

	it.each(params)('in an address is not there: [%s]', async (param, value) => {
		let asked = 0;
		for (const fn of functions) {
			if (!fn.routeId.includes(`[${param}]`) || takesNothing.test(fn.name)) continue;
			for (const actor of [world.actors.instructor, world.actors.student]) {
				const usual = await askedOf(fn, world, actor);
				const params = { ...usual.params, [param]: value() };
				const answer = await ask(fn, actor, { ...usual, params });
				expect([403, 404], fn.name).toContain(answer.refused);
				asked++;
			}
		}
		expect(asked).toBeGreaterThan(0);
	});
});
