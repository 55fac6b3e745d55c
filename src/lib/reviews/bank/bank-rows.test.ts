import { describe, expect, it } from 'vitest';
import { readBank } from './bank-rows';

const criteria = [
	{ key: 'R1', title: { en: 'Thesis', ur: 'مرکزی دعویٰ' } },
	{ key: 'R2', title: { en: 'Evidence' } },
	{ key: 'R3', title: { en: 'Evidence' } }
];
const read = (...rows: string[][]) =>
	readBank(
		rows.map((cells, i) => ({ line: i + 1, cells })),
		criteria
	);
const faultOf = (head: string[], row: string[]) => {
	const table = read(head, row);
	return table.ok ? table.bad[0]?.fault : table.reason;
};

describe('a table of comments', () => {
	it('names its columns in either language, in any order', () => {
		const table = read(
			['Criterion', 'Remarks', 'English', 'For', 'اردو'],
			['thesis', 'x', 'Say why.', '', 'وجہ بتائیں۔'],
			['', '', 'Well put.', 'Course', '']
		);
		expect(table).toEqual({
			ok: true,
			rows: [
				{
					line: 2,
					body: { en: 'Say why.', ur: 'وجہ بتائیں۔' },
					purpose: { of: 'criterion', criterionKey: 'R1' }
				},
				{ line: 3, body: { en: 'Well put.' }, purpose: { of: 'course' } }
			],
			bad: [],
			ignored: ['Remarks']
		});
		expect(read(['معیار', 'تبصرہ'], ['مرکزی دعوی', 'وجہ؟'])).toMatchObject({
			rows: [{ purpose: { of: 'criterion', criterionKey: 'R1' } }]
		});
	});

	it('is refused as a whole where its columns say nothing, or the same', () => {
		expect(read(['English'])).toEqual({ ok: false, reason: 'no-rows' });
		expect(read(['Name', 'Mark'], ['Amna', '3'])).toEqual({ ok: false, reason: 'no-columns' });
		expect(read(['English', 'Comment'], ['a', 'b'])).toEqual({ ok: false, reason: 'column-twice' });
	});

	it('says what is wrong with a row and takes the others', () => {
		const head = ['English', 'Criterion', 'For'];
		expect(faultOf(head, ['', '', ''])).toBe('no-words');
		expect(faultOf(head, ['a'.repeat(601), '', ''])).toBe('long');
		expect(faultOf(head, ['x', 'Style', ''])).toBe('unknown-criterion');
		expect(faultOf(head, ['x', '', 'planet'])).toBe('unknown-purpose');
		expect(faultOf(head, ['x', 'Thesis', 'course'])).toBe('criterion-of-course');
		expect(faultOf(head, ['x', '', '', 'more'])).toBe('extra-cells');
	});

	it('asks for the key where two criteria are called the same', () => {
		expect(faultOf(['English', 'Criterion'], ['x', 'Evidence'])).toBe('unknown-criterion');
		expect(read(['English', 'Criterion'], ['x', 'R3'])).toMatchObject({
			rows: [{ purpose: { criterionKey: 'R3' } }]
		});
	});

	it('takes no formula, and takes the sign of our own tables off again', () => {
		expect(faultOf(['English'], ["=cmd|' /C calc'!A0"])).toBe('formula');
		expect(faultOf(['English'], ['  @SUM(1)'])).toBe('formula');
		expect(read(['English'], ["'=not equal"], ["'- a list"], ['-1e9'], ['NaN'])).toMatchObject({
			rows: [
				{ body: { en: '=not equal' } },
				{ body: { en: '- a list' } },
				{ body: { en: '-1e9' } },
				{ body: { en: 'NaN' } }
			],
			bad: []
		});
	});
});
