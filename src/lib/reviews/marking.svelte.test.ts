import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetDrafts } from '$lib/forms/drafts.svelte';
import { Marking } from './marking.svelte';
import type { Criterion, RubricBody } from './review';
import type { SheetPage } from './sheet.server';

const level = (points: number) => ({ points, label: { en: `L${points}` }, text: { en: '' } });
const criterion = (key: string): Criterion => ({
	key,
	title: { en: key },
	levels: [1, 2, 3, 4].map(level)
});
const rubric: RubricBody = {
	title: {},
	rule: {},
	notes: {},
	criteria: ['R1', 'R2', 'R3', 'R4', 'R5', 'R6'].map(criterion)
};

/** As much of a page as a sheet looks at. */
function pageOf(over: Partial<SheetPage> = {}): SheetPage {
	const body = {
		thesis: 'Courts first.',
		reasons: [{ id: 'r1', claim: 'Pauses were used.', warrant: '' }],
		against: 'Force feeds recruitment.',
		reply: '',
		change: ''
	};
	return {
		positionId: 'one',
		draftKey: 'review/me/one/1',
		stamp: 'a',
		rubric,
		version: { number: 1, body, lang: 'en' },
		sheet: { version: 0, levels: {}, comments: {}, overall: '', pins: [] },
		other: null,
		...over
	} as unknown as SheetPage;
}

const marking = (over: Partial<SheetPage> = {}, address = '/review/one') =>
	new Marking(pageOf(over), null, address, '&state=unmarked');
// Its own reading of answers needs an application that runs.
vi.mock('$app/forms', () => ({ deserialize: (text: string) => JSON.parse(text) as unknown }));
const saved = (version: number) =>
	new Response(JSON.stringify({ type: 'success', status: 200, data: { version } }));

let sent: { address: string; fields: Record<string, FormDataEntryValue> }[] = [];
let answers: Response[] = [];

beforeEach(() => {
	forgetDrafts();
	sent = [];
	answers = [];
	vi.stubGlobal('fetch', (address: string, { body }: { body: FormData }) => {
		sent.push({ address, fields: Object.fromEntries(body) });
		const answer = answers.shift();
		return answer ? Promise.resolve(answer) : Promise.reject(new Error('no line'));
	});
});

describe('the number keys', () => {
	it('judge six criteria with six presses', () => {
		const sheet = marking();
		for (const nth of [3, 2, 4, 1, 3, 3]) sheet.setLevel(nth);
		expect(sheet.written.levels).toEqual({ R1: 3, R2: 2, R3: 4, R4: 1, R5: 3, R6: 3 });
	});

	it('begin with the first criterion that is open, stay on the last, and know no fifth level', () => {
		const sheet = marking({
			sheet: { version: 1, levels: { R1: 1, R2: 1 }, comments: {}, overall: '', pins: [] }
		} as unknown as Partial<SheetPage>);
		expect(sheet.current).toBe(2);
		sheet.setLevel(5);
		expect(sheet.current).toBe(2);
		sheet.jump(99);
		expect(sheet.current).toBe(5);
		sheet.setLevel(1);
		expect(sheet.current).toBe(5);
	});

	it('are followed by a half, up and down, where the rubric has halves', () => {
		const whole = marking();
		whole.setLevel(3);
		whole.step(1);
		expect(whole.written.levels).toEqual({ R1: 3 });
		const halves = marking({ rubric: { ...rubric, halves: true } });
		halves.setLevel(3);
		halves.step(1);
		expect(halves.written.levels).toEqual({ R1: 3.5 });
		halves.step(-1);
		halves.step(-1);
		expect(halves.written.levels).toEqual({ R1: 2.5 });
		expect(halves.current).toBe(1);
		halves.setLevel(4);
		halves.step(1);
		expect(halves.written.levels).toEqual({ R1: 2.5, R2: 4 });
	});

	it('leave a criterion out only where that is allowed', () => {
		const strict = marking();
		strict.leaveOut();
		expect(strict.written.levels).toEqual({});
		const open = marking({ rubric: { ...rubric, mayLeaveOut: true } });
		open.leaveOut();
		expect(open.written.levels).toEqual({ R1: null });
		expect(open.current).toBe(1);
	});
});

