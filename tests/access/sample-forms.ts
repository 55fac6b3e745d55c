/*
 * What stands in the addresses, and one form for each action that its schema accepts: so that what
 * answers is the lock and not the form.
 */
import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Actor } from '$lib/access/actor';
import { makeSlip } from '$lib/accounts/slips.server';
import { makeToken } from '$lib/accounts/tokens.server';
import { writeNote } from '$lib/annotations/writing.server';
import { makeClassAccount } from '$lib/courses/class-accounts.server';
import { copyFormat } from '$lib/debates/own-formats/copying.server';
import { writeFormat } from '$lib/debates/own-formats/format-file.server';
import { formatFor } from '$lib/debates/own-formats/formats.server';
import { motionsToDebate } from '$lib/debates/rounds/changing.server';
import { addColumn } from '$lib/gradebook/columns.server';
import { groupsFor } from '$lib/modules/groups.server';
import { addGroup } from '$lib/modules/regrouping.server';
import { taskSettingsFor } from '$lib/positions/assigning.server';
import { setsToEdit } from '$lib/questions/authoring-sets.server';
import { addComment } from '$lib/reviews/bank/comments.server';
import { markReady } from '$lib/reviews/marking.server';
import { markAgain } from '$lib/reviews/moderating/again.server';
import { writeRubric } from '$lib/reviews/rubric-file.server';
import { rubricToEdit } from '$lib/reviews/rubrics.server';
import { db } from '$lib/server/db/client';
import { newId, newRef } from '$lib/server/db/id';
import {
	bankComment,
	contribution,
	prepCard,
	anchorPosition,
	anchorRating,
	gradeItem,
	ledgerCheck,
	ledgerEntry,
	note,
	notice,
	outbox,
	peerPlan,
	peerReview,
	position,
	positionTask,
	positionVersion,
	regradeEntry,
	regradeRequest,
	session
} from '$lib/server/db/schema';
import { aStudent } from '../support/builders';
import type { Asked, Fields, RouteFunction } from './every-route';
import {
	checkOf,
	discussion,
	entry,
	moduleSlug,
	now,
	reading,
	searched,
	set,
	type World
} from './world';

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

const anchorLevels: Fields = {
	version: '1',
	...Object.fromEntries(['R1', 'R2', 'R3', 'R4', 'R5', 'R6'].map((key) => [`level-${key}`, '3']))
};

const sheet: Fields = { number: '1', version: '0', overall: 'Sound work.' };
/** Of a classmate's position, whole. */
const peerReviewed: Fields = {
	version: '0',
	...Object.fromEntries(
		['R1', 'R2', 'R3', 'R4', 'R5', 'R6'].flatMap((key) => [
			[`level-${key}`, '3'],
			[`reason-${key}`, 'The passage is cited for what it says.']
		])
	)
};
const importedPieces: Fields = {
	as: 'new',
	lang: 'en',
	piece: ['A first paragraph of a text of our own.', 'And a second one, as short.'],
	why: ['', ''],
	use: ['keep', 'keep'],
	to: ['', ''],
	split: ['', '']
};

const imported: Fields = {
	...importedPieces,
	title: 'A text of our own',
	author: 'Somebody',
	outlet: 'Nowhere',
	date: '2026',
	basis: 'printed',
	genre: 'Op-ed',
	found: 'In a drawer.',
	right: 'own'
};

/** Of an open question. */
const asked: Fields = {
	'prompt.en': 'What does the text leave out?',
	'prompt.ur': '',
	points: '2',
	feedback: 'after-release'
};
const axis: Fields = {
	'title.en': 'Courts',
	'a.en': 'Courts first.',
	'b.en': 'Force first.',
	first: 'a',
	stamp: ''
};
const rubric: Fields = {
	'title.en': 'Position',
	'criteria.0.key': 'R1',
	'criteria.0.title.en': 'Thesis',
	'criteria.0.levels.0.points': '0',
	'criteria.0.levels.0.label.en': 'Not yet',
	'criteria.0.levels.1.points': '4',
	'criteria.0.levels.1.label.en': 'Strong',
	stamp: ''
};

const writtenText: Fields = {
	base: '1',
	title: 'A text',
	standfirst: 'Of our own.',
	source: 'One paragraph, which is all that is left.'
};

const course = '/courses/[course]';
const inModule = `${course}/modules/[module]`;

/** As another program writes one: a mark on the first letters of the text. */
const anAnnotation = JSON.stringify({
	type: 'Annotation',
	target: { source: 'x', selector: { type: 'TextPositionSelector', start: 0, end: 5 } }
});

/** On the passage of the world, for the class. */
async function noteBy(author: Actor, { passage }: World, body: string): Promise<string> {
	const { versionId, paragraphId } = passage;
	const words = { start: null, end: null, exact: null, from: null, to: null };
	const shown = { audience: 'class', tags: [], body, lang: 'en', ref: null } as const;
	const wanted = { versionId, paragraphId, ...words, ...shown };
	const address = { moduleSlug, readingSlug: reading };
	const written = await writeNote(author, address, wanted, now);
	return written.ok ? written.ref : '';
}

/** By world, and by who wrote them. */
const notesMade = new WeakMap<World, Map<Actor, string>>();

/** The same as long as it is there and nobody has changed it. */
async function aNoteBy(author: Actor, world: World): Promise<string> {
	const made = notesMade.get(world) ?? new Map<Actor, string>();
	notesMade.set(world, made);
	const [kept] = await db()
		.select({ ref: note.ref })
		.from(note)
		.where(
			and(
				eq(note.ref, made.get(author) ?? ''),
				isNull(note.deletedAt),
				isNull(note.resolvedAt),
				eq(note.version, 1)
			)
		);
	const ref = kept?.ref ?? (await noteBy(author, world, 'Why?'));
	made.set(author, ref);
	return ref;
}

function isStudent({ actors, newcomer }: World, actor: Actor): boolean {
	return actor === actors.student || actor === newcomer;
}

/** A student's own note; for everybody else one of a classmate. */
async function aNoteToAttach(world: World, actor: Actor): Promise<Fields> {
	const { passage, writer } = world;
	const ref = await aNoteBy(isStudent(world, actor) ? actor : writer.actor, world);
	return { ref, version: passage.versionId, paragraph: passage.paragraphId, from: '1', to: '1' };
}

/** As `aNoteToAttach`, for what is done to the note itself. */
async function aNote(world: World, actor: Actor): Promise<Fields> {
	const { ref = '' } = await aNoteToAttach(world, actor);
	return { ref, base: '1' };
}

