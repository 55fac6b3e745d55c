import { describe, expect, it } from 'vitest';
import {
	askedBy,
	awayPage,
	copiesFor,
	copiesOf,
	copiesOfOthers,
	dataAddress,
	filesIn,
	isNoAnswer,
	markedAsSaved,
	nameOfCopy,
	pageAddress,
	pagesAfter,
	readName,
	sendsTo,
	type Contents
} from './saved-module';

const origin = 'https://school.example';
const base = '/courses/politics/modules/hard-state';
const at = (path: string) => new URL(path, origin);
const get = (path: string, mode = 'cors') => askedBy({ method: 'GET', mode }, at(path), origin);
const post = (path: string) => askedBy({ method: 'POST', mode: 'cors' }, at(path), origin);
const copy = (person: string, of: string, when: number) =>
	nameOfCopy({ person, base: of, at: when });

describe('what a request asks for', () => {
	it('a page is any that is gone to; its data, only inside a module', () => {
		expect(get(base, 'navigate')).toBe('page');
		expect(get('/courses', 'navigate')).toBe('page');
		expect(get(`${base}/stance/__data.json?x-sveltekit-invalidated=001`)).toBe('data');
		expect(get('/courses/__data.json')).toBe('other');
	});

	it('files of the build, and the two that the page for a missing line needs', () => {
		expect(get('/_app/immutable/chunks/a.js')).toBe('file');
		expect(get('/session-ended.css')).toBe('file');
		expect(get('/_app/version.json')).toBe('other');
		expect(get('/robots.txt')).toBe('other');
	});

	it('what is sent inside a module, and nothing that is sent elsewhere', () => {
		expect(post(`${base}/questions/before?/save`)).toBe('sent');
		expect(post(`${base}/position?/submit`)).toBe('sent');
		expect(post('/courses/join/ABC')).toBe('other');
		expect(post('/courses/politics/modules')).toBe('other');
	});

	it('signing in by every door, signing out, and another look', () => {
		for (const door of ['/sign-in', '/sign-in/class', '/sign-in/slip/x', '/sign-up', '/set-up/x'])
			expect(post(door)).toBe('entering');
		expect(post('/sign-out')).toBe('leaving');
		expect(post('/preferences')).toBe('look');
		expect(post('/account?/language')).toBe('look');
		expect(post('/account?/password')).toBe('other');
	});

	it('nothing of other sites, and no other verb', () => {
		expect(
			askedBy({ method: 'GET', mode: 'navigate' }, new URL('https://other.example/'), origin)
		).toBe('other');
		expect(askedBy({ method: 'HEAD', mode: 'navigate' }, at(base), origin)).toBe('other');
	});
});

describe('the address of a page in a copy', () => {
	it('is the same for a page and its data, whatever scripts add', () => {
		expect(pageAddress(at(`${base}/stance`))).toBe(`${base}/stance`);
		expect(pageAddress(at(`${base}/stance/`))).toBe(`${base}/stance`);
		expect(pageAddress(at(`${base}/stance/__data.json?x-sveltekit-invalidated=01`))).toBe(
			`${base}/stance`
		);
		expect(dataAddress(`${base}/stance`)).toBe(`${base}/stance/__data.json`);
		expect(dataAddress(`${base}/readings/a?edition=ur`)).toBe(
			`${base}/readings/a/__data.json?edition=ur`
		);
	});

	it('a mark does not make another page, an edition does', () => {
		expect(pageAddress(at(`${base}/readings/a?mark=p1.0-9`))).toBe(`${base}/readings/a`);
		expect(pageAddress(at(`${base}/readings/a?edition=ur&mark=p1.0-9`))).toBe(
			`${base}/readings/a?edition=ur`
		);
	});
});

