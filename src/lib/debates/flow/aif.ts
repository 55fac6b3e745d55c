/*
 * A flow in the Argument Interchange Format, as AIFdb keeps it in JSON: an information node (I) for the
 * motion and each argument, an inference (RA) for what supports, a conflict (CA) for what attacks. An
 * undercut is a conflict with the node by which the undercut argument reaches what it speaks to. Who
 * said it is a locution (L) of a team and a speech, never of a person. Pure.
 */
import type { MapLink, Said } from './map';

export interface AifNode {
	nodeID: string;
	text: string;
	type: 'I' | 'L' | 'RA' | 'CA' | 'YA';
	/** `2026-02-11 09:30:00`, UTC. */
	timestamp: string;
}

export interface Aif {
	nodes: AifNode[];
	edges: { edgeID: string; fromID: string; toID: string; formEdgeID: null }[];
	locutions: [];
}

interface Told {
	motion: string;
	at: Date;
	speeches: { title: string; said: Said[] }[];
	links: MapLink[];
}

export function aifOf({ motion, at, speeches, links }: Told): Aif {
	const nodes: AifNode[] = [];
	const edges: Aif['edges'] = [];
	const node = (type: AifNode['type'], text: string, when: Date) => {
		const nodeID = `${nodes.length + 1}`;
		nodes.push({ nodeID, text, type, timestamp: stamp(when) });
		return nodeID;
	};
	const edge = (fromID: string, toID: string) =>
		edges.push({ edgeID: `${edges.length + 1}`, fromID, toID, formEdgeID: null });

	const information = new Map([[0, node('I', motion, at)]]);
	for (const { title, said } of speeches)
		for (const { c, words, at: when } of said) {
			const own = node('I', words, when);
			information.set(c, own);
			const asserting = node('YA', 'Asserting', when);
			edge(node('L', `${title}: ${words}`, when), asserting);
			edge(asserting, own);
		}
	const schemes = links.map((link) => {
		const isInference = link.relation === 'supports';
		return {
			link,
			id: node(isInference ? 'RA' : 'CA', `Default ${isInference ? 'Inference' : 'Conflict'}`, at)
		};
	});
	for (const { link, id } of schemes) {
		const from = information.get(link.c);
		const reached =
			link.relation === 'undercuts' ? schemes.find((each) => each.link.c === link.to)?.id : null;
		const to = reached ?? information.get(link.to);
		if (from === undefined || to === undefined) continue;
		edge(from, id);
		edge(id, to);
	}
	return { nodes, edges, locutions: [] };
}

function stamp(at: Date): string {
	return at.toISOString().slice(0, 19).replace('T', ' ');
}
