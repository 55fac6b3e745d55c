/* Public Forum: two against two; a coin decides sides or order, and either side may speak first. */
import type { FormatBody } from '../format';
import { minutes, phase, place, speaker, team, text } from './parts';

const first = speaker('1', 'First speaker', 'پہلا مقرر');
const second = speaker('2', 'Second speaker', 'دوسرا مقرر');
const final = { newArguments: false };

export const publicForum: FormatBody = {
	title: text('Public Forum', 'پبلک فورم'),
	summary: text(
		'Two speakers on each team, for listeners who are no experts. A coin is tossed: its winner picks the side or who speaks first, and the other team picks the rest. Crossfires in which both ask.',
		'ہر ٹیم کے دو مقرر، ایسے سامعین کے سامنے جو ماہر نہیں۔ سکہ اچھالا جاتا ہے: جیتنے والی ٹیم فریق یا باری چنتی ہے، اور باقی انتخاب دوسری ٹیم کا ہے۔ دو طرفہ جرح میں دونوں سوال کرتے ہیں۔'
	),
	source: {
		title: 'National Speech & Debate Association, Public Forum rules since 2019–20',
		url: 'https://www.speechanddebate.org/',
		year: '2019'
	},
	version: 1,
	teams: [
		team('a', 'for', text('Team A', 'ٹیم الف'), [first, second]),
		team('b', 'against', text('Team B', 'ٹیم ب'), [first, second])
	],
	phases: [
		phase('coin', 'coin', text('Coin toss', 'سکہ اچھالنا'), null),
		phase('speech', 'a1', text('First team, first speech', 'پہلی ٹیم کی پہلی تقریر'), minutes(4), {
			who: place('a', '1'),
			pools: ['a']
		}),
		phase(
			'speech',
			'b1',
			text('Second team, first speech', 'دوسری ٹیم کی پہلی تقریر'),
			minutes(4),
			{
				who: place('b', '1'),
				pools: ['b']
			}
		),
		phase('crossfire', 'crossfire-1', text('First crossfire', 'پہلی دو طرفہ جرح'), minutes(3), {
			who: place('a', '1'),
			other: place('b', '1')
		}),
		phase(
			'speech',
			'a2',
			text('First team, second speech', 'پہلی ٹیم کی دوسری تقریر'),
			minutes(4),
			{
				who: place('a', '2'),
				pools: ['a']
			}
		),
		phase(
			'speech',
			'b2',
			text('Second team, second speech', 'دوسری ٹیم کی دوسری تقریر'),
			minutes(4),
			{ who: place('b', '2'), pools: ['b'] }
		),
		phase('crossfire', 'crossfire-2', text('Second crossfire', 'دوسری دو طرفہ جرح'), minutes(3), {
			who: place('a', '2'),
			other: place('b', '2')
		}),
		phase('speech', 'summary-a', text('First team, summary', 'پہلی ٹیم کا خلاصہ'), minutes(3), {
			who: place('a', '1'),
			pools: ['a']
		}),
		phase('speech', 'summary-b', text('Second team, summary', 'دوسری ٹیم کا خلاصہ'), minutes(3), {
			who: place('b', '1'),
			pools: ['b']
		}),
		phase('crossfire', 'grand', text('Grand crossfire', 'سب کی دو طرفہ جرح'), minutes(3), {
			who: place('a'),
			other: place('b')
		}),
		phase(
			'speech',
			'focus-a',
			text('First team, final focus', 'پہلی ٹیم کی آخری بات'),
			minutes(2),
			{
				who: place('a', '2'),
				pools: ['a'],
				...final
			}
		),
		phase(
			'speech',
			'focus-b',
			text('Second team, final focus', 'دوسری ٹیم کی آخری بات'),
			minutes(2),
			{ who: place('b', '2'), pools: ['b'], ...final }
		)
	],
	pool: minutes(3),
	before: null,
	corners: [],
	circle: null,
	result: 'ballot',
	points: { least: 20, most: 30, step: 0.5, reply: null },
	rules: [
		text(
			'The winner of the toss picks either the side or who speaks first; the other team picks what is left. The side against the motion may speak first.',
			'سکہ جیتنے والی ٹیم یا فریق چنتی ہے یا باری؛ جو بچے وہ دوسری ٹیم چنتی ہے۔ قرارداد کا مخالف فریق بھی پہلے بول سکتا ہے۔'
		),
		text(
			'In a crossfire whoever spoke first asks first; then both ask and answer.',
			'دو طرفہ جرح میں پہلا سوال اس کا ہے جو پہلے بولا؛ پھر دونوں پوچھتے اور جواب دیتے ہیں۔'
		),
		text(
			'No plans and no counterplans: the motion itself is debated. The final focus brings no new arguments.',
			'نہ کوئی منصوبہ پیش ہوتا ہے نہ متبادل منصوبہ: بحث خود قرارداد پر ہے۔ آخری بات میں نئی دلیل نہیں آتی۔'
		)
	]
};
