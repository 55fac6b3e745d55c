/*
 * Ten times the courses, or ten times the people in one, on the same machine: what a page costs must
 * not depend on what it does not show. Two sites are asked in turn, one person at a time each.
 */
import { compare, type Contender } from './load';
import { pageKinds, visiting, type PageKind } from './pages';
import { startSite } from './processes';

export interface Growth {
	page: string;
	/** Milliseconds, of half of all requests. */
	few: number;
	many: number;
	ratio: number;
	most: number;
}

export async function measureGrowth(
	few: string,
	many: string,
	extent: { rounds: number; seconds: number },
	kinds: PageKind[] = pageKinds
): Promise<Growth[]> {
	const sites = [await startSite(few), await startSite(many)];
	const results: Growth[] = [];
	try {
		for (const { name, targets } of kinds) {
			const contenders = [few, many].map((data, i): Contender => {
				const server = sites[i];
				if (!server) throw new Error('each has its site');
				return { name: i === 0 ? 'few' : 'many', server, requests: visiting(targets(data)) };
			});
			const [small, large] = await compare(contenders, { connections: 1, ...extent });
			if (!small || !large) continue;
			const ratio = large.p50 / small.p50;
			results.push({ page: name, few: small.p50, many: large.p50, ratio, most: 1.2 });
			console.log(`  ${name.padEnd(14)} ${ratio.toFixed(2)}`);
		}
	} finally {
		for (const site of sites) await site.stop();
	}
	return results;
}
