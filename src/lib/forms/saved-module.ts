/*
 * A module that a student saved on the device for a bad line: what its copy is called, which requests
 * it may answer, and which of its pages something sent has changed. Pure; `src/service-worker` stores
 * and answers, the pages ask and show.
 */

/** Before the names of all copies in the browser's storage. */
const prefix = 'standpoint:module:';

/**
 * Somebody signed in, and no page has said yet who: until one does, no copy is shown. A store of this
 * name, so that pages and the worker both see it.
 */
export const doubt = 'standpoint:doubt';

/** Where a copy keeps what it is about; the server is never asked for it. It is put last: without it a copy is not whole. */
export const contentsAddress = '/saved-module.json';

/** How long the line may take to answer before the copy does, in milliseconds. */
export const patience = 6000;

export interface CopyName {
	/** Id of the person whose copy it is. */
	person: string;
	/** Address of the module. */
	base: string;
	/** When it was begun, in milliseconds. */
	at: number;
}

export function nameOfCopy({ person, base, at }: CopyName): string {
	return `${prefix}${person}:${base}#${at}`;
}

/** Null for whatever else is stored. */
export function readName(name: string): CopyName | null {
	const [, person, base, at] = /^standpoint:module:([^:]+):(\/[^#]*)#(\d+)$/.exec(name) ?? [];
	return person && base && at ? { person, base, at: Number(at) } : null;
}

/** What a copy says when a page is asked for that is not in it, in the language in which it was saved. */
export interface AwayWords {
	lang: string;
	dir: string;
	site: string;
	title: string;
	text: string;
	saved: string;
}

/** What the page asks to be saved. */
export interface SaveOrder {
	type: 'standpoint:save';
	person: string;
	base: string;
	/** Of the module. */
	title: string;
	/** Addresses of its pages. */
	pages: string[];
	words: AwayWords;
}

export interface SavedPage {
	/** Its address, as `pageAddress` writes it. */
	address: string;
	/** What its forms send to, besides itself. */
	sendsTo: string[];
}

export interface Contents extends Omit<SaveOrder, 'type' | 'pages'> {
	/** When it was saved (ISO). */
	at: string;
	pages: SavedPage[];
}

/** Why nothing was saved: the line went, the device is full, the session is over, or the site refused. */
export type SaveTrouble = 'line' | 'space' | 'session' | 'refused';

/** What the worker tells the page while it saves. */
export type SaveNews =
	| { state: 'saving'; done: number; of: number }
	| { state: 'saved' }
	| { state: 'failed'; reason: SaveTrouble };

/** Said to a page whose data came from a copy, or (`at` is null) from the server. */
export interface CopyNews {
	type: 'standpoint:copy';
	path: string;
	at: string | null;
}

export type Asked =
	/** A page, or its data for scripts. */
	| 'page'
	| 'data'
	/** Of the build: never changes under its name. */
	| 'file'
	/** A form or a saved answer inside a module. */
	| 'sent'
	/** Colours or language changed: every copy is of another look now. */
	| 'look'
	/** Signing in and out. */
	| 'entering'
	| 'leaving'
	| 'other';

const moduleAddress = /^\/courses\/[^/]+\/modules\/[^/]+(?=\/|$)/;
const dataFile = '/__data.json';
const doors = /^\/(?:sign-in|sign-up|set-up|reset-password)(?:\/|$)/;

/** What the page for a missing line needs, beside the build. */
export const plainFiles = ['/favicon.svg', '/session-ended.css'];

export function askedBy(
	{ method, mode }: { method: string; mode: string },
	url: URL,
	origin: string
): Asked {
	const { pathname } = url;
	if (url.origin !== origin) return 'other';
	if (method === 'POST') {
		if (pathname === '/sign-out') return 'leaving';
		if (doors.test(pathname)) return 'entering';
		if (pathname === '/preferences') return 'look';
		if (pathname === '/account' && url.searchParams.has('/language')) return 'look';
		return moduleAddress.test(pathname) ? 'sent' : 'other';
	}
	if (method !== 'GET') return 'other';
	if (mode === 'navigate') return 'page';
	if (pathname.startsWith('/_app/immutable/') || plainFiles.includes(pathname)) return 'file';
	return pathname.endsWith(dataFile) && moduleAddress.test(pathname) ? 'data' : 'other';
}

export function isWithin(base: string, path: string): boolean {
	return path === base || path.startsWith(`${base}/`);
}

/** What a page's address says of what stands on it; marks and the scripts' own words do not. */
function meantBy(params: URLSearchParams): string {
	const meant = [...params].filter(([name]) => name !== 'mark' && !/^x-sveltekit-/.test(name));
	return meant.length > 0 ? `?${new URLSearchParams(meant).toString()}` : '';
}

/** The address under which a copy keeps a page. */
export function pageAddress({ pathname, searchParams }: URL): string {
	const path = pathname.endsWith(dataFile) ? pathname.slice(0, -dataFile.length) : pathname;
	return (path.replace(/(?<=.)\/$/, '') || '/') + meantBy(searchParams);
}

/** The address of a page's data for scripts. */
export function dataAddress(address: string): string {
	const [path = '', query] = address.split('?');
	return path + dataFile + (query === undefined ? '' : `?${query}`);
}

/** The newest copy comes first; those of other modules are left out. */
export function copiesFor(path: string, names: readonly string[]): string[] {
	return names
		.flatMap((name) => {
			const read = readName(name);
			return read && isWithin(read.base, path) ? [{ name, at: read.at }] : [];
		})
		.sort((a, b) => b.at - a.at)
		.map(({ name }) => name);
}

/** Copies that belong to somebody else than who is signed in. */
export function copiesOfOthers(person: string, names: readonly string[]): string[] {
	return names.filter((name) => {
		const read = readName(name);
		return read !== null && read.person !== person;
	});
}

/** What may be a copy of this module, whole or begun. */
export function copiesOf(base: string, names: readonly string[]): string[] {
	return names.filter((name) => readName(name)?.base === base);
}

/** The site, or what stands before it, cannot answer just now. */
export function isNoAnswer(status: number): boolean {
	return status >= 502 && status <= 504;
}

/** The page says of itself that it is a copy, and from when. */
export function markedAsSaved(html: string, at: string): string {
	return html.replace(/<html(?=[\s>])/, `<html data-saved-at="${at}"`);
}

/** Scripts, styles and faces that a page names. */
export function filesIn(html: string): string[] {
	return [...new Set(html.match(/\/_app\/immutable\/[\w./-]+\.\w+/g))];
}

/** Addresses in this module to which forms on a page send, besides its own. */
export function sendsTo(html: string, base: string): string[] {
	const found = [...html.matchAll(/\s(?:form)?action="(\/[^"?#]*)/g)].map(([, path = '']) => path);
	return [...new Set(found)].filter((path) => isWithin(base, path) && path !== base);
}

/** What a page is for: handing in and citing are about the page that they start from. */
function subjectOf(path: string): string {
	return path.replace(/\/(?:submit|cite)$/, '');
}

/**
 * Pages of a copy that are not what they were after this was sent. While one types, only where the
 * words themselves stand: on a bad line every page counts.
 */
export function pagesAfter(sent: URL, pages: readonly SavedPage[]): string[] {
	// How far one has read is no reason to fetch a page again.
	if (sent.searchParams.has('/keep')) return [];
	const subject = subjectOf(sent.pathname);
	const isTyping = sent.searchParams.has('/save') || sent.searchParams.has('/check');
	return pages
		.filter((page) => {
			const path = page.address.split('?')[0] ?? '';
			if (path === subject || page.sendsTo.includes(subject)) return true;
			return !isTyping && (isWithin(subject, path) || isWithin(path, subject));
		})
		.map((page) => page.address);
}

function escaped(text: string): string {
	return text.replace(
		/[&<>"']/g,
		(sign) =>
			({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign
	);
}

/** The page for what is not in any copy, with the way to what is. */
export function awayPage(copies: readonly Contents[]): string | null {
	const [first] = copies;
	if (!first) return null;
	const { lang, dir, site, title, text, saved } = first.words;
	const links = copies
		.map(
			({ base, title }) => `<li><a href="${escaped(base)}" dir="auto">${escaped(title)}</a></li>`
		)
		.join('\n');
	return `<!doctype html>
<html lang="${escaped(lang)}" dir="${escaped(dir)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)} · ${escaped(site)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/session-ended.css">
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<p>${escaped(text)}</p>
<h2>${escaped(saved)}</h2>
<ul>
${links}
</ul>
</main>
</body>
</html>
`;
}
