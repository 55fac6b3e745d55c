import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Autosave, draftOf, forgetDrafts, keepDraft, type Post } from './drafts.svelte';
import { leftOverEvent } from './left-behind';
import { sendLeftOvers } from './left-over';

// Kit reads its answers only where it has drawn a page.
vi.mock('$app/forms', () => ({ deserialize: (answer: string): unknown => JSON.parse(answer) }));

const set = '/courses/c/modules/m/questions/before';
const ann = 'ann';

/** What the server answers, by address; nothing is no line. */
let answers: Record<string, unknown> = {};
let sent: string[] = [];

const failure = (status: number, data: object) => ({ type: 'failure', status, data });
const success = { type: 'success', status: 200, data: {} };
const redirect = { type: 'redirect', status: 303, location: set };

beforeEach(() => {
	sent = [];
	answers = { [`${set}?/save`]: success, [`${set}/submit`]: redirect };
	vi.stubGlobal('fetch', (address: string) => {
		const answer = answers[address];
		if (!answer) return Promise.reject(new TypeError('no line'));
		sent.push(address);
		return Promise.resolve(Response.json(answer));
	});
});

afterEach(() => {
	vi.unstubAllGlobals();
	forgetDrafts();
});

function leave(kind: Post['kind'], key: string = kind, owner = ann): string {
	const action = kind === 'save' ? `${set}?/save` : `${set}/submit`;
	const post: Post = { owner, action, entries: [['B1.text', 'words']], kind };
	keepDraft(key, { fields: { text: 'words' }, base: '1', at: '2026-03-01T08:00:00Z', post });
	return key;
}

describe('what closed pages left on this device', () => {
	it('is sent in its order: words first, handing in after them', async () => {
		leave('hand-in', 'a');
		leave('save', 'b');
		const done = await sendLeftOvers(ann);
		expect(sent).toEqual([`${set}?/save`, `${set}/submit`]);
		expect(done).toEqual({ saved: 1, handedIn: [set], refused: [], waiting: [] });
		expect([draftOf('a'), draftOf('b')]).toEqual([null, null]);
	});

	it('stays where it is without a line', async () => {
		answers = {};
		leave('save');
		leave('hand-in');
		const done = await sendLeftOvers(ann);
		expect(done.waiting.map(({ kind }) => kind)).toEqual(['save', 'hand-in']);
		expect(draftOf('save')).not.toBeNull();
		expect(draftOf('hand-in')).not.toBeNull();
	});

	it('is not handed in when its words were refused; both stay, and the page is named', async () => {
		answers[`${set}?/save`] = failure(409, { form: { message: 'Changed elsewhere' } });
		leave('save');
		leave('hand-in');
		const done = await sendLeftOvers(ann);
		expect(sent).toEqual([`${set}?/save`]);
		expect(done.refused).toEqual([{ address: set, kind: 'save', message: 'Changed elsewhere' }]);
		expect(draftOf('save')).not.toBeNull();
		expect(draftOf('hand-in')).not.toBeNull();
	});

	it('is not handed in before a page that is open has sent its words', async () => {
		leave('save', 'open');
		leave('hand-in');
		const open = new Autosave({
			key: 'open',
			base: '1',
			fields: { text: '' },
			send: () => Promise.resolve({ kind: 'unreachable' }),
			post: () => ({ owner: ann, action: `${set}?/save`, entries: [], kind: 'save' })
		});
		open.fields = { ...open.leftBehind()?.fields };
		expect((await sendLeftOvers(ann)).waiting.map(({ kind }) => kind)).toEqual(['hand-in']);
		expect(sent).toEqual([]);

		// Closed without a line, its words are a left-over like others.
		const heard = vi.fn();
		addEventListener(leftOverEvent, heard);
		open.typed();
		await open.leave();
		removeEventListener(leftOverEvent, heard);
		expect(heard).toHaveBeenCalledOnce();
		await sendLeftOvers(ann);
		expect(sent).toEqual([`${set}?/save`, `${set}/submit`]);
	});

	it('of somebody else is not touched', async () => {
		leave('save', 'hers', 'bea');
		expect((await sendLeftOvers(ann)).saved).toBe(0);
		expect(sent).toEqual([]);
		expect(draftOf('hers')).not.toBeNull();
	});

	it('counts as handed in when a first try arrived unheard', async () => {
		answers[`${set}/submit`] = failure(409, { reason: 'submitted' });
		leave('hand-in');
		expect((await sendLeftOvers(ann)).handedIn).toEqual([set]);
		expect(draftOf('hand-in')).toBeNull();
	});

	it('waits for whoever has to sign in again', async () => {
		answers[`${set}?/save`] = failure(401, { sessionEnded: true });
		leave('save');
		expect((await sendLeftOvers(ann)).waiting).toHaveLength(1);
		expect(draftOf('save')).not.toBeNull();
	});

	it('says why it could not be handed in, and does not try for ever', async () => {
		answers[`${set}/submit`] = failure(409, { reason: 'closed', message: 'The set is closed' });
		leave('hand-in');
		const done = await sendLeftOvers(ann);
		expect(done.refused).toEqual([{ address: set, kind: 'hand-in', message: 'The set is closed' }]);
		expect(draftOf('hand-in')).toBeNull();
	});
});
