import { afterEach, describe, expect, it } from 'vitest';
import {
	Autosave,
	draftOf,
	forgetDrafts,
	keepsDrafts,
	setKeepsDrafts,
	type Sent
} from './drafts.svelte';

const key = 'person:form';

function autosave(answers: Sent[]) {
	const sent: string[] = [];
	const saving = new Autosave({
		key,
		base: '1',
		fields: { text: '' },
		send: (fields) => {
			sent.push(fields.text ?? '');
			return Promise.resolve(answers.shift() ?? { kind: 'unreachable' });
		}
	});
	const type = (text: string) => {
		saving.fields.text = text;
		saving.typed();
	};
	return { saving, sent, type };
}

afterEach(() => {
	setKeepsDrafts(true);
	forgetDrafts();
});

describe('a form that saves itself', () => {
	it('keeps on the device what is typed, until the server has it', async () => {
		const { saving, type } = autosave([{ kind: 'saved', base: '2' }]);
		type('An answer');
		expect(draftOf(key)?.fields).toEqual({ text: 'An answer' });
		await saving.flush();
		expect(saving.state).toBe('saved');
		expect(saving.base).toBe('2');
		expect(draftOf(key)).toBeNull();
	});

	it('says that it is offline, keeps the draft, and sends it when the server is back', async () => {
		const { saving, sent, type } = autosave([
			{ kind: 'unreachable' },
			{ kind: 'saved', base: '2' }
		]);
		type('Written on a train');
		await saving.flush();
		expect(saving.state).toBe('offline');
		expect(draftOf(key)?.fields.text).toBe('Written on a train');
		await saving.flush();
		expect(saving.state).toBe('saved');
		expect(sent).toEqual(['Written on a train', 'Written on a train']);
	});

	it('offers a reopened page what a tab that died had left', () => {
		autosave([]).type('Half a thought');
		const reopened = autosave([]).saving;
		expect(reopened.leftBehind()?.fields.text).toBe('Half a thought');
		expect(reopened.leftBehind()?.base).toBe('1');
	});

	it('sends nothing more after a conflict until the person has chosen', async () => {
		const { saving, sent, type } = autosave([{ kind: 'conflict' }, { kind: 'saved', base: '8' }]);
		type('Mine');
		await saving.flush();
		expect(saving.isStopped).toBe(true);
		type('Mine, longer');
		await saving.flush();
		expect(sent).toEqual(['Mine']);
		expect(draftOf(key)?.fields.text).toBe('Mine, longer');
		saving.continueFrom('7');
		await saving.flush();
		expect(sent).toEqual(['Mine', 'Mine, longer']);
		expect(saving.base).toBe('8');
	});

	it('keeps no draft on a device that was told not to, and forgets what was there', () => {
		autosave([]).type('Before');
		setKeepsDrafts(false);
		expect(keepsDrafts()).toBe(false);
		expect(draftOf(key)).toBeNull();
		autosave([]).type('After');
		expect(draftOf(key)).toBeNull();
	});

	it('forgets every draft at sign-out, and nothing else', () => {
		localStorage.setItem('something-else', 'stays');
		autosave([]).type('Gone');
		forgetDrafts();
		expect(draftOf(key)).toBeNull();
		expect(localStorage.getItem('something-else')).toBe('stays');
		localStorage.removeItem('something-else');
	});
});
