/*
 * Which marker gets which position, in one slot: evenly, or by the section of its student. Whatever
 * somebody has begun to mark stays with them, nobody is given a position that they mark already, and
 * the same input always gives the same answer. Pure.
 */

export interface Marker {
	/** Their enrolment. */
	id: string;
	/** Sees only the students of this section; null: everybody. */
	onlySection: string | null;
}

export interface ToGive {
	id: string;
	sectionId: string | null;
	/** Whom it is given to at the moment. */
	givenTo: string | null;
	/** Who has begun to mark it; not to be moved. */
	begunBy: string | null;
	/** Who marks it in another slot. */
	others: readonly string[];
}

export function canMark({ id, onlySection }: Marker, position: ToGive): boolean {
	return (
		!position.others.includes(id) && (onlySection === null || onlySection === position.sectionId)
	);
}

/**
 * As even as can be: nobody could pass a position on to somebody who has two fewer. Fewest first, in
 * the order of the positions, and among equals in the order of the markers; what is given already
 * moves only where that makes it more even.
 * @returns the marker of each position; one that nobody of them can mark is absent
 */
export function evenly(
	positions: readonly ToGive[],
	markers: readonly Marker[]
): Map<string, string> {
	const to = new Map<string, string>();
	const load = new Map(markers.map(({ id }) => [id, 0]));
	const byId = new Map(markers.map((marker) => [marker.id, marker]));
	const give = (position: ToGive, id: string) => {
		const before = to.get(position.id);
		if (before !== undefined) load.set(before, (load.get(before) ?? 0) - 1);
		to.set(position.id, id);
		load.set(id, (load.get(id) ?? 0) + 1);
	};
	const movable: ToGive[] = [];
	for (const position of positions) {
		if (position.begunBy !== null) give(position, position.begunBy);
		else movable.push(position);
	}
	const open: ToGive[] = [];
	for (const position of movable) {
		const marker = position.givenTo === null ? undefined : byId.get(position.givenTo);
		if (marker && canMark(marker, position)) give(position, marker.id);
		else open.push(position);
	}
	for (const position of open) {
		const able = markers.filter((marker) => canMark(marker, position));
		const [fewest] = able.sort((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0));
		if (fewest) give(position, fewest.id);
	}
	balance(movable, markers, to, load, give);
	return to;
}

/** Passes positions on, over others where it must be, until nobody has two more than they need to. */
function balance(
	movable: readonly ToGive[],
	markers: readonly Marker[],
	to: ReadonlyMap<string, string>,
	load: ReadonlyMap<string, number>,
	give: (position: ToGive, id: string) => void
): void {
	const loadOf = (id: string) => load.get(id) ?? 0;
	for (;;) {
		const chain = [...markers]
			.sort((a, b) => loadOf(b.id) - loadOf(a.id))
			.map((heavy) => chainFrom(heavy, movable, markers, to, loadOf))
			.find((found) => found !== null);
		if (!chain) return;
		for (const { position, id } of chain) give(position, id);
	}
}

interface Step {
	position: ToGive;
	id: string;
}

/** The shortest way from a marker to somebody with two fewer; the last step first. */
function chainFrom(
	heavy: Marker,
	movable: readonly ToGive[],
	markers: readonly Marker[],
	to: ReadonlyMap<string, string>,
	loadOf: (id: string) => number
): Step[] | null {
	const came = new Map<string, { from: string; position: ToGive } | null>([[heavy.id, null]]);
	const queue = [heavy.id];
	for (let from = queue.shift(); from !== undefined; from = queue.shift()) {
		const held = movable.filter((position) => to.get(position.id) === from);
		for (const marker of markers) {
			if (came.has(marker.id)) continue;
			// The newest moves first: what was given long ago stays where it is.
			const position = held.findLast((one) => canMark(marker, one));
			if (!position) continue;
			came.set(marker.id, { from, position });
			if (loadOf(heavy.id) - loadOf(marker.id) >= 2) return stepsTo(marker.id, came);
			queue.push(marker.id);
		}
	}
	return null;
}

function stepsTo(
	last: string,
	came: ReadonlyMap<string, { from: string; position: ToGive } | null>
): Step[] {
	const steps: Step[] = [];
	for (let id = last, step = came.get(id); step; id = step.from, step = came.get(id))
		steps.push({ position: step.position, id });
	return steps;
}

/**
 * Each section to its marker; sections without one, and students without a section, stay as they are.
 * @returns the marker of each position; one that stays with nobody is absent
 */
export function bySection(
	positions: readonly ToGive[],
	markers: ReadonlyMap<string, Marker>
): Map<string, string> {
	const to = new Map<string, string>();
	for (const position of positions) {
		const marker = position.sectionId === null ? undefined : markers.get(position.sectionId);
		const wanted = marker && canMark(marker, position) ? marker.id : position.givenTo;
		const id = position.begunBy ?? wanted;
		if (id !== null) to.set(position.id, id);
	}
	return to;
}