describe('whose copy it is, and of what', () => {
	it('is in its name', () => {
		expect(readName(copy('ann', base, 7))).toEqual({ person: 'ann', base, at: 7 });
		expect(readName('standpoint:doubt')).toBeNull();
		expect(readName('somebody-elses-store')).toBeNull();
	});

	it('a path belongs to its own module, and to the newest copy first', () => {
		const other = `${base}-two`;
		const names = [copy('ann', base, 1), copy('ann', other, 3), copy('ann', base, 2), 'else'];
		expect(copiesFor(`${base}/readings/a`, names)).toEqual([names[2], names[0]]);
		expect(copiesFor(base, names)).toEqual([names[2], names[0]]);
		expect(copiesFor(other, names)).toEqual([names[1]]);
		expect(copiesFor('/courses/politics', names)).toEqual([]);
		expect(copiesOf(base, names)).toEqual([names[0], names[2]]);
	});

	it('what others saved is told from what is one’s own', () => {
		const names = [copy('ann', base, 1), copy('bea', base, 2), 'standpoint:doubt'];
		expect(copiesOfOthers('ann', names)).toEqual([names[1]]);
		expect(copiesOfOthers('cem', names)).toEqual([names[0], names[1]]);
	});
});

describe('what is kept of a page', () => {
	it('it says from when it is', () => {
		const html = '<!doctype html>\n<html lang="ur" dir="rtl"><head></head><html-like></html-like>';
		expect(markedAsSaved(html, '2026-03-01T08:00:00Z')).toBe(
			'<!doctype html>\n<html data-saved-at="2026-03-01T08:00:00Z" lang="ur" dir="rtl"><head></head><html-like></html-like>'
		);
	});

	it('the files that it names', () => {
		const html =
			'<link href="/_app/immutable/assets/0.abc.css"><script>import("/_app/immutable/entry/start.x_1.js")</script><link href="/_app/immutable/assets/0.abc.css">';
		expect(filesIn(html)).toEqual([
			'/_app/immutable/assets/0.abc.css',
			'/_app/immutable/entry/start.x_1.js'
		]);
	});

	it('where its forms send to, in its module', () => {
		const html = `<form action="${base}/questions/one?/save"><button formaction="${base}/questions/one?/review"></button></form><form action="?/read"></form><form action="/preferences"></form>`;
		expect(sendsTo(html, base)).toEqual([`${base}/questions/one`]);
	});
});

describe('pages that something sent has changed', () => {
	const page = (path: string, ...to: string[]) => ({
		address: base + path,
		sendsTo: to.map((one) => base + one)
	});
	const pages = [
		page(''),
		page('/questions'),
		page('/questions/one'),
		page('/questions/one/submit'),
		page('/questions/one-more'),
		page('/readings/a', '/questions/one'),
		page('/readings/a?edition=ur', '/questions/one'),
		page('/readings/b'),
		page('/position')
	];
	const after = (path: string) =>
		pagesAfter(at(base + path), pages).map((address) => address.slice(base.length));

	it('while one types, those that hold the words', () => {
		expect(after('/questions/one?/save')).toEqual([
			'/questions/one',
			'/readings/a',
			'/readings/a?edition=ur'
		]);
		expect(after('/position?/save')).toEqual(['/position']);
	});

	it('none, when only the place in a text is kept', () => {
		expect(after('/readings/b?/keep')).toEqual([]);
	});

	it('after handing in, also those that say how far one is', () => {
		expect(after('/questions/one/submit')).toEqual([
			'',
			'/questions',
			'/questions/one',
			'/questions/one/submit',
			'/readings/a',
			'/readings/a?edition=ur'
		]);
		expect(after('/readings/b?/read')).toEqual(['', '/readings/b']);
		expect(after('/position?/submit')).toEqual(['', '/position']);
	});
});

describe('without a line', () => {
	it('a gateway that finds no site is no answer; the site’s own refusals are', () => {
		expect([502, 503, 504].map(isNoAnswer)).toEqual([true, true, true]);
		expect([200, 303, 404, 409, 500].map(isNoAnswer)).toEqual([false, false, false, false, false]);
	});

	it('the page for what is not saved names what is, and no name can break out of it', () => {
		const contents: Contents = {
			person: 'ann',
			base,
			title: 'Hard <b>state</b>',
			at: '2026-03-01T08:00:00Z',
			pages: [],
			words: {
				lang: 'ur',
				dir: 'rtl',
				site: 'Standpoint',
				title: 'No line',
				text: 'Go back.',
				saved: 'Saved'
			}
		};
		const html = awayPage([contents]);
		expect(html).toContain('<html lang="ur" dir="rtl">');
		expect(html).toContain(`<a href="${base}" dir="auto">Hard &lt;b&gt;state&lt;/b&gt;</a>`);
		expect(awayPage([])).toBeNull();
	});
});
