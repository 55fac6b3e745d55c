/*
 * How the demo's staff mark: what lateness costs, their comment bank, a sheet that two of them gave
 * different levels, a student who asks for another look, and a column made by hand.
 */
import { membershipOf } from '$lib/access/refuse';
import { addColumn, showColumn } from '$lib/gradebook/columns.server';
import { setByHand } from '$lib/gradebook/cells.server';
import { itemsIn } from '$lib/gradebook/items.server';
import type { LocalText, Locale } from '$lib/i18n/local-text';
import type { LateInterval } from '$lib/modules/late';
import { usualTerms, type SettleWay } from '$lib/reviews/allocating/plan';
import { giveEvenly } from '$lib/reviews/allocating/allocations.server';
import { changePlan } from '$lib/reviews/allocating/planning.server';
import { addComment } from '$lib/reviews/bank/comments.server';
import { saveLatePolicy } from '$lib/reviews/lateness/policy.server';
import { saveSheet } from '$lib/reviews/marking.server';
import { markAgain } from '$lib/reviews/moderating/again.server';
import { askRegrade } from '$lib/reviews/regrading/asking.server';
import { demoClass } from './files';
import markingFile from './marking.json';
import { positionOf } from './reviews';
import { actorOf, momentOf, stop, type DemoPlace } from './work';

interface DemoMarking {
	late: { rate: number; interval: LateInterval; floor: number };
	/** Null: for any criterion of the module. */
	bank: { criterion: string | null; body: LocalText }[];
	plan: {
		passPercent: number;
		edgePercent: number;
		tolerancePercent: number;
		settle: SettleWay;
		regradeDays: number;
	};
	second: {
		of: string;
		by: string;
		at: string;
		levels: Record<string, number>;
		comments: Record<string, string>;
		overall: string;
	};
	regrade: { by: string; criterion: string; at: string; lang: Locale; reason: string };
	column: { title: LocalText; max: number; at: string };
}

const { late, bank, plan, second, regrade, column } = markingFile as unknown as DemoMarking;

/** Before anybody marks. */
export async function prepareAsTheyDid(place: DemoPlace): Promise<void> {
	const { moduleSlug } = place;
	const instructor = await actorOf(place, 'instructor');
	const at = momentOf('-13d 09:30', place);
	const costs = await saveLatePolicy(instructor, moduleSlug, late, { version: 0, seen: null }, at);
	if (!costs.ok) stop(`what lateness costs: ${costs.reason}`);
	for (const { criterion, body } of bank) {
		const purpose =
			criterion === null
				? ({ of: 'module' } as const)
				: ({ of: 'criterion', criterionKey: criterion } as const);
		const added = await addComment(instructor, moduleSlug, { purpose, body, origin: null }, at);
		if (!added.ok) stop(`the comment bank: ${added.reason}`);
	}
	await fillColumn(place);
}

/** Points of a seminar by how diligent each is, in halves; two were not there. */
async function fillColumn(place: DemoPlace): Promise<void> {
	const instructor = await actorOf(place, 'instructor');
	const at = momentOf(column.at, place);
	const { title, max: most } = column;
	const itemId = await addColumn(
		instructor,
		{ module: place.moduleSlug, title, most, weight: 1 },
		at
	);
	for (const { key, diligence } of demoClass.students) {
		if (diligence < 0.25) continue;
		const { enrolmentId } = membershipOf(await actorOf(place, key));
		const points = String(Math.round(diligence * most * 2) / 2);
		const cell = { itemId, enrolmentId };
		const set = await setByHand(instructor, cell, { version: 0, points, isShown: true }, at);
		if (!set.ok) stop(`the seminar of ${key}: ${set.reason}`);
	}
	await showColumn(instructor, itemId, true, at);
}

/** After the positions were reviewed. */
export async function moderateAsTheyDid(place: DemoPlace): Promise<void> {
	const { moduleSlug } = place;
	const instructor = await actorOf(place, 'instructor');
	const at = momentOf('-1d 22:35', place);
	const terms = { ...usualTerms, second: 'some' as const, ...plan };
	const planned = await changePlan(instructor, moduleSlug, terms, 0, at);
	if (!planned.ok) stop(`the marking plan: ${planned.reason}`);
	const markers = await Promise.all(
		['instructor', 'assistant'].map(async (key) => membershipOf(await actorOf(place, key)))
	);
	const ids = markers.map(({ enrolmentId }) => enrolmentId);
	await giveEvenly(instructor, moduleSlug, 1, ids, at);

	const positionId = await positionOf(place, second.of);
	const again = await markAgain(instructor, moduleSlug, positionId, at);
	if (!again.ok) stop(`marking ${second.of} again: ${again.reason}`);
	const { levels, comments, overall } = second;
	const sheet = { positionId, number: 1, version: 0, levels, comments, overall, pins: [] };
	const marker = await actorOf(place, second.by);
	const saved = await saveSheet(marker, sheet, momentOf(second.at, place));
	if (!saved.ok) stop(`the second sheet of ${second.of}: ${saved.reason}`);

	const asker = await actorOf(place, regrade.by);
	const item = (await itemsIn(instructor)).find(({ kind }) => kind === 'position');
	const { criterion: criterionKey, reason, lang } = regrade;
	const asked = await askRegrade(
		asker,
		item?.id ?? stop('positions have no column'),
		{ criterionKey, reason },
		lang,
		momentOf(regrade.at, place)
	);
	if (!asked.ok) stop(`the request of ${regrade.by}: ${asked.reason}`);
}
