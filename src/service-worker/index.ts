/*
 * Keeps the modules that a student saved for a bad line, and answers from them when the line does
 * not. The server always goes first; nothing is stored that was not asked for, and without a copy
 * every request goes its way untouched. What may be answered is decided in `forms/saved-module.ts`.
 */
import { build, files } from '$service-worker';
import {
	askedBy,
	awayPage,
	contentsAddress,
	copiesFor,
	copiesOf,
	copiesOfOthers,
	dataAddress,
	doubt,
	filesIn,
	isNoAnswer,
	markedAsSaved,
	nameOfCopy,
	pageAddress,
	pagesAfter,
	patience,
	plainFiles,
	readName,
	sendsTo,
	type Contents,
	type CopyNews,
	type SavedPage,
	type SaveNews,
	type SaveOrder,
	type SaveTrouble
} from '$lib/forms/saved-module';

const worker = globalThis as unknown as ServiceWorkerGlobalScope;
const { caches } = worker;

/** One page on a bad line. */
const longest = 45_000;
/** After the last of several saves: while one types there are many. */
const settling = 5_000;
const atOnce = 4;

class Trouble extends Error {
	constructor(readonly reason: SaveTrouble) {
		super(reason);
	}
}

worker.addEventListener('install', (event) => {
	event.waitUntil(worker.skipWaiting());
});

/** A new build: copies of the old one are made anew, and stay as they are where that fails. */
worker.addEventListener('activate', (event) => {
	event.waitUntil(worker.clients.claim().then(saveAgain));
});

worker.addEventListener('message', (event) => {
	const order = event.data as SaveOrder | undefined;
	const port = event.ports[0];
	if (order?.type !== 'standpoint:save' || !port) return;
	const tell = (news: SaveNews) => {
		port.postMessage(news);
	};
	const saving = save(order, tell).then(
		() => {
			tell({ state: 'saved' });
		},
		(cause: unknown) => {
			const isFull = cause instanceof DOMException && cause.name === 'QuotaExceededError';
			const reason = cause instanceof Trouble ? cause.reason : isFull ? 'space' : 'line';
			tell({ state: 'failed', reason });
		}
	);
	event.waitUntil(saving);
});

worker.addEventListener('fetch', (event) => {
	const { request } = event;
	const url = new URL(request.url);
	switch (askedBy(request, url, worker.location.origin)) {
		case 'page':
			event.respondWith(page(event, url));
			break;
		case 'data':
			event.respondWith(data(event, url));
			break;
		case 'file':
			event.respondWith(file(request));
			break;
		case 'sent':
			event.respondWith(sent(event, url));
			break;
		case 'look':
			event.respondWith(looked(event));
			break;
		case 'entering':
			event.waitUntil(doubtWho());
			break;
		case 'leaving':
			event.waitUntil(forgetAll());
			break;
	}
});

interface Kept {
	name: string;
	cache: Cache;
	contents: Contents;
}

async function whole(name: string): Promise<Kept | null> {
	const cache = await caches.open(name);
	const found = await cache.match(contentsAddress);
	return found ? { name, cache, contents: (await found.json()) as Contents } : null;
}

/** Whole copies that hold this path, the newest first. */
async function keptFor(path: string): Promise<Kept[]> {
	const names = await caches.keys();
	if (names.includes(doubt)) return [];
	const kept = await Promise.all(copiesFor(path, names).map(whole));
	return kept.filter((one) => one !== null);
}

async function everyCopy(): Promise<Kept[]> {
	const names = await caches.keys();
	if (names.includes(doubt)) return [];
	const kept = await Promise.all(names.filter((name) => readName(name) !== null).map(whole));
	return kept.filter((one) => one !== null);
}

/** What the copy has of this address. */
async function keptAnswer(
	url: URL,
	address: string
): Promise<{ response: Response; kept: Kept; at: string } | null> {
	for (const kept of await keptFor(pageAddress(url))) {
		const response = await kept.cache.match(address, { ignoreVary: true });
		if (response) return { response, kept, at: response.headers.get(savedAt) ?? '' };
	}
	return null;
}

/** The server's answer, where it comes in time; with a copy at hand nobody waits for ever. */
async function inTime(request: Request, hasCopy: boolean): Promise<Response | null> {
	const asking = fetch(request).catch(() => null);
	if (!hasCopy) return asking;
	const tooLate = new Promise<null>((resolve) => setTimeout(resolve, patience, null));
	const answer = await Promise.race([asking, tooLate]);
	return answer && isNoAnswer(answer.status) ? null : answer;
}

