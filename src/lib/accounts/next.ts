/*
 * Where to go on after signing in: an address of this site and nothing else. Pure.
 */

/** The path when it leads somewhere on this site, else `otherwise`. */
export function localPath(value: string | null | undefined, otherwise: string): string {
	if (!value || value.length > 1000 || !value.startsWith('/')) return otherwise;
	// Browsers read `\` as `/` and drop tabs and line breaks, so `/\evil.org` would leave the site.
	// eslint-disable-next-line no-control-regex -- control characters are what is looked for
	if (value.startsWith('//') || /[\\\u0000-\u001F]/u.test(value)) return otherwise;
	const here = 'http://here.invalid';
	if (!URL.canParse(value, here)) return otherwise;
	const url = new URL(value, here);
	const path = url.pathname + url.search + url.hash;
	return url.origin === here && !path.startsWith('//') ? path : otherwise;
}

/** Adds `?next=` to the address of a page that hands it on. */
export function withNext(path: string, next: string | null | undefined): string {
	const kept = localPath(next, '');
	return kept ? `${path}?next=${encodeURIComponent(kept)}` : path;
}