/** A classmate's, whoever asks; a student has written one before. */
async function aClassmatesNote(world: World, actor: Actor): Promise<Fields> {
	if (isStudent(world, actor)) await aNoteBy(actor, world);
	return { ref: await aNoteBy(world.writer.actor, world), reason: 'It names a neighbour.' };
}

/** By staff: everybody in the course sees it. */
function aNoteByStaff(world: World): Promise<string> {
	return aNoteBy(world.actors.instructor, world);
}

/** The writer's check, as whoever has checked themselves knows it. */
async function aCheckToHide({ writer }: World): Promise<Fields> {
	const [found] = await db()
		.select({ ref: ledgerCheck.ref })
		.from(ledgerCheck)
		.where(eq(ledgerCheck.enrolmentId, writer.enrolmentId));
	return { ref: found?.ref ?? '', reason: 'A name.' };
}

/** On the version that the entry has by now. */
async function anEntry({ moduleId }: World): Promise<Fields> {
	const [found] = await db()
		.select({ version: ledgerEntry.version })
		.from(ledgerEntry)
		.where(and(eq(ledgerEntry.moduleId, moduleId), eq(ledgerEntry.key, entry)));
	return {
		base: String(found?.version ?? 0),
		kind: 'figure',
		'text.en': 'A post was attacked.',
		'text.ur': '',
		status: 'unchecked',
		'places.0.row': 'kept',
		'places.0.at': '1:3',
		'places.0.words.en': '2',
		'places.0.who.en': 'The desk'
	};
}

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
	'/(public)/sign-in/class ?/default': () => ({
		classCode: 'ABCD-EFGH',
		name: 'Nobody',
		passwordCode: '7KQ0-1MXA',
		next: ''
	}),
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
	'/(signed-in)/account ?/news': () => ({ news: 'never' }),
	'/(signed-in)/account ?/address': () => ({
		email: `${newId()}@example.org`,
		passwordNow: password
	}),
	'/(signed-in)/account ?/confirm': nothing,
	'/(signed-in)/account ?/password': () => ({ passwordNow: password, passwordNew: `${password}s` }),
	'/(signed-in)/account ?/session': async (_world, actor) => ({ session: await aSession(actor) }),
	'/(signed-in)/account ?/others': nothing,
	'/(signed-in)/account/erase ?/default': () => ({
		email: 'nobody@example.org',
		passwordNow: password
	}),
	'/(signed-in)/account/export/download POST': nothing,
	'/(signed-in)/account/export/download GET': nothing,
	'/(signed-in)/courses/join ?/default': ({ joinCode }) => ({ code: joinCode }),
	'/(signed-in)/courses/join/[code] ?/default': nothing,
	'/(signed-in)/courses/new ?/default': () => ({
		...title,
		pack: moduleSlug,
		timeZone: 'Asia/Karachi'
	}),
	[`/(signed-in)${course} ?/away`]: async (world, actor) => ({
		notice: await aNotice(world, actor)
	}),
	[`/(signed-in)${course} ?/view`]: () => ({ view: 'own' }),
	[`/(signed-in)${inModule} ?/away`]: async (world, actor) => ({
		notice: await aNotice(world, actor)
	}),
	[`/(signed-in)${inModule}/group ?/prefer`]: () => ({ side: 'either' }),
	[`/(signed-in)${inModule}/group ?/takeBack`]: nothing,
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/attach`]: aNoteToAttach,
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/write`]: ({ passage }) => ({
		version: passage.versionId,
		paragraph: passage.paragraphId,
		from: '1',
		to: '1',
		audience: 'class',
		body: 'Who says so?',
		lang: 'en'
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/change`]: async (world, actor) => ({
		...(await aNote(world, actor)),
		audience: 'class',
		body: 'Other words.',
		lang: 'en'
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/remove`]: aNote,
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/resolve`]: async (world, actor) => {
		const { ref = '' } = await aNote(world, actor);
		return { ref, to: 'yes' };
	},
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/reply`]: async (world) => ({
		note: await aNoteByStaff(world),
		body: 'So do I.',
		lang: 'en'
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/changeReply`]: () => ({
		ref: 'a1b2c3d4e5f6a1b2c3d4e5f6',
		base: '1',
		body: 'Other words.'
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/removeReply`]: () => ({
		ref: 'a1b2c3d4e5f6a1b2c3d4e5f6',
		base: '1'
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/report`]: aClassmatesNote,
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/hide`]: aClassmatesNote,
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/show`]: async (world, actor) => {
		const { ref = '' } = await aClassmatesNote(world, actor);
		return { ref };
	},
	[`/(signed-in)${inModule}/readings/[reading]/notes/data GET`]: nothing,
	[`/(signed-in)${inModule}/readings/[reading]/notes/changed GET`]: nothing,
	[`/(signed-in)${inModule}/readings/[reading]/notes/live GET`]: nothing,
	[`/(staff)${inModule}/debates/new ?/default`]: async ({ actors }) => {
		const [motion] = await motionsToDebate(actors.instructor, moduleSlug);
		return { motion: motion?.id ?? '', format: 'oxford', mode: 'spoken' };
	},
	[`/(staff)${inModule}/debates/rounds/[round] ?/move`]: ({ writer, debate }) => ({
		person: writer.enrolmentId,
		place: `${debate.slug}/judge`,
		stamp: 'x'
	}),
	[`/(staff)${inModule}/debates/rounds/[round] ?/absent`]: ({ writer }) => ({
		person: writer.enrolmentId,
		standIn: '',
		stamp: 'x'
	}),
	[`/(staff)${inModule}/debates/rounds/[round] ?/present`]: ({ writer }) => ({
		person: writer.enrolmentId,
		stamp: 'x'
	}),
	[`/(staff)${inModule}/debates/rounds/[round] ?/open`]: nothing,
	[`/(staff)${inModule}/debates/rounds/[round] ?/redraw`]: nothing,
	[`/(staff)${inModule}/debates/rounds/[round] ?/addRoom`]: nothing,
	[`/(staff)${inModule}/debates/rounds/[round] ?/tell`]: nothing,
	[`/(staff)${inModule}/debates/rounds/[round] ?/cancel`]: nothing,
	[`/(staff)${inModule}/debates/[debate]/settings ?/save`]: () => ({ room: 'Hall', stamp: 'x' }),
	[`/(staff)${inModule}/debates/formats/[format] ?/copy`]: nothing,
	[`/(staff)${inModule}/debates/formats/[format] ?/arrange`]: nothing,
	[`/(staff)${inModule}/debates/formats/[format] ?/save`]: () => ({
		'title.en': 'Ours',
		stamp: 'x'
	}),
	[`/(staff)${inModule}/debates/formats/[format] ?/retire`]: () => ({ retired: 'no' }),
	[`/(staff)${inModule}/debates/formats/import ?/preview`]: async ({ actors }) => {
		const { body } = await formatFor(actors.instructor, 'oxford');
		return { file: new File([writeFormat(body)], 'format.json', { type: 'application/json' }) };
	},
	[`/(staff)${inModule}/debates/formats/import ?/apply`]: () => ({ format: '{}' }),
	[`/(signed-in)${inModule}/debates/[debate] ?/move`]: () => ({ move: '{"kind":"ask-floor"}' }),
	[`/(signed-in)${inModule}/debates/[debate] ?/cite`]: () => ({
		reading: 'taliban-talks',
		paragraph: '1',
		passages: '[]'
	}),
	[`/(signed-in)${inModule}/debates/[debate] ?/choose`]: () => ({ corner: 'agree', reason: '' }),
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/move`]: () => ({
		move: '{"kind":"ask-floor"}'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/open`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/link`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/revoke`]: () => ({ link: 'x' }),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/add`]: () => ({
		body: 'Trees cool the street',
		phase: '0'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/card`]: () => ({ card: 'none', phase: '0' }),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/reword`]: () => ({
		c: '1',
		version: '1',
		body: 'Trees cool the whole street'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/place`]: () => ({ c: '1', to: 'up' }),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/link`]: () => ({ c: '1', to: '2' }),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/unlink`]: () => ({ c: '1', to: '2' }),
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/strike`]: () => ({ c: '1', on: 'yes' }),
	[`/(signed-in)${inModule}/debates/[debate]/vote ?/vote`]: () => ({
		moment: 'before',
		choice: 'for'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/save`]: () => ({ version: '0' }),
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/give`]: () => ({ version: '0' }),
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/takeBack`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/result ?/publish`]: () => ({ what: 'votes' }),
	[`/(signed-in)${inModule}/debates/[debate]/result ?/stance`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/save`]: () => ({
		body: 'Their second argument.',
		version: '0',
		as: 'draft'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/stance`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/release`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/map/argdown GET`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/map/aif GET`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/board ?/add`]: () => ({
		claim: 'Pauses were used.',
		lang: 'en'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board ?/source`]: () => ({
		of: 'reason',
		source: 'r1'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board ?/save`]: async (world) => ({
		card: await aCard(world),
		version: '1',
		claim: 'Changed',
		lang: 'en'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board ?/move`]: async (world) => ({
		card: await aCard(world),
		to: 'up'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board ?/remove`]: async (world) => ({
		card: await aCard(world)
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board ?/drop`]: async (world) => ({
		card: await aCard(world),
		passage: 'none'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/board/passage ?/cite`]: () => ({
		part: 'new',
		version: 'none',
		paragraph: 'none',
		range: '0-4'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/agree`]: nothing,
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/report`]: async (world) => ({
		c: await saidWords(world),
		reason: 'Unkind'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/hide`]: async (world) => ({
		c: await saidWords(world),
		reason: 'A name.'
	}),
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/show`]: async (world) => ({
		c: await saidWords(world)
	}),
	[`/(signed-in)${inModule}/debates/[debate]/events GET`]: nothing,
	[`/(public)${inModule}/debates/[debate]/screen/events GET`]: nothing,
	[`/(staff)${inModule}/edit/notes ?/add`]: () => ({ 'label.en': 'Irony', 'label.ur': 'طنز' }),
	[`/(staff)${inModule}/edit/notes ?/rename`]: () => ({
		id: 'claim',
		'label.en': 'Assertion',
		'label.ur': 'دعویٰ'
	}),
	[`/(staff)${inModule}/edit/notes ?/retire`]: () => ({ id: 'question', to: 'out' }),
	[`/(staff)${inModule}/edit/notes ?/move`]: () => ({ id: 'evidence', to: 'up' }),
	[`/(staff)${inModule}/edit/notes ?/reveal`]: () => ({ reading, after: '1' }),
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
	[`/(signed-in)${course}/grades/[item] ?/ask`]: () => ({ reason: 'It is on line two.' }),
	[`/(signed-in)${course}/grades/[item] ?/add`]: async (world) => ({
		request: await aRequestBy(world, world.own.enrolmentId),
		body: 'And on line three.'
	}),
	[`/(signed-in)${course}/grades/[item] ?/withdraw`]: async (world) => ({
		request: await aRequestBy(world, world.own.enrolmentId)
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
	[`/(signed-in)${inModule}/questions/[set] ?/waive`]: ({ writer }) => ({
		student: writer.enrolmentId,
		waived: 'yes'
	}),
	[`/(signed-in)${inModule}/questions/[set]/classmates/[question] ?/report`]: ({ peerRef }) => ({
		ref: peerRef,
		reason: 'It names somebody.'
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

	[`/(staff)${course}/modules/new ?/default`]: () => ({
		'title.en': 'A module',
		'title.ur': '',
		'summary.en': 'Of our own.'
	}),
	[`/(staff)${inModule}/edit ?/default`]: () => ({
		...title,
		summaryEn: '',
		summaryUr: '',
		shown: 'now',
		opensAt: ''
	}),
	[`/(staff)${inModule}/edit/import ?/preview`]: () => ({
		as: 'new',
		lang: 'en',
		source: 'A first paragraph of a text of our own.\n\nAnd a second one, as short.'
	}),
	[`/(staff)${inModule}/edit/import ?/pieces`]: () => importedPieces,
	[`/(staff)${inModule}/edit/import ?/about`]: () => importedPieces,
	[`/(staff)${inModule}/edit/import ?/publish`]: () => imported,
	[`/(staff)${inModule}/edit/axes ?/move`]: () => ({ key: 'talks', to: 'down' }),
	[`/(staff)${inModule}/edit/axes/[axis] ?/save`]: () => axis,
	[`/(staff)${inModule}/edit/axes/[axis] ?/retire`]: () => ({ key: 'talks', retired: 'no' }),
	[`/(staff)${inModule}/edit/dates ?/save`]: () => ({ graceMinutes: '0', stamp: 'none' }),
	[`/(staff)${inModule}/edit/dates ?/late`]: () => ({ rate: '10', interval: 'day', version: '0' }),
	[`/(staff)${inModule}/edit/dates ?/shift`]: () => ({ days: '7' }),
	[`/(staff)${inModule}/edit/groups ?/make`]: () => ({ size: '4', stamp: 'none' }),
	[`/(staff)${inModule}/edit/groups ?/place`]: nothing,
	[`/(staff)${inModule}/edit/groups ?/move`]: ({ writer }) => ({
		person: writer.enrolmentId,
		from: '',
		to: 'none'
	}),
	[`/(staff)${inModule}/edit/groups ?/rename`]: async (world) => ({
		group: await aGroup(world),
		name: newId()
	}),
	[`/(staff)${inModule}/edit/groups ?/add`]: () => ({ name: newId() }),
	[`/(staff)${inModule}/edit/groups ?/retire`]: async (world) => ({ group: await aGroup(world) }),
	[`/(staff)${inModule}/edit/groups ?/ask`]: () => ({ asks: 'yes' }),
	[`/(staff)${inModule}/edit/motions ?/move`]: () => ({ key: 'M1', to: 'down' }),
	[`/(staff)${inModule}/edit/motions/[motion] ?/save`]: () => ({
		'text.en': 'This house would wait.',
		stamp: ''
	}),
	[`/(staff)${inModule}/edit/motions/[motion] ?/retire`]: () => ({ key: 'M1', retired: 'no' }),
	[`/(staff)${inModule}/edit/questions/[question] ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/questions/[question] ?/save`]: () => ({ ...asked, base: '1' }),
	[`/(staff)${inModule}/edit/questions/[question] ?/moveTo`]: async ({ actors }) => {
		const sets = await setsToEdit(actors.instructor, moduleSlug);
		return { set: sets[0]?.id ?? '' };
	},
	[`/(staff)${inModule}/edit/questions/[question] ?/retire`]: ({ questionId }) => ({
		id: questionId,
		retired: 'no'
	}),
	[`/(staff)${inModule}/edit/rubric ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/rubric ?/save`]: () => rubric,
	[`/(staff)${inModule}/edit/rubric/import ?/preview`]: aRubricFile,
	[`/(staff)${inModule}/edit/rubric/import ?/apply`]: () => ({ rubric: '{}', stamp: 'x' }),
	[`/(staff)${inModule}/edit/sets ?/move`]: async ({ actors }) => ({
		id: (await setsToEdit(actors.instructor, moduleSlug))[0]?.id ?? '',
		to: 'down'
	}),
	[`/(staff)${inModule}/edit/sets/[set] ?/save`]: () => ({
		'title.en': 'A set',
		stage: 'reading',
		stamp: ''
	}),
	[`/(staff)${inModule}/edit/sets/[set] ?/move`]: ({ questionId }) => ({
		id: questionId,
		to: 'up'
	}),
	[`/(staff)${inModule}/edit/sets/[set] ?/retire`]: async ({ actors }) => ({
		id: (await setsToEdit(actors.instructor, moduleSlug))[0]?.id ?? '',
		retired: 'no'
	}),
	[`/(staff)${inModule}/edit/sets/[set]/new/[kind] ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/sets/[set]/new/[kind] ?/save`]: () => asked,
	[`/(staff)${inModule}/edit/glossary ?/move`]: () => ({ key: 'soft-state', to: 'down' }),
	[`/(staff)${inModule}/edit/glossary/[term] ?/save`]: () => ({
		base: 'none',
		'term.en': 'Soft state',
		'term.ur': 'نرم ریاست',
		'short.en': 'A state.',
		aliases: 'soft states',
		readings: '004'
	}),
	[`/(staff)${inModule}/edit/glossary/[term] ?/remove`]: () => ({ key: 'no-such-term' }),
	[`/(staff)${inModule}/edit/note ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/note ?/save`]: () => ({
		base: 'none',
		'title.en': 'Background',
		'frame.0.id': 'frame-1',
		'frame.0.text.en': 'A first paragraph.',
		'firm.0.source.en': 'A book.'
	}),
	[`/(staff)${inModule}/edit/readings ?/move`]: () => ({ key: reading, to: 'down' }),
	[`/(staff)${inModule}/edit/readings ?/retire`]: () => ({ reading, to: 'back' }),
	[`/(staff)${inModule}/edit/readings/new ?/default`]: () => ({
		title: 'A text',
		standfirst: 'Of our own.',
		source: 'One paragraph, which is all that is left.',
		lang: 'en',
		'author.en': 'Somebody',
		date: '2026',
		basis: 'printed'
	}),
	[`/(staff)${inModule}/edit/readings/[reading] ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/readings/[reading] ?/save`]: () => ({
		base: 'none',
		'author.en': 'Somebody',
		'outlet.en': 'Somewhere',
		date: '2026-11',
		basis: 'printed',
		'printed.en': 'A line.',
		'notes.0.before': 'p1',
		'notes.0.text.en': 'A word before.'
	}),
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/preview`]: () => writtenText,
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/write`]: () => writtenText,
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/publish`]: () => writtenText,
	[`/(staff)${inModule}/edit/readings/[reading]/moved ?/attach`]: aNoteToAttach,
	[`/(staff)${inModule}/edit/texts/[document] ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/texts/[document] ?/save`]: () => ({
		base: 'none',
		'label.en': 'Both cases.',
		'firm.title.en': 'The one',
		'firm.text.en': 'For it.',
		'softer.title.en': 'The other',
		'softer.text.en': 'Against it.'
	}),
	[`/(signed-in)${inModule}/ledger/[entry] ?/check`]: ({ own }) => {
		const { base, ...check } = checkOf(own.secrets.check);
		return { ...check, base: String(base) };
	},
	[`/(signed-in)${inModule}/ledger/[entry] ?/remove`]: () => ({ base: '1' }),
	[`/(signed-in)${inModule}/ledger/[entry] ?/hide`]: aCheckToHide,
	[`/(signed-in)${inModule}/ledger/[entry] ?/show`]: async (world) => {
		const { ref = '' } = await aCheckToHide(world);
		return { ref };
	},
	[`/(staff)${inModule}/edit/ledger/[entry] ?/arrange`]: nothing,
	[`/(staff)${inModule}/edit/ledger/[entry] ?/save`]: anEntry,
	[`/(staff)${inModule}/edit/ledger/[entry] ?/retire`]: () => ({ key: entry, retired: 'no' }),
	[`/(staff)${inModule}/edit/timeline/[event] ?/save`]: () => ({
		base: 'none',
		precision: 'day',
		date: '2024-12-24',
		end: '',
		'text.en': 'Something happened.',
		'source.en': 'A book.',
		paragraphs: '1:1'
	}),
	[`/(staff)${inModule}/edit/timeline/[event] ?/remove`]: () => ({ key: 'no-such-event' }),
	[`/(staff)${inModule}/edit/position ?/terms`]: async ({ actors }) => {
		const { terms } = await taskSettingsFor(actors.instructor, moduleSlug);
		return { ...dates, motion: terms.motionId, graceMinutes: '0', hideWhileMarking: 'on' };
	},
	[`/(staff)${inModule}/edit/position ?/ask`]: nothing,
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
	[`/(staff)${inModule}/review ?/ready`]: ({ writer }) => ({ position: writer.positionId }),
	[`/(staff)${inModule}/review ?/unready`]: ({ writer }) => ({ position: writer.positionId }),
	[`/(staff)${inModule}/review ?/give`]: ({ writer, actors }) => ({
		position: writer.positionId,
		slot: '1',
		marker: actors.assistant.membership?.enrolmentId ?? ''
	}),
	[`/(staff)${inModule}/review ?/take`]: ({ writer }) => ({
		position: writer.positionId,
		slot: '1'
	}),
	[`/(staff)${inModule}/review/plan ?/plan`]: () => ({
		version: '0',
		second: 'none',
		samplePercent: '0',
		tolerancePercent: '10',
		settle: 'agreed',
		finish: 'marker',
		regradeDays: '7'
	}),
	[`/(staff)${inModule}/review/plan ?/even`]: ({ actors }) => ({
		slot: '1',
		marker: actors.assistant.membership?.enrolmentId ?? ''
	}),
	[`/(staff)${inModule}/review/plan ?/sections`]: () => ({ slot: '1' }),
	[`/(staff)${inModule}/review/plan ?/back`]: () => ({ slot: '1' }),
	[`/(staff)${inModule}/review/moderation ?/settle`]: async (world) => ({
		position: await aPositionMarkedTwice(world)
	}),
	[`/(staff)${inModule}/review/moderation ?/settleAll`]: nothing,
	[`/(staff)${inModule}/review/[position]/settle ?/agree`]: () => ({
		...anchorLevels,
		version: '0',
		overall: 'Sound work.',
		note: 'Read together.'
	}),
	[`/(staff)${inModule}/review/[position]/settle ?/settle`]: () => ({ by: 'first', version: '0' }),
	[`/(staff)${inModule}/review/[position]/settle ?/again`]: nothing,
	[`/(staff)${inModule}/review/[position] ?/open`]: () => ({ number: '1' }),
	[`/(staff)${inModule}/review/[position] ?/bank`]: nothing,
	[`/(staff)${inModule}/review/[position] ?/next`]: nothing,
	[`/(staff)${inModule}/review/regrades/[request] ?/answer`]: () => ({ body: 'We look.' }),
	[`/(staff)${inModule}/review/regrades/[request] ?/settle`]: () => ({
		version: '1',
		outcome: 'unchanged',
		note: 'It was seen.'
	}),
	[`/(staff)${inModule}/review/regrades/[request] ?/reopen`]: () => ({ note: 'Once more.' }),
	[`/(staff)${inModule}/review/[position] ?/save`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/ready`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/return`]: () => sheet,
	[`/(staff)${inModule}/review/[position] ?/release`]: nothing,
	[`/(staff)${inModule}/review/[position] ?/waive`]: () => ({ waived: 'yes' }),
	[`/(staff)${inModule}/review/calibration ?/move`]: async (world) => ({
		id: await anAnchor(world),
		to: 'up'
	}),
	[`/(staff)${inModule}/review/calibration/[anchor] ?/rate`]: () => anchorLevels,
	[`/(signed-in)${inModule}/calibration/[anchor] ?/rate`]: () => anchorLevels,
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/arrange`]: nothing,
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/save`]: () => ({
		...anchorLevels,
		audience: 'markers',
		side: 'for',
		'title.en': 'Example',
		'thesis.en': 'Courts first.',
		'reasons.0.row': 'kept',
		'reasons.0.key': 'r1',
		'reasons.0.claim.en': 'Pauses were used to regroup.'
	}),
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/retire`]: () => ({
		id: 'any',
		retired: 'yes'
	}),
	[`/(staff)${inModule}/review/fairness ?/again`]: () => ({ count: '1' }),
	[`/(staff)${inModule}/review/comments ?/add`]: () => ({ purpose: 'course', 'body.en': newId() }),
	[`/(staff)${inModule}/review/comments/[comment] ?/save`]: async (world) => ({
		purpose: 'module',
		'body.en': newId(),
		version: await versionOfBankComment(world)
	}),
	[`/(staff)${inModule}/review/comments/[comment] ?/retire`]: async (world) => ({
		version: await versionOfBankComment(world),
		retired: 'yes'
	}),
	[`/(staff)${inModule}/review/comments/import ?/preview`]: () => ({ list: 'English\nSay why.' }),
	[`/(staff)${inModule}/review/comments/import ?/apply`]: () => ({
		list: 'English\nSay why.',
		stamp: 'x'
	}),
	[`/(staff)${course}/messages/new ?/default`]: ({ sections }) => ({
		id: newId(),
		section: sections.b,
		lang: 'en',
		subject: 'Thursday',
		body: 'We meet at ten.'
	}),
	[`/(staff)${course}/reports ?/keep`]: ({ peerRef }) => ({ ref: peerRef }),
	[`/(staff)${course}/reports ?/hide`]: ({ peerRef }) => ({ ref: peerRef, reason: 'A name.' }),
	[`/(staff)${course}/reports ?/show`]: ({ peerRef }) => ({ ref: peerRef }),
	[`/(signed-in)${inModule}/reviews ?/take`]: nothing,
	[`/(signed-in)${inModule}/reviews/[review] ?/save`]: () => peerReviewed,
	[`/(signed-in)${inModule}/reviews/[review] ?/give`]: () => peerReviewed,
	[`/(signed-in)${inModule}/reviews/[review] ?/letGo`]: nothing,
	[`/(signed-in)${inModule}/reviews/[review] ?/rate`]: () => ({
		usefulness: '4',
		why: 'It helped.'
	}),
	[`/(signed-in)${inModule}/reviews/[review] ?/report`]: async (world) => ({
		ref: await aPeerReview(world, 'received'),
		reason: 'Rude.'
	}),
	[`/(staff)${inModule}/review/peers ?/plan`]: () => ({
		version: '0',
		state: 'open',
		gives: '2',
		receives: '2',
		leaseHours: '48',
		closesAt: '',
		waitDays: '',
		worth: ''
	}),
	[`/(staff)${inModule}/review/peers ?/giveOut`]: nothing,
	[`/(staff)${inModule}/review/peers ?/byHand`]: ({ own }) => ({
		reviewer: own.positionId,
		position: ''
	}),
	[`/(staff)${inModule}/review/peers ?/release`]: nothing,
	[`/(staff)${inModule}/review/peers/[review] ?/hide`]: () => ({ reason: 'It names a neighbour.' }),
	[`/(staff)${inModule}/review/peers/[review] ?/show`]: nothing,
	[`/(staff)${inModule}/review/peers/[review] ?/reopen`]: nothing,
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
	[`/(staff)${course}/people/[person] ?/details`]: () => ({ rosterId: '' }),
	[`/(staff)${course}/people/[person] ?/accommodate`]: () => ({ extraHours: '24' }),
	[`/(staff)${course}/people/[person] ?/remove`]: nothing,
	[`/(staff)${course}/people/[person] ?/restore`]: nothing,
	[`/(staff)${course}/people/[person] ?/slip`]: nothing,
	[`/(staff)${course}/people/accounts ?/make`]: () => ({ name: `Pupil ${newId()}`, rosterId: '' }),
	[`/(staff)${course}/people/accounts ?/renew`]: nothing,
	[`/(signed-in)${inModule}/readings/[reading]/notes/import ?/preview`]: () => ({
		text: anAnnotation
	}),
	[`/(signed-in)${inModule}/readings/[reading]/notes/import ?/apply`]: () => ({
		text: anAnnotation
	}),
	[`/(staff)${course}/gradebook/items ?/column`]: async (world) => ({
		item: await aColumn(world),
		stamp: 'x',
		weight: '1'
	}),
	[`/(staff)${course}/gradebook/items ?/add`]: () => ({
		module: moduleSlug,
		'title.en': newId(),
		most: '10',
		weight: '1'
	}),
	[`/(staff)${course}/gradebook/items ?/remove`]: async (world) => ({ item: await aColumn(world) }),
	[`/(staff)${course}/gradebook/items ?/show`]: async (world) => ({ item: await aColumn(world) }),
	[`/(staff)${course}/gradebook/items ?/hide`]: async (world) => ({ item: await aColumn(world) }),
	[`/(staff)${course}/gradebook/items ?/plan`]: () => ({ version: '0', dropLowestSets: '1' }),
	[`/(staff)${course}/gradebook/import ?/preview`]: aTableOfPoints,
	[`/(staff)${course}/gradebook/import ?/apply`]: async (world) => ({
		...(await aTableOfPoints(world)),
		stamp: 'x'
	}),
	[`/(staff)${course}/gradebook/[item]/[person] ?/points`]: () => ({ version: '0', points: '1' }),
	[`/(staff)${course}/gradebook/[item]/[person] ?/back`]: () => ({ version: '0' }),
	[`/(staff)${course}/gradebook/[item]/[person] ?/excuse`]: () => ({ version: '0' }),
	[`/(staff)${course}/gradebook/[item]/[person] ?/count`]: () => ({ version: '0' }),
	[`/(staff)${course}/people/roster ?/preview`]: () => ({ list: 'name\nAmna Tariq' }),
	[`/(staff)${course}/people/roster ?/apply`]: () => ({ list: 'name\nAmna Tariq', stamp: 'x' }),
	[`/(staff)${course}/people/slips ?/default`]: async (world) => ({
		whose: `person:${await aPupil(world)}`,
		lang: 'en',
		since: String(now.getTime())
	}),
	[`/(staff)${course}/people/[person]/erase ?/erase`]: () => ({ name: 'Zarlasht Canary' }),
	[`/(staff)${course}/people/[person]/erase ?/keep`]: nothing,
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
	[`/(staff)${course}/settings/copy ?/default`]: () => ({ ...title, dates: 'open' }),
	[`/(staff)${course}/modules/bring-in ?/pack`]: () => ({ pack: moduleSlug }),
	[`/(staff)${course}/modules/bring-in ?/file`]: () => ({ file: new File(['no zip'], 'a.zip') }),
	[`/(staff)${course}/settings ?/change`]: () => ({
		...title,
		timeZone: 'Asia/Karachi',
		classmatesSee: 'pseudonyms',
		welcomeEn: '',
		welcomeUr: ''
	}),
	[`/(staff)${course}/settings ?/conduct`]: () => ({ 'conduct.en': 'Be kind.', 'conduct.ur': '' }),
	[`/(staff)${course}/settings ?/replaceCode`]: nothing,
	[`/(staff)${course}/settings ?/joining`]: () => ({ open: 'yes' }),
	[`/(staff)${course}/settings/leaving ?/archive`]: () => ({ archived: 'no' }),
	[`/(staff)${course}/settings/leaving ?/keep`]: () => ({ until: '2030-06-30' }),
	[`/(staff)${course}/settings/leaving/purge ?/default`]: () => ({ name: 'Another name' })
};

/** What a page asks of its address beyond the path. */
const queries: Record<string, Record<string, string>> = {
	[`/(signed-in)${inModule}/position/cite`]: { part: 'against', reading },
	[`/(signed-in)${inModule}/search`]: { q: searched }
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
		case 'axis':
			return 'talks';
		case 'motion':
			return 'M1';
		case 'kind':
			return 'short';
		case 'person':
			return world.writer.enrolmentId;
		case 'position':
			return routeId.endsWith('/settle') ? aPositionMarkedTwice(world) : world.writer.positionId;
		case 'comment':
			return aBankComment(world);
		case 'anchor':
			return anAnchor(world);
		case 'item':
			return thePositionsItem(world);
		case 'request':
			return aRequestBy(world, world.writer.enrolmentId);
		case 'review':
			return aPeerReview(world, 'received');
		case 'message':
			return world.messageId;
		case 'term':
			return 'soft-state';
		case 'event':
			return 'shakai-agreement';
		case 'entry':
			return entry;
		case 'document':
			return 'cases';
		case 'speech':
			return 'open-against-1';
		case 'debate':
			return world.debate.slug;
		case 'round':
			return world.debate.roundId;
		case 'format':
			return aFormat(world);
		case 'lang':
			return 'en';
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
	const params = await paramsOf(fn.routeId, world);
	const isWritten = ['save', 'give', 'letGo'].includes(fn.part) && 'review' in params;
	return {
		params: isWritten ? { ...params, review: await aPeerReview(world, 'written') } : params,
		query: fn.kind === 'load' ? queries[fn.routeId] : undefined,
		form
	};
}

/** By world, of what a sample is about, and whom it is of. */
const lastMade = new WeakMap<World, Map<string, string>>();

/** The last one as long as it is there and nobody has touched it, else another. */
async function lastOr(
	world: World,
	what: string,
	isUntouched: (id: string) => Promise<boolean>,
	make: () => Promise<string>
): Promise<string> {
	const made = lastMade.get(world) ?? new Map<string, string>();
	lastMade.set(world, made);
	const last = made.get(what);
	const id = last !== undefined && (await isUntouched(last)) ? last : await make();
	made.set(what, id);
	return id;
}

/** One which nobody has rated. */
function anAnchor(world: World): Promise<string> {
	const isUntouched = async (id: string) => {
		const rows = await db()
			.select({ id: anchorPosition.id })
			.from(anchorPosition)
			.leftJoin(anchorRating, eq(anchorRating.anchorId, anchorPosition.id))
			.where(
				and(
					eq(anchorPosition.courseId, world.course.courseId),
					eq(anchorPosition.id, id),
					eq(anchorPosition.version, 1),
					isNull(anchorPosition.retiredAt),
					isNull(anchorRating.anchorId)
				)
			);
		return rows.length > 0;
	};
	return lastOr(world, 'anchor', isUntouched, () => makeAnchor(world));
}

async function makeAnchor({ course, moduleId }: World): Promise<string> {
	const [kept] = await db()
		.select()
		.from(anchorPosition)
		.where(
			and(
				eq(anchorPosition.courseId, course.courseId),
				eq(anchorPosition.moduleId, moduleId),
				eq(anchorPosition.key, 'A1')
			)
		);
	if (!kept) throw new Error('The pack has brought no anchor.');
	const id = newId();
	await db()
		.insert(anchorPosition)
		.values({ ...kept, id, key: id });
	return id;
}

async function thePositionsItem({ course }: World): Promise<string> {
	const [item] = await db()
		.select({ id: gradeItem.id })
		.from(gradeItem)
		.where(and(eq(gradeItem.courseId, course.courseId), eq(gradeItem.kind, 'position')));
	return item?.id ?? '';
}

/** An open one about something that nobody else asks about. */
function aRequestBy(world: World, enrolmentId: string): Promise<string> {
	const isUntouched = async (id: string) => {
		const rows = await db()
			.select({ id: regradeRequest.id })
			.from(regradeRequest)
			.leftJoin(regradeEntry, eq(regradeEntry.requestId, regradeRequest.id))
			.where(
				and(
					eq(regradeRequest.courseId, world.course.courseId),
					eq(regradeRequest.id, id),
					eq(regradeRequest.state, 'open'),
					eq(regradeRequest.version, 1),
					isNull(regradeEntry.requestId)
				)
			);
		return rows.length > 0;
	};
	return lastOr(world, `request ${enrolmentId}`, isUntouched, () => askBy(world, enrolmentId));
}

async function askBy(world: World, enrolmentId: string): Promise<string> {
	const id = newId();
	const { courseId } = world.course;
	const about = { itemId: await thePositionsItem(world), criterionKey: id };
	await db()
		.insert(regradeRequest)
		.values({ courseId, id, enrolmentId, ...about, createdAt: now, changedAt: now });
	return id;
}

async function aTableOfPoints(world: World): Promise<Fields> {
	return { list: `Name,Position [${await thePositionsItem(world)}]\n${world.writer.name},5` };
}

/** A copy of the course, as the site has it. */
function aFormat(world: World): Promise<string> {
	const { instructor } = world.actors;
	return lastOr(
		world,
		'format',
		async (ref) => (await formatFor(instructor, ref)).name.version === 1,
		async () => {
			const copied = await copyFormat(instructor, moduleSlug, 'oxford', now);
			if (!copied.ok) throw new Error(copied.reason);
			return copied.ref;
		}
	);
}

async function aRubricFile({ actors }: World): Promise<Fields> {
	const { body } = await rubricToEdit(actors.instructor, moduleSlug);
	if (!body) throw new Error('The world has no rubric.');
	return { file: new File([writeRubric(body)], 'rubric.json', { type: 'application/json' }) };
}

/** A column of the gradebook that staff made. */
function aColumn(world: World): Promise<string> {
	const isThere = async (id: string) => {
		const rows = await db()
			.select({ id: gradeItem.id })
			.from(gradeItem)
			.where(and(eq(gradeItem.courseId, world.course.courseId), eq(gradeItem.id, id)));
		return rows.length > 0;
	};
	const wanted = { module: moduleSlug, title: { en: newId() }, most: 10, weight: 1 };
	return lastOr(world, 'column', isThere, () => addColumn(world.actors.instructor, wanted, now));
}

const bankComments = new WeakMap<World, Promise<string>>();

/** A comment of the bank, the same for all of a world. */
function aBankComment(world: World): Promise<string> {
	const comment = bankComments.get(world) ?? makeBankComment(world);
	bankComments.set(world, comment);
	return comment;
}

async function makeBankComment({ actors }: World): Promise<string> {
	const wish = { purpose: { of: 'module' }, body: { en: newId() }, origin: null } as const;
	const added = await addComment(actors.instructor, moduleSlug, wish, now);
	return added.ok ? added.id : '';
}

async function versionOfBankComment(world: World): Promise<string> {
	const [row] = await db()
		.select({ version: bankComment.version })
		.from(bankComment)
		.where(eq(bankComment.id, await aBankComment(world)));
	return String(row?.version ?? 0);
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

/** Of section A, with an account that the course made. */
const pupils = new WeakMap<World, Promise<string>>();

/** Somebody with a class account, the same for all of a world. */
function aPupil(world: World): Promise<string> {
	const pupil = pupils.get(world) ?? makePupil(world);
	pupils.set(world, pupil);
	return pupil;
}

async function makePupil({ actors, sections }: World): Promise<string> {
	const wanted = { name: `Pupil ${newId()}`, rosterId: null, sectionId: sections.a };
	const made = await makeClassAccount(actors.instructor, wanted, now);
	return made.ok ? made.enrolmentId : '';
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

/** A group of the module with nobody in it: the last one that was made, as long as it is there. */
async function aGroup({ actors }: World): Promise<string> {
	const last = async () => {
		const { groups } = await groupsFor(actors.instructor, moduleSlug, now);
		return groups.at(-1);
	};
	const kept = await last();
	if (kept && kept.people.length === 0) return kept.id;
	await addGroup(actors.instructor, moduleSlug, '', now);
	return (await last())?.id ?? '';
}

/**
 * A review that the acting student has `received` on their position, or a lease on a classmate's in
 * which it is `written`. The plan lets everybody read at once.
 */
async function aPeerReview(world: World, which: 'received' | 'written'): Promise<string> {
	const { course, own, writer } = world;
	const [task] = await db()
		.select()
		.from(positionTask)
		.where(
			and(eq(positionTask.courseId, course.courseId), eq(positionTask.moduleId, world.moduleId))
		);
	if (!task) throw new Error('The world asks for no positions.');
	const { courseId, id: taskId, rubricId, rubricVersion } = task;
	await db()
		.insert(peerPlan)
		.values({ courseId, taskId, state: 'open', waitDays: 0, rubricId, rubricVersion })
		.onConflictDoNothing();
	const [reviewer, about] =
		which === 'received'
			? [writer.enrolmentId, own.positionId]
			: [own.enrolmentId, await aClassmatesPosition(world)];
	const given = which === 'received' ? { state: 'given' as const, givenAt: now } : {};
	await db()
		.insert(peerReview)
		.values({
			courseId,
			id: newId(),
			ref: newRef(),
			taskId,
			positionId: about,
			positionNumber: 1,
			enrolmentId: reviewer,
			heldAt: now,
			heldUntil: new Date(now.getTime() + 48 * 3_600_000),
			reviewerShownAs: { en: 'Reviewer K7' },
			writerShownAs: { en: 'Writer M3' },
			rubricId,
			rubricVersion,
			levels: {},
			reasons: {},
			lang: 'en',
			...given
		})
		.onConflictDoNothing();
	const [row] = await db()
		.select({ ref: peerReview.ref })
		.from(peerReview)
		.where(
			and(
				eq(peerReview.courseId, courseId),
				eq(peerReview.positionId, about),
				eq(peerReview.enrolmentId, reviewer)
			)
		);
	return row?.ref ?? '';
}

/** By world. */
const classmates = new WeakMap<World, Promise<string>>();

/** Of somebody whose words no test looks for: what is reviewed is read. */
async function aClassmatesPosition(world: World): Promise<string> {
	const made = classmates.get(world) ?? positionOfAClassmate(world);
	classmates.set(world, made);
	return made;
}

/** By world. */
const markedTwice = new WeakMap<World, Promise<string>>();

/** One that the instructor and the assistant have marked without seeing each other's sheet. */
async function aPositionMarkedTwice(world: World): Promise<string> {
	const made = markedTwice.get(world) ?? markTwice(world);
	markedTwice.set(world, made);
	return made;
}

async function markTwice(world: World): Promise<string> {
	const { instructor, assistant } = world.actors;
	const positionId = await positionOfAClassmate(world);
	const asked = await markAgain(instructor, moduleSlug, positionId, now);
	if (!asked.ok) throw new Error(asked.reason);
	const levels = { R1: 3, R2: 3, R3: 3, R4: 3, R5: 3, R6: 3 };
	const writing = { levels, comments: {}, overall: 'Sound work.', pins: [] };
	for (const marker of [instructor, assistant]) {
		const ready = await markReady(marker, { positionId, number: 1, version: 0, ...writing }, now);
		if (!ready.ok) throw new Error(ready.reason);
	}
	return positionId;
}

/** On the board of the acting student's side. */
async function aCard({ debate, own, actors }: World): Promise<string> {
	const courseId = actors.instructor.membership?.courseId ?? '';
	const [kept] = await db()
		.select({ id: prepCard.id })
		.from(prepCard)
		.where(
			and(
				eq(prepCard.courseId, courseId),
				eq(prepCard.debateId, debate.id),
				eq(prepCard.enrolmentId, own.enrolmentId),
				eq(prepCard.version, 1)
			)
		);
	if (kept) return kept.id;
	const id = newId();
	await db().insert(prepCard).values({
		courseId,
		id,
		debateId: debate.id,
		team: 'against',
		enrolmentId: own.enrolmentId,
		claim: 'Pauses were used.',
		lang: 'en',
		passages: [],
		order: 1,
		savedAt: now
	});
	return id;
}

let said = 900;

/** By a classmate, to be reported or hidden. */
async function saidWords({ debate, writer, actors }: World): Promise<string> {
	const courseId = actors.instructor.membership?.courseId ?? '';
	const [kept] = await db()
		.select({ number: contribution.number })
		.from(contribution)
		.where(
			and(
				eq(contribution.courseId, courseId),
				eq(contribution.debateId, debate.id),
				eq(contribution.enrolmentId, writer.enrolmentId),
				gt(contribution.number, 900),
				isNull(contribution.hiddenAt)
			)
		);
	if (kept) return String(kept.number);
	said++;
	await db().insert(contribution).values({
		courseId,
		id: newId(),
		debateId: debate.id,
		number: said,
		enrolmentId: writer.enrolmentId,
		kind: 'speech',
		body: 'Words that somebody minds.',
		lang: 'en',
		passages: [],
		createdAt: now
	});
	return String(said);
}

async function positionOfAClassmate({ course, writer }: World): Promise<string> {
	const { courseId } = course;
	const [whole] = await db()
		.select()
		.from(position)
		.where(and(eq(position.courseId, courseId), eq(position.id, writer.positionId)));
	const [version] = await db()
		.select()
		.from(positionVersion)
		.where(
			and(eq(positionVersion.courseId, courseId), eq(positionVersion.positionId, writer.positionId))
		);
	if (!whole || !version) throw new Error('The writer has no position.');
	const { membership } = await aStudent(course);
	const [id, enrolmentId] = [newId(), membership?.enrolmentId ?? ''];
	const body = { thesis: 'Plain words.', reasons: [], against: '', reply: '', change: '' };
	await db()
		.insert(position)
		.values({ ...whole, id, enrolmentId, body, state: 'submitted' });
	await db()
		.insert(positionVersion)
		.values({ ...version, positionId: id, body });
	return id;
}