async function page(event: FetchEvent, url: URL): Promise<Response> {
	const known = await keptAnswer(url, pageAddress(url));
	const answer = await inTime(event.request, known !== null);
	if (answer) {
		if (known && answer.ok) event.waitUntil(renew(known.kept, pageAddress(url), answer.clone()));
		return answer;
	}
	return known?.response ?? away();
}

async function data(event: FetchEvent, url: URL): Promise<Response> {
	const known = await keptAnswer(url, dataAddress(pageAddress(url)));
	const answer = await inTime(event.request, known !== null);
	const response = answer ?? known?.response ?? Response.error();
	const client = known ? await worker.clients.get(event.clientId) : undefined;
	const path = pageAddress(url).split('?')[0] ?? '';
	const news: CopyNews = { type: 'standpoint:copy', path, at: answer ? null : (known?.at ?? null) };
	client?.postMessage(news);
	return response;
}

async function file(request: Request): Promise<Response> {
	return (await caches.match(request, { ignoreVary: true })) ?? fetch(request);
}

const savedAt = 'x-saved-at';

/** A page that is not in any copy, when there is no line. */
async function away(): Promise<Response> {
	const html = awayPage((await everyCopy()).map(({ contents }) => contents));
	if (html === null) return Response.error();
	return new Response(html, {
		status: 503,
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy':
				"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
		}
	});
}

/** How often something was sent, by address: of several saves in a row only the last renews the pages. */
const sendings = new Map<string, number>();

async function sent(event: FetchEvent, url: URL): Promise<Response> {
	let answer: Response;
	try {
		answer = await fetch(event.request);
	} catch {
		return event.request.mode === 'navigate' ? away() : Response.error();
	}
	// A form without scripts is answered by a redirect, which looks like nothing from here.
	if (answer.ok || answer.type === 'opaqueredirect') event.waitUntil(renewAfter(url));
	return answer;
}

async function renewAfter(url: URL): Promise<void> {
	const turn = (sendings.get(url.href) ?? 0) + 1;
	sendings.set(url.href, turn);
	await new Promise((resolve) => setTimeout(resolve, settling));
	if (sendings.get(url.href) !== turn) return;
	sendings.delete(url.href);
	for (const { name, cache, contents } of await keptFor(url.pathname))
		for (const address of pagesAfter(url, contents.pages)) {
			if (!(await caches.has(name))) return;
			await put(cache, address, contents.base).catch(() => undefined);
		}
}

async function looked(event: FetchEvent): Promise<Response> {
	const answer = await fetch(event.request);
	event.waitUntil(saveAgain());
	return answer;
}

async function doubtWho(): Promise<void> {
	if ((await caches.keys()).some((name) => readName(name) !== null)) await caches.open(doubt);
}

/** Counts sign-outs: what is being saved then is not kept. */
let leavings = 0;

async function forgetAll(): Promise<void> {
	leavings += 1;
	for (const name of await caches.keys())
		if (readName(name) !== null || name === doubt) await caches.delete(name);
}

/** The page as it was just shown, unless it needs files that the copy does not have. */
async function renew({ name, cache }: Kept, address: string, answer: Response): Promise<void> {
	const html = await answer.text();
	if (!(await hasFiles(cache, html)) || !(await caches.has(name))) return;
	await cache.put(address, copyOf(answer, html)).catch(() => undefined);
}

async function hasFiles(cache: Cache, html: string): Promise<boolean> {
	const found = await Promise.all(filesIn(html).map((path) => cache.match(path)));
	return found.every((one) => one !== undefined);
}

function copyOf(answer: Response, html: string): Response {
	const at = new Date().toISOString();
	return stored(answer, markedAsSaved(html, at), at);
}

function stored(answer: Response, body: string, at: string): Response {
	const headers = new Headers({ [savedAt]: at });
	for (const name of ['content-type', 'content-security-policy', 'referrer-policy']) {
		const value = answer.headers.get(name);
		if (value !== null) headers.set(name, value);
	}
	return new Response(body, { headers });
}

