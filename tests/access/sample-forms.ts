/*
 * What stands in the addresses, and one form for each action that its schema accepts: so that what
 * answers is the lock and not the form.
 */
import type { Actor } from '$lib/access/actor';
import { makeSlip } from '$lib/accounts/slips.server';
import { makeToken } from '$lib/accounts/tokens.server';
import { taskSettingsFor } from '$lib/positions/assigning.server';
import { db } from '$lib/server/db/client';
import { newId } from '$lib/server/db/id';
import { notice, outbox, session } from '$lib/server/db/schema';
import type { Asked, Fields, RouteFunction } from './every-route';
import { discussion, moduleSlug, now, reading, set, type World } from './world';

type Sample = (world: World, actor: Actor) => Fields | Promise<Fields>;

const password = 'seven brown herons';
/** Of a button without fields. */
export const nothing: Sample = () => ({});
const draft: Fields = {
	version: '1',
	side: 'for',
	thesis: 'Talks need a force behind them.',
	'reason-1': 'r1',
	'claim-1': 'Pauses were used to regroup.',
	'warrant-1': 'So time alone helps nobody.',
	against: 'Force feeds recruitment.',
	reply: 'Not where courts follow.',
	change: 'A pause that held for a year.'
};
const answers: Fields = { [`${discussion}.version`]: '1', [`${discussion}.text`]: 'Other words.' };
const dates = { dueAt: '2026-12-01T18:00', closesAt: '2026-12-02T18:00' };
const title = { titleEn: 'State and Society', titleUr: '' };

const sheet: Fields = { number: '1', version: '0', overall: 'Sound work.' };
const imported: Fields = {
	as: 'new',
	lang: 'en',
	source: 'A first paragraph of a text of our own.\n\nAnd a second one, as short.',
	title: 'A text of our own',
	author: 'Somebody',
	outlet: 'Nowhere',
	date: '2026',
	basis: 'printed',
	genre: 'Op-ed',
	found: 'In a drawer.',
	right: 'Written for this test.'
};

const course = '/courses/[course]';
const inModule = `${course}/modules/[module]`;

