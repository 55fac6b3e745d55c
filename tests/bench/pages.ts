/*
 * The pages that people spend their time on, as many different people ask for them, against a bare
 * server that answers the same bytes.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type autocannon from 'autocannon';
import type { BareSettings } from './bare';
import { against, type Compared, type Contender } from './load';
import { startBare, startSite, type Measured } from './processes';
import { ask, cookieOf, moduleSlug, peopleOf, type SeededPerson } from './seed';

export interface Target {
	path: string;
	cookie: string;
}

export interface PageKind {
	name: string;
	/** Requests per second against the bare server's: what it has to reach. */
	least: number;
	targets: (data: string) => Target[];
}

const readers = 60;
const at = ({ course, userId }: SeededPerson, path: string): Target => ({
	path: `/courses/${course}/modules/${moduleSlug}/${path}`,
	cookie: cookieOf(userId)
});
const byTurns = (people: SeededPerson[], paths: string[]) =>
	people.map((person, i) => at(person, paths[i % paths.length] ?? ''));

export const pageKinds: PageKind[] = [
	{
		name: 'reading',
		least: 0.1,
		targets: (data) => {
			const readings = ask<{ slug: string }>(
				data,
				"SELECT DISTINCT slug FROM reading WHERE kind = 'op-ed' ORDER BY slug"
			);
			const paths = readings.map(({ slug }) => `readings/${slug}`);
			return byTurns(peopleOf(data, 'student', 'any', readers), paths);
		}
	},
	{
		name: 'question set',
		least: 0.06,
		targets: (data) => {
			const sets = ask<{ slug: string }>(
				data,
				'SELECT DISTINCT slug FROM question_set ORDER BY slug'
			);
			const paths = sets.map(({ slug }) => `questions/${slug}`);
			return byTurns(peopleOf(data, 'student', 'any', readers), paths);
		}
	},
	{
		name: 'queue of 200',
		least: 0.06,
		targets: (data) => byTurns(peopleOf(data, 'instructor', 'any', readers), ['review'])
	},
	{
		name: 'review screen',
		least: 0.06,
		targets: (data) => {
			const staff = peopleOf(data, 'instructor', 'any', 20);
			return staff.flatMap((person) =>
				ask<{ id: string }>(
					data,
					'SELECT id FROM position WHERE course_id = ? AND submitted_number > 0 ORDER BY substr(id, 20) LIMIT 3',
					person.courseId
				).map(({ id }) => at(person, `review/${id}`))
			);
		}
	},
	{
		name: 'class table',
		least: 0.06,
		targets: (data) => byTurns(peopleOf(data, 'instructor', 'any', readers), ['insights'])
	}
];

/** What the site answers to each. Compressing is left to neither of them. */
async function captured(site: Measured, targets: Target[]) {
	return Promise.all(
		targets.map(async ({ path, cookie }, i) => {
			const response = await fetch(site.origin + path, {
				headers: { cookie, accept: 'text/html', 'accept-encoding': 'identity' },
				redirect: 'manual'
			});
			if (response.status !== 200) throw new Error(`${path} was answered with ${response.status}`);
			const body = Buffer.from(await response.arrayBuffer());
			const headers = [...response.headers].filter(
				([name]) =>
					![
						'connection',
						'keep-alive',
						'date',
						'transfer-encoding',
						'content-length',
						'content-encoding'
					].includes(name)
			);
			return {
				path: `/${i}`,
				headers: [...headers, ['content-length', String(body.length)] as [string, string]],
				body: body.toString('base64')
			};
		})
	);
}

export function visiting(targets: Target[]) {
	return (connection: number): autocannon.Request[] => {
		// Connections begin at different places: at no time do all ask for the same page.
		const from = (connection * 7) % targets.length;
		return [...targets.slice(from), ...targets.slice(0, from)].map(({ path, cookie }) => ({
			method: 'GET',
			path,
			headers: { cookie, accept: 'text/html', 'accept-encoding': 'identity' }
		}));
	};
}

export async function measurePages(
	data: string,
	{ rounds, seconds, connections }: { rounds: number; seconds: number; connections: number[] },
	only: string | null,
	kinds: PageKind[] = pageKinds
): Promise<Compared[]> {
	const site = await startSite(data);
	const results: Compared[] = [];
	try {
		for (const { name, least, targets: targetsIn } of kinds) {
			if (only && !name.startsWith(only)) continue;
			const targets = targetsIn(data);
			const settings: BareSettings = {
				pages: await captured(site, targets),
				database: null,
				saves: [],
				submissions: [],
				notes: null,
				sheets: [],
				saved: '',
				submitted: '',
				noted: '',
				marked: ''
			};
			const file = join(data, 'bare.json');
			writeFileSync(file, JSON.stringify(settings));
			const bare = await startBare(file);
			const same = targets.map(({ cookie }, i) => ({ path: `/${i}`, cookie }));
			const contenders: Contender[] = [
				{ name: 'site', server: site, requests: visiting(targets) },
				{ name: 'bare', server: bare, requests: visiting(same) }
			];
			try {
				for (const n of connections)
					results.push(await against(name, least, contenders, { connections: n, rounds, seconds }));
			} finally {
				await bare.stop();
			}
		}
	} finally {
		await site.stop();
	}
	return results;
}