/** Asked as a page would; null where there is no such page (any more). */
async function ask(address: string, accept: string): Promise<Response | null> {
	const answer = await fetch(address, {
		headers: { accept },
		credentials: 'same-origin',
		cache: 'no-store',
		redirect: 'manual',
		signal: AbortSignal.timeout(longest)
	}).catch(() => {
		throw new Trouble('line');
	});
	if (answer.type === 'opaqueredirect') throw new Trouble('session');
	if (answer.ok) return answer;
	if (answer.status === 404) return null;
	throw new Trouble(isNoAnswer(answer.status) ? 'line' : 'refused');
}

/** One page and its data, both or none; what it said before stays where that fails. */
async function put(cache: Cache, address: string, base: string): Promise<SavedPage | null> {
	const [shown, asked] = await Promise.all([
		ask(address, 'text/html'),
		ask(dataAddress(address), 'application/json')
	]);
	if (!shown || !asked) return null;
	const [html, values] = await Promise.all([shown.text(), asked.text()]).catch(() => {
		throw new Trouble('line');
	});
	// Kit says in the data itself that there is another page to go to.
	if (values.startsWith('{"type":"redirect"')) throw new Trouble('session');
	if (!(await hasFiles(cache, html))) throw new Trouble('refused');
	const at = new Date().toISOString();
	await keep(cache, address, stored(shown, markedAsSaved(html, at), at));
	await keep(cache, dataAddress(address), stored(asked, values, at));
	return { address, sendsTo: sendsTo(html, base) };
}

async function keep(cache: Cache, address: string, response: Response): Promise<void> {
	try {
		await cache.put(address, response);
	} catch {
		throw new Trouble('space');
	}
}

/** Does all of it, a few at a time; the first that fails ends it. */
async function each<T>(all: readonly T[], act: (one: T) => Promise<void>): Promise<void> {
	const rest = [...all];
	const lane = async () => {
		for (let one = rest.shift(); one !== undefined; one = rest.shift()) await act(one);
	};
	try {
		await Promise.all(Array.from({ length: atOnce }, lane));
	} catch (cause) {
		rest.length = 0;
		throw cause;
	}
}

const underWay = new Map<string, Promise<void>>();

/** The same module saved from two tabs is saved once. */
function save(order: SaveOrder, tell: (news: SaveNews) => void): Promise<void> {
	const key = `${order.person}:${order.base}`;
	const running = underWay.get(key) ?? saveNow(order, tell).finally(() => underWay.delete(key));
	underWay.set(key, running);
	return running;
}

/** A new copy beside the old one, which goes when the new one is whole. */
async function saveNow(order: SaveOrder, tell: (news: SaveNews) => void): Promise<void> {
	const { person, base, title, words } = order;
	const turn = leavings;
	const name = nameOfCopy({ person, base, at: Date.now() });
	try {
		const cache = await caches.open(name);
		const of = order.pages.length;
		let done = 0;
		tell({ state: 'saving', done, of });
		await each([...build, ...files.filter((path) => plainFiles.includes(path))], (path) =>
			putFile(cache, path)
		);
		const pages: SavedPage[] = [];
		await each(order.pages, async (address) => {
			const saved = await put(cache, address, base);
			if (saved) pages.push(saved);
			done += 1;
			tell({ state: 'saving', done, of });
		});
		const contents: Contents = { person, base, title, words, at: new Date().toISOString(), pages };
		await keep(cache, contentsAddress, Response.json(contents));
		if (turn !== leavings) throw new Trouble('session');
	} catch (cause) {
		await caches.delete(name);
		throw cause;
	}
	const names = await caches.keys();
	for (const old of [...copiesOf(base, names), ...copiesOfOthers(person, names)])
		if (old !== name) await caches.delete(old);
}

/** Files of the build never change under their names, so that a copy that has one lends it. */
async function putFile(cache: Cache, path: string): Promise<void> {
	const isLent = path.includes('/immutable/');
	const lent = isLent ? await caches.match(path, { ignoreVary: true }) : undefined;
	const answer = lent ?? (await ask(path, '*/*'));
	if (!answer) throw new Trouble('refused');
	const headers = new Headers();
	const type = answer.headers.get('content-type');
	if (type !== null) headers.set('content-type', type);
	const body = await answer.blob().catch(() => {
		throw new Trouble('line');
	});
	await keep(cache, path, new Response(body, { headers }));
}

async function saveAgain(): Promise<void> {
	for (const { contents } of await everyCopy()) {
		const { person, base, title, words } = contents;
		const pages = contents.pages.map(({ address }) => address);
		const order: SaveOrder = { type: 'standpoint:save', person, base, title, pages, words };
		await save(order, () => undefined).catch(() => undefined);
	}
}