/** By the name of the action in every-route.ts. */
export const sampleForms: Record<string, Sample> = {
	'/(admin)/admin/outbox ?/send': async () => ({ mail: await aMail() }),
	'/(admin)/admin/outbox ?/forget': async () => ({ mail: await aMail() }),
	'/(admin)/admin/people ?/role': ({ writer }) => ({ person: writer.userId, role: 'none' }),
	'/(admin)/admin/settings ?/test': nothing,

	'/(public)/forgot-password ?/default': () => ({ email: 'nobody@example.org' }),
	'/(public)/preferences POST': () => ({ theme: 'dark', next: '/' }),
	'/(public)/preferences GET': nothing,
	'/(public)/reset-password ?/default': async ({ newcomer }) => ({
		token: await aToken('reset-password', newcomer),
		password
	}),
	'/(public)/set-up/[token] ?/default': () => ({
		name: 'Somebody',
		email: 'somebody@example.org',
		password
	}),
	'/(public)/sign-in ?/default': () => ({ email: 'nobody@example.org', password, next: '' }),
	'/(public)/sign-in/slip/[token] ?/default': nothing,
	'/(public)/sign-out ?/default': nothing,
	'/(public)/sign-up ?/default': () => ({
		name: 'Somebody',
		email: `${newId()}@example.org`,
		password,
		next: ''
	}),
	'/(public)/verify-email ?/default': async ({ newcomer }) => ({
		token: await aToken('verify-email', newcomer)
	}),

	'/(signed-in)/account ?/name': (_world, { person }) => ({ name: person?.name ?? 'Somebody' }),
	'/(signed-in)/account ?/language': () => ({ locale: 'en' }),
	'/(signed-in)/account ?/address': () => ({
		email: `${newId()}@example.org`,
		passwordNow: password
	}),
	'/(signed-in)/account ?/confirm': nothing,
	'/(signed-in)/account ?/password': () => ({ passwordNow: password, passwordNew: `${password}s` }),
	'/(signed-in)/account ?/session': async (_world, actor) => ({ session: await aSession(actor) }),
	'/(signed-in)/account ?/others': nothing,
	'/(signed-in)/courses/join ?/default': ({ joinCode }) => ({ code: joinCode }),
	'/(signed-in)/courses/join/[code] ?/default': nothing,
	'/(signed-in)/courses/new ?/default': () => ({
		...title,
		pack: moduleSlug,
		timeZone: 'Asia/Karachi'
	}),
	[`/(signed-in)${course} ?/view`]: () => ({ view: 'own' }),
	[`/(signed-in)${inModule} ?/away`]: async (world, actor) => ({
		notice: await aNotice(world, actor)
	}),
	[`/(signed-in)${inModule}/position ?/save`]: () => draft,
	[`/(signed-in)${inModule}/position ?/addReason`]: () => draft,
	[`/(signed-in)${inModule}/position ?/removeReason`]: () => ({ ...draft, reason: 'r1' }),
	[`/(signed-in)${inModule}/position ?/cite`]: () => ({ ...draft, part: 'against' }),
	[`/(signed-in)${inModule}/position ?/uncite`]: () => ({ ...draft, citation: 'c1' }),
	[`/(signed-in)${inModule}/position ?/submit`]: () => draft,
	[`/(signed-in)${inModule}/position/cite ?/cite`]: ({ passage }) => ({
		part: 'against',
		version: passage.versionId,
		paragraph: passage.paragraphId,
		range: '0-40',
		exact: passage.words
	}),
	[`/(signed-in)${inModule}/questions/[set] ?/save`]: () => answers,
	[`/(signed-in)${inModule}/questions/[set] ?/check`]: () => ({ ...answers, check: discussion }),
	[`/(signed-in)${inModule}/questions/[set] ?/review`]: () => answers,
	[`/(signed-in)${inModule}/questions/[set] ?/settings`]: () => dates,
	[`/(signed-in)${inModule}/questions/[set] ?/release`]: nothing,
	[`/(signed-in)${inModule}/questions/[set] ?/extend`]: ({ writer }) => ({
		student: writer.enrolmentId,
		extendedDueAt: dates.dueAt,
		extendedClosesAt: dates.closesAt
	}),
	[`/(signed-in)${inModule}/questions/[set] ?/reopen`]: ({ writer }) => ({
		student: writer.enrolmentId
	}),
	[`/(signed-in)${inModule}/questions/[set]/submit ?/default`]: nothing,
	[`/(signed-in)${inModule}/readings/[reading] ?/keep`]: ({ passage }) => ({
		paragraph: passage.paragraphId
	}),
	[`/(signed-in)${inModule}/readings/[reading] ?/read`]: () => ({ read: 'yes' }),
	[`/(signed-in)${inModule}/stance ?/place`]: () => ({ 'axis-talks': 'unknown' }),
	[`/(signed-in)${inModule}/stance ?/moment`]: () => ({ moment: 'before', to: 'open' }),

	[`/(staff)${inModule}/edit ?/default`]: () => ({
		...title,
		summaryEn: '',
		summaryUr: '',
		visible: 'on'
	}),
	[`/(staff)${inModule}/edit/import ?/preview`]: () => imported,
	[`/(staff)${inModule}/edit/import ?/publish`]: () => ({
		...imported,
		use: ['keep', 'keep'],
		to: ['', '']
	}),
	[`/(staff)${inModule}/edit/position ?/terms`]: async ({ actors }) => {
		const { terms } = await taskSettingsFor(actors.instructor, moduleSlug);
		return { ...dates, motion: terms.motionId, graceMinutes: '0', hideWhileMarking: 'on' };
	},
	[`/(staff)${inModule}/edit/position ?/lot`]: nothing,
	[`/(staff)${inModule}/edit/position ?/leave`]: nothing,
	[`/(staff)${inModule}/edit/position ?/assign`]: ({ writer }) => ({
		student: writer.enrolmentId,
		side: 'for'
	}),
	[`/(staff)${inModule}/edit/position ?/extend`]: ({ writer }) => ({
		student: writer.enrolmentId,
		...dates
	}),
	[`/(staff)${inModule}/review ?/release`]: ({ writer }) => ({ position: writer.positionId }),
	[`/(staff)${inModule}/review ?/releaseAll`]: nothing,
	[`/(staff)${inModule}/review/[position] ?/save`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/ready`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/return`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/release`]: nothing,
	[`/(staff)${inModule}/review/answers/[question] ?/mark`]: ({ answerRef }) => ({
		ref: answerRef,
		version: '1',
		points: '1',
		comment: ''
	}),
	[`/(staff)${course}/people ?/move`]: ({ writer, sections }) => ({
		person: [writer.enrolmentId],
		to: sections.a
	}),
	[`/(staff)${course}/people/[person] ?/place`]: ({ sections }) => ({
		role: 'student',
		section: sections.a
	}),
	[`/(staff)${course}/people/[person] ?/remove`]: nothing,
	[`/(staff)${course}/people/[person] ?/restore`]: nothing,
	[`/(staff)${course}/people/[person] ?/slip`]: nothing,
	[`/(staff)${course}/people/invitations ?/invite`]: () => ({
		addresses: 'new@example.org',
		role: 'student',
		section: ''
	}),
	[`/(staff)${course}/people/invitations ?/resend`]: async (world) => ({
		invitation: await world.anInvitation()
	}),
	[`/(staff)${course}/people/invitations ?/revoke`]: async (world) => ({
		invitation: await world.anInvitation()
	}),
	[`/(staff)${course}/people/sections ?/make`]: () => ({ name: newId() }),
	[`/(staff)${course}/people/sections ?/rename`]: ({ sections }) => ({
		section: sections.b,
		name: 'Section B'
	}),
	[`/(staff)${course}/settings ?/change`]: () => ({
		...title,
		timeZone: 'Asia/Karachi',
		classmatesSee: 'pseudonyms',
		welcomeEn: '',
		welcomeUr: ''
	}),
	[`/(staff)${course}/settings ?/replaceCode`]: nothing,
	[`/(staff)${course}/settings ?/joining`]: () => ({ open: 'yes' }),
	[`/(staff)${course}/settings ?/archive`]: () => ({ archived: 'no' })
};

/** What a page asks of its address beyond the path. */
const queries: Record<string, Record<string, string>> = {
	[`/(signed-in)${inModule}/position/cite`]: { part: 'against', reading }
};

/** The value of each parameter; a new one needs a line here. */
export async function paramsOf(routeId: string, world: World): Promise<Record<string, string>> {
	const params: Record<string, string> = {};
	for (const [, name = ''] of routeId.matchAll(/\[([^\]]+)\]/g))
		params[name] = await paramOf(name, routeId, world);
	return params;
}

async function paramOf(name: string, routeId: string, world: World): Promise<string> {
	switch (name) {
		case 'course':
			return world.course.slug;
		case 'module':
			return moduleSlug;
		case 'reading':
			return reading;
		case 'set':
			return set;
		case 'question':
			return routeId.includes('/classmates/') ? discussion : world.questionId;
		case 'n':
			return '1';
		case 'person':
			return world.writer.enrolmentId;
		case 'position':
			return world.writer.positionId;
		case 'code':
			return world.joinCode;
		case 'status':
			return '404';
		case 'token':
			return routeId.includes('/slip/') ? aSlip(world) : 'no-such-link';
		default:
			throw new Error(`[${name}] of ${routeId}: a new parameter needs a value here`);
	}
}

/** The request that this function is asked with. */
export async function askedOf(fn: RouteFunction, world: World, actor: Actor): Promise<Asked> {
	const posts = fn.kind === 'action' || fn.kind === 'verb';
	const form = posts ? await sampleForms[fn.name]?.(world, actor) : undefined;
	return {
		params: await paramsOf(fn.routeId, world),
		query: fn.kind === 'load' ? queries[fn.routeId] : undefined,
		form
	};
}

async function aMail(): Promise<string> {
	const id = newId();
	const body = 'A link.';
	await db()
		.insert(outbox)
		.values({ id, recipient: 'nobody@example.org', subject: 'A mail', body, createdAt: now });
	return id;
}

async function aToken(kind: 'reset-password' | 'verify-email', { person }: Actor) {
	return makeToken(kind, { userId: person?.id ?? '', email: person?.email ?? '' }, now);
}

async function aSlip({ actors, writer }: World): Promise<string> {
	const slip = await makeSlip(actors.instructor, writer.enrolmentId, now);
	return slip.ok ? (slip.path.split('/').at(-1) ?? '') : '';
}

async function aSession({ person }: Actor): Promise<string> {
	const id = newId();
	const expiresAt = new Date(now.getTime() + 60_000);
	const times = { expiresAt, createdAt: now, updatedAt: now };
	if (person)
		await db()
			.insert(session)
			.values({ id, token: id, userId: person.id, ...times });
	return id;
}

async function aNotice({ course }: World, { membership }: Actor): Promise<string> {
	const id = newId();
	const { courseId } = course;
	if (membership)
		await db().insert(notice).values({
			courseId,
			id,
			enrolmentId: membership.enrolmentId,
			kind: 'slip_used',
			payload: {},
			at: now
		});
	return id;
}
