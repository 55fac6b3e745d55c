/*
 * Everything that is one person's, gathered from every feature and handed over as one zip: a page to
 * read, the same for machines, and texts as plain files. The zip is made while it is sent, one file
 * at a time.
 */
import { and, asc, eq } from 'drizzle-orm';
import { Zip, ZipDeflate, strToU8 } from 'fflate';
import { render } from 'svelte/server';
import urdu from '@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2?inline';
import type { Actor, CourseRole } from '$lib/access/actor';
import { notFound, personOf } from '$lib/access/refuse';
import { accountOf, type OwnPlace } from '$lib/accounts/leaving.server';
import { annotationsLeaving } from '$lib/annotations/leaving.server';
import { isAllowed } from '$lib/accounts/limits.server';
import { coursesLeaving } from '$lib/courses/leaving.server';
import { debatesLeaving } from '$lib/debates/leaving.server';
import { directionOf, type LocalText, type Locale } from '$lib/i18n/local-text';
import { modulesLeaving } from '$lib/modules/leaving.server';
import { positionsLeaving } from '$lib/positions/leaving.server';
import { questionsLeaving } from '$lib/questions/leaving.server';
import { readingsLeaving } from '$lib/readings/leaving.server';
import { allocatingLeaving } from '$lib/reviews/allocating/leaving.server';
import { bankLeaving } from '$lib/reviews/bank/leaving.server';
import { calibratingLeaving } from '$lib/reviews/calibrating/leaving.server';
import { reviewsLeaving } from '$lib/reviews/leaving.server';
import { db } from '$lib/server/db/client';
import { course, enrolment } from '$lib/server/db/schema';
import { environment } from '$lib/server/env';
import { peersLeaving } from '$lib/reviews/peers/leaving.server';
import { regradingLeaving } from '$lib/reviews/regrading/leaving.server';
import { moderatingLeaving } from '$lib/reviews/moderating/leaving.server';
import { stancesLeaving } from '$lib/stances/leaving.server';
import {
	keepsakeFormat,
	keepsakeVersion,
	textsOf,
	type CourseKeepsake,
	type Keepsake
} from './keepsake';
import KeepsakePage from './KeepsakePage.svelte';

async function placesOf(userId: string) {
	return db()
		.select({
			courseId: enrolment.courseId,
			enrolmentId: enrolment.id,
			userId: enrolment.userId,
			sectionId: enrolment.sectionId,
			role: enrolment.role,
			joinedAt: enrolment.joinedAt,
			title: course.title
		})
		.from(enrolment)
		.innerJoin(course, eq(course.id, enrolment.courseId))
		.where(and(eq(enrolment.userId, userId)))
		.orderBy(asc(enrolment.joinedAt));
}

/** The courses that the download will speak of, also those one was taken out of. */
export async function coursesToTakeOut(
	actor: Actor
): Promise<{ title: LocalText; role: CourseRole }[]> {
	const places = await placesOf(personOf(actor).id);
	return places.map(({ title, role }) => ({ title, role }));
}

/** Everything that is the actor's. */
export async function keepsakeOf(actor: Actor, now: Date): Promise<Keepsake> {
	const { id } = personOf(actor);
	const account = (await accountOf(id)) ?? notFound();
	const courses: CourseKeepsake[] = [];
	for (const place of await placesOf(id)) courses.push(await courseKeepsake(place));
	return {
		format: keepsakeFormat,
		version: keepsakeVersion,
		origin: environment().origin,
		madeAt: now,
		account,
		courses
	};
}

async function courseKeepsake(place: OwnPlace): Promise<CourseKeepsake> {
	return {
		...(await coursesLeaving.mine(place)),
		...(await modulesLeaving.mine(place)),
		...(await questionsLeaving.mine(place)),
		...(await stancesLeaving.mine(place)),
		...(await positionsLeaving.mine(place)),
		...(await reviewsLeaving.mine(place)),
		...(await allocatingLeaving.mine(place)),
		...(await regradingLeaving.mine(place)),
		...(await peersLeaving.mine(place)),
		...(await calibratingLeaving.mine(place)),
		...(await moderatingLeaving.mine(place)),
		...(await bankLeaving.mine(place)),
		...(await debatesLeaving.mine(place)),
		...(await readingsLeaving.mine(place)),
		...(await annotationsLeaving.mine(place))
	};
}

export type TakenOut =
	{ ok: true; name: string; body: ReadableStream<Uint8Array> } | { ok: false; reason: 'too-often' };

/** The zip, in the reader's language. */
export async function takeOut(actor: Actor, locale: Locale, now: Date): Promise<TakenOut> {
	if (!(await isAllowed('export', personOf(actor).id, now)))
		return { ok: false, reason: 'too-often' };
	const keepsake = await keepsakeOf(actor, now);
	const files = [
		{ path: 'index.html', text: pageOf(keepsake, locale) },
		{ path: 'data.json', text: JSON.stringify(keepsake, null, '\t') },
		...keepsake.courses.flatMap(textsOf)
	];
	const day = now.toISOString().slice(0, 10);
	return { ok: true, name: `standpoint-${day}.zip`, body: zipped(files, now) };
}

/** Not every system has letters for Urdu; where there are better ones than these they are taken. */
const letters = `<style>@font-face{font-family:'Keepsake Urdu';font-weight:100 900;src:url('${urdu}') format('woff2')}</style>`;

/** One page that needs nothing else: its styles and letters are in it, and nothing is fetched. */
export function pageOf(keepsake: Keepsake, locale: Locale): string {
	const { head, body } = render(KeepsakePage, { props: { keepsake, locale } });
	return [
		'<!doctype html>',
		`<html lang="${locale}" dir="${directionOf(locale)}">`,
		'<head>',
		'<meta charset="utf-8">',
		'<meta name="viewport" content="width=device-width, initial-scale=1">',
		'<meta name="referrer" content="no-referrer">',
		head,
		letters,
		'</head>',
		`<body>${body}</body>`,
		'</html>',
		''
	].join('\n');
}

function zipped(
	files: readonly { path: string; text: string }[],
	now: Date
): ReadableStream<Uint8Array> {
	const left = [...files];
	let zip: Zip;
	return new ReadableStream({
		start(controller) {
			zip = new Zip((cause, chunk, isLast) => {
				if (cause) {
					controller.error(cause);
					return;
				}
				controller.enqueue(chunk);
				if (isLast) controller.close();
			});
		},
		pull() {
			const next = left.shift();
			if (!next) {
				zip.end();
				return;
			}
			const file = new ZipDeflate(next.path, { level: 6 });
			file.mtime = now;
			zip.add(file);
			file.push(strToU8(next.text), true);
		},
		cancel() {
			zip.terminate();
		}
	});
}