describe('comments on passages', () => {
	it('are one for each passage, in the order of the text, and go again', () => {
		const sheet = marking();
		const later = sheet.addPin({ field: 'against', start: 0, end: 5 });
		const first = sheet.addPin({ field: 'thesis', start: 0, end: 6 });
		expect(sheet.addPin({ field: 'thesis', start: 0, end: 6 })?.id).toBe(first?.id);
		sheet.changePin(first?.id ?? '', 'Which?');
		expect(sheet.pinsOf('thesis')).toMatchObject([{ comment: 'Which?' }]);
		expect(sheet.nextPin()?.id).toBe(first?.id);
		sheet.active = first?.id ?? null;
		expect(sheet.nextPin()?.id).toBe(later?.id);
		sheet.dropPin(later?.id ?? '');
		expect(sheet.pins).toHaveLength(1);
	});
});

describe('saving', () => {
	it('goes to the address of its own position and names it, wherever the page is by then', async () => {
		const sheet = marking();
		sheet.setLevel(3);
		sheet.used.push('bank-1');
		answers = [saved(1)];
		await sheet.autosave.flush();
		expect(sent).toMatchObject([
			{
				address: '/review/one?/save&state=unmarked',
				fields: { position: 'one', number: '1', version: '0', rubric: 'a', used: 'bank-1' }
			}
		]);
		expect(sheet.autosave.state).toBe('saved');
		expect(sheet.autosave.base).toBe('1');
		expect(sheet.used).toEqual([]);
	});

	it('keeps what was not sent, for when the browser is opened again', async () => {
		const closed = marking();
		closed.setLevel(3);
		closed.autosave.fields.overall = 'Unsent words.';
		closed.addPin({ field: 'thesis', start: 0, end: 6 }, 'Which?');
		await closed.autosave.flush();
		expect(closed.autosave.state).toBe('offline');

		const again = marking();
		again.takeUp(true);
		expect(again.written).toMatchObject({ levels: { R1: 3 }, overall: 'Unsent words.' });
		expect(again.pins).toMatchObject([{ comment: 'Which?' }]);
		expect(again.left).toBeNull();
	});

	it('offers what was not sent, and writes over nothing, when the sheet is newer by now', async () => {
		const closed = marking();
		closed.autosave.fields.overall = 'Unsent words.';
		closed.autosave.typed();
		await closed.autosave.flush();
		const again = marking({
			sheet: { version: 4, levels: {}, comments: {}, overall: 'By another.', pins: [] }
		} as unknown as Partial<SheetPage>);
		again.takeUp(true);
		expect(again.written.overall).toBe('By another.');
		expect(again.left?.fields.overall).toBe('Unsent words.');
	});

	it('takes comments over to a rubric that was changed, and no levels', async () => {
		const closed = marking();
		closed.setLevel(3);
		closed.autosave.fields.overall = 'Unsent words.';
		closed.autosave.typed();
		await closed.autosave.flush();
		const again = marking({ stamp: 'b' });
		again.takeUp(true);
		expect(again.written).toMatchObject({ levels: {}, overall: 'Unsent words.' });
		expect(again.autosave.fields.rubric).toBe('b');
	});

	it('stops trying where the position is not the marker’s any more, and says so', async () => {
		const sheet = marking();
		sheet.setLevel(3);
		answers = [
			new Response(JSON.stringify({ type: 'error', status: 404, error: { message: 'Not found' } }))
		];
		await sheet.autosave.flush();
		expect(sheet.autosave.state).toBe('failed');
		expect(sheet.problem).not.toBe('');
		expect(sheet.written.levels).toEqual({ R1: 3 });
	});
});
