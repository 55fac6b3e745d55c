/*
 * The argument map of a debate, grown from its flow: the motion is the root, what answers nothing
 * supports or attacks the motion by its side, everything else keeps its links. Where each stands, the
 * lines between them, and the same as a nested list. Pure.
 */
import type { Locale } from '$lib/i18n/local-text';
import { groupedBy } from '$lib/readings/grouped';
import type { Relation } from '../debate';
import type { Entry, Flow } from './flow';
import { layoutOf, type Placed } from './layout';

/** The motion's number in maps; contributions begin at 1. */
export const motionNumber = 0;

/** What somebody argued, for an export. */
export interface Said {
	c: number;
	words: string;
	at: Date;
}

export interface MapLink {
	c: number;
	/** 0: the motion. */
	to: number;
	relation: Relation;
}

/** Every relation of the map: those of the flow, and those of its beginnings to the motion. */
export function linksOf(flow: Flow): MapLink[] {
	return flow.entries.flatMap(({ c, to, stance }): MapLink[] =>
		to.length > 0
			? to.map((answered) => ({ c, to: answered.c, relation: answered.relation }))
			: stance === null
				? []
				: [{ c, to: motionNumber, relation: stance === 'for' ? 'supports' : 'attacks' }]
	);
}

export interface MapNode extends Placed {
	/** Null: the motion. */
	entry: Entry | null;
	/** Lines of words that its height has room for. */
	lines: number;
}

export interface MapEdge extends MapLink {
	path: string;
	/** Where its relation is written. */
	x: number;
	y: number;
	/** On which side of that point, left to right. */
	anchor: 'start' | 'end';
}

export interface ArgumentMap {
	width: number;
	height: number;
	nodes: MapNode[];
	edges: MapEdge[];
}

const mostLines = 7;
const around = 24;
const lettersInLine: Record<Locale, number> = { en: 28, ur: 34 };
const lineHeight: Record<Locale, number> = { en: 18, ur: 30 };
const head = 42;

/** How many lines words take in a box, at most as many as it shows. */
export function linesFor(text: string, lang: Locale): number {
	const letters = text
		.split('\n')
		.reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / lettersInLine[lang])), 0);
	return Math.min(mostLines, Math.max(1, letters));
}

/** @param wordsOf of an argument, or of the motion for 0; @param rtl grows from the right */
export function mapOf(
	flow: Flow,
	wordsOf: (c: number) => { text: string; lang: Locale },
	rtl: boolean
): ArgumentMap {
	const sized = (c: number) => {
		const { text, lang } = wordsOf(c);
		const lines = linesFor(text, lang);
		return { lines, height: head + lines * lineHeight[lang] };
	};
	const layout = layoutOf(
		{ id: motionNumber, parent: null, height: sized(motionNumber).height },
		flow.entries.map(({ c, parent }) => ({ id: c, parent, height: sized(c).height }))
	);
	const width = layout.width + 2 * around;
	const nodes = [...layout.places.values()].map((place): MapNode => ({
		...place,
		x: rtl ? width - around - place.x - place.width : place.x + around,
		y: place.y + around,
		entry: flow.byNumber.get(place.id) ?? null,
		lines: sized(place.id).lines
	}));
	const byId = new Map(nodes.map((node) => [node.id, node]));
	return {
		width,
		height: layout.height + 2 * around,
		nodes,
		edges: [...groupedBy(linksOf(flow), ({ c }) => c).values()].flatMap((own) =>
			own.flatMap((link, index) => {
				const from = byId.get(link.c);
				const to = byId.get(link.to);
				return from && to ? [edgeBetween(link, from, to, index, rtl)] : [];
			})
		)
	};
}

/** A line from the side that faces the root to the far side of what it speaks to. */
function edgeBetween(
	link: MapLink,
	from: MapNode,
	to: MapNode,
	index: number,
	rtl: boolean
): MapEdge {
	const inner = (node: MapNode) => (rtl ? node.x + node.width : node.x);
	const outer = (node: MapNode) => (rtl ? node.x : node.x + node.width);
	const way = rtl ? -1 : 1;
	const isBack = to.depth < from.depth;
	const startX = isBack ? inner(from) : outer(from);
	const endX = outer(to);
	// Several from one box leave it one beneath the other, so that what is written on them stands apart.
	const startY = from.y + Math.min(from.height - 8, from.height / 2 + index * 16);
	const endY = to.y + to.height / 2;
	const bow = 48 * way * (isBack ? -1 : 1);
	const tip = endX + 7 * way;
	return {
		...link,
		path: `M${startX} ${startY}C${startX + bow} ${startY} ${tip + 48 * way} ${endY} ${tip} ${endY}`,
		x: startX + (isBack ? -8 : 8) * way,
		y: startY - 5,
		anchor: isBack === rtl ? 'start' : 'end'
	};
}

export interface Branch {
	entry: Entry;
	/** How it speaks to what it stands beneath; null: of no side, beneath the motion. */
	relation: Relation | null;
	/** What it speaks to besides. */
	besides: { c: number; relation: Relation }[];
	branches: Branch[];
}

/** The map as a nested list, beneath the motion. */
export function outlineOf(flow: Flow): Branch[] {
	const relations = groupedBy(linksOf(flow), ({ c }) => c);
	const branches = new Map<number, Branch>();
	const first: Branch[] = [];
	for (const entry of flow.entries) {
		const own = relations.get(entry.c) ?? [];
		const above = entry.parent ?? motionNumber;
		const branch: Branch = {
			entry,
			relation: own.find(({ to }) => to === above)?.relation ?? null,
			besides: own
				.filter(({ to }) => to !== above)
				.map(({ to, relation }) => ({ c: to, relation })),
			branches: []
		};
		branches.set(entry.c, branch);
	}
	for (const branch of branches.values()) {
		const above = branch.entry.parent === null ? null : branches.get(branch.entry.parent);
		(above ? above.branches : first).push(branch);
	}
	return first;
}
