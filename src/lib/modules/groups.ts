/*
 * Reading groups of a module: how people are dealt out, evenly, by section where asked, and mixed by
 * the side they would rather argue without that being told by anything that is shown. Pure: chance
 * comes from outside, one number for each name, so that the same numbers give the same groups.
 */
export const preferences = ['for', 'against', 'either'] as const;
export type Preference = (typeof preferences)[number];

/** What staff may ask for; sizes that come out may differ by one. */
export const leastSize = 2;
export const mostSize = 30;
export const usualSize = 4;
/** In a mixed pair each would know of the other; so mixed groups have three people or more. */
export const leastMixed = 3;
/**
 * So often may a module's groups be drawn by preference: who often stands beside whom in many draws
 * would tell in the end what nobody is to know.
 */
export const mostDraws = 6;
export const longestGroupName = 60;

export interface GroupedPerson {
	id: string;
	sectionId: string | null;
	/** Null where they did not say. */
	prefers: Preference | null;
}

export interface GroupWish {
	/** About so many in each. */
	size: number;
	/** No group crosses sections. */
	bySection: boolean;
	/** By preference. */
	mixed: boolean;
}

export interface MadeGroup {
	/** Of all its people, where groups were made by section. */
	sectionId: string | null;
	people: string[];
}

/** A number from 0 to 1 for a name, always the same for the same name. */
export type Lot = (name: string) => number;

/** Into how many groups so many people go. */
export function groupCount(people: number, { size, mixed }: GroupWish): number {
	const most = mixed ? Math.floor(people / leastMixed) : people;
	return Math.max(1, Math.min(Math.round(people / size), most));
}

/**
 * Everybody once. Within a section, or the class, sizes differ by one at most, and when mixed so do
 * the numbers of each preference. Groups and people come in an order that tells nothing.
 */
export function makeGroups(
	people: readonly GroupedPerson[],
	wish: GroupWish,
	lot: Lot
): MadeGroup[] {
	const pools = new Map<string | null, GroupedPerson[]>();
	for (const person of people) {
		const key = wish.bySection ? person.sectionId : null;
		pools.set(key, [...(pools.get(key) ?? []), person]);
	}
	return [...pools].flatMap(([sectionId, pool]) => {
		const groups = Array.from({ length: groupCount(pool.length, wish) }, () => [] as string[]);
		for (const kind of kindsOf(pool, wish.mixed, lot)) deal(kind, groups, lot);
		return byLot(groups, (people) => lot(`order:${[...people].sort().join()}`)).map((people) => ({
			sectionId,
			people: people.sort()
		}));
	});
}

/** People of one preference each, in an order by lot; everybody together where nothing is mixed. */
function kindsOf(pool: readonly GroupedPerson[], mixed: boolean, lot: Lot): string[][] {
	const kinds = new Map<string, string[]>();
	for (const { id, prefers } of pool) {
		const kind = mixed ? String(prefers) : '';
		kinds.set(kind, [...(kinds.get(kind) ?? []), id]);
	}
	return byLot([...kinds], ([kind]) => lot(`kind:${kind}`)).map(([, ids]) =>
		byLot(ids, (id) => lot(`person:${id}`))
	);
}

/**
 * As many to each group; those left over go to the smallest, and among those by lot: which group
 * became the larger says nothing of which preference it has more of.
 */
function deal(ids: readonly string[], groups: string[][], lot: Lot): void {
	const each = Math.floor(ids.length / groups.length);
	const rest = ids.slice(each * groups.length);
	groups.forEach((group, i) => group.push(...ids.slice(i * each, (i + 1) * each)));
	const order = byLot(
		groups.map((_, i) => i),
		(i) => lot(`rest:${ids[0] ?? ''}:${i}`)
	).sort((a, b) => (groups[a]?.length ?? 0) - (groups[b]?.length ?? 0));
	rest.forEach((id, i) => groups[order[i] ?? 0]?.push(id));
}

function byLot<Item>(items: readonly Item[], lotOf: (item: Item) => number): Item[] {
	return items
		.map((item) => ({ item, lot: lotOf(item) }))
		.sort((a, b) => a.lot - b.lot)
		.map(({ item }) => item);
}

export interface FilledGroup {
	id: string;
	sectionId: string | null;
	people: readonly Pick<GroupedPerson, 'prefers'>[];
}

/**
 * Where people who came later go: each to the smallest group that is open to them; among several, to
 * the one with fewest of their preference when mixed, then by lot. Whoever finds none is left out.
 */
export function placeLater(
	groups: readonly FilledGroup[],
	people: readonly GroupedPerson[],
	mixed: boolean,
	lot: Lot
): Map<string, string> {
	const filled = groups.map((group) => ({ ...group, people: [...group.people] }));
	const placed = new Map<string, string>();
	for (const person of byLot(people, ({ id }) => lot(`person:${id}`))) {
		const alike = ({ people: there }: FilledGroup) =>
			mixed ? there.filter(({ prefers }) => prefers === person.prefers).length : 0;
		const [best] = filled
			.filter(({ sectionId }) => sectionId === null || sectionId === person.sectionId)
			.sort(
				(a, b) =>
					a.people.length - b.people.length ||
					alike(a) - alike(b) ||
					lot(`group:${a.id}`) - lot(`group:${b.id}`)
			);
		if (!best) continue;
		best.people.push(person);
		placed.set(person.id, best.id);
	}
	return placed;
}
