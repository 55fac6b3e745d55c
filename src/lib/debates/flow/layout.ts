/*
 * Where the boxes of an argument map stand: each beside the one that it belongs to, one layer further
 * from the root, in a band of its own height. Bands of neighbours never overlap, so boxes never do, in
 * whatever order and depth. The same boxes always get the same places. Pure.
 */
export interface Box {
	id: number;
	/** Nearer to the root; null, unknown or in a circle: of the first layer. */
	parent: number | null;
	height: number;
}

export interface Placed {
	id: number;
	/** Layers from the root, which is 0. */
	depth: number;
	x: number;
	y: number;
	width: number;
	height: number;
}

export interface Layout {
	width: number;
	height: number;
	places: Map<number, Placed>;
}

export const across = 232;
export const between = 104;
export const beneath = 22;

/** @param root the box that all others grow from; boxes come in the order in which they are to stand */
export function layoutOf(root: Box, boxes: readonly Box[]): Layout {
	const parents = treeOf(root, boxes);
	const children = new Map<number, Box[]>();
	for (const box of boxes) {
		const parent = parents.get(box.id) ?? root.id;
		const siblings = children.get(parent);
		if (siblings) siblings.push(box);
		else children.set(parent, [box]);
	}
	const inDepth: Placed[] = [];
	const waiting: { box: Box; depth: number }[] = [{ box: root, depth: 0 }];
	for (let next = waiting.pop(); next; next = waiting.pop()) {
		const { box, depth } = next;
		inDepth.push({
			id: box.id,
			depth,
			x: depth * (across + between),
			y: 0,
			width: across,
			height: box.height
		});
		for (const child of (children.get(box.id) ?? []).toReversed())
			waiting.push({ box: child, depth: depth + 1 });
	}
	const bands = new Map<number, number>();
	for (const { id, height } of inDepth.toReversed())
		bands.set(id, Math.max(height, bandOf(children.get(id) ?? [], bands)));
	const tops = new Map<number, number>([[root.id, 0]]);
	for (const place of inDepth) {
		const top = tops.get(place.id) ?? 0;
		const band = bands.get(place.id) ?? place.height;
		place.y = top + (band - place.height) / 2;
		const inside = children.get(place.id) ?? [];
		let next = top + (band - bandOf(inside, bands)) / 2;
		for (const { id, height } of inside) {
			tops.set(id, next);
			next += (bands.get(id) ?? height) + beneath;
		}
	}
	return {
		width: Math.max(...inDepth.map(({ x, width }) => x + width)),
		height: bands.get(root.id) ?? root.height,
		places: new Map(inDepth.map((place) => [place.id, place]))
	};
}

function bandOf(boxes: readonly Box[], bands: ReadonlyMap<number, number>): number {
	return boxes.reduce(
		(sum, { id, height }, index) => sum + (index > 0 ? beneath : 0) + (bands.get(id) ?? height),
		0
	);
}

/** Parents without circles: whoever would close one stands in the first layer. */
function treeOf(root: Box, boxes: readonly Box[]): Map<number, number> {
	const known = new Set(boxes.map(({ id }) => id));
	const parents = new Map<number, number>();
	for (const { id, parent } of boxes) {
		if (parent === null || !known.has(parent)) continue;
		let above: number | undefined = parent;
		while (above !== undefined && above !== id) above = parents.get(above);
		if (above !== id) parents.set(id, parent);
	}
	for (const { id } of boxes) if (!parents.has(id)) parents.set(id, root.id);
	return parents;
}
