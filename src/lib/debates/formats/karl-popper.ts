/* Karl Popper: three against three, with four cross-examinations. */
import type { FormatBody, FormatTeam } from '../format';
import { minutes, phase, place, speaker, team, text } from './parts';

const speakers: FormatTeam['speakers'] = [
	speaker('1', 'First speaker', 'پہلا مقرر'),
	speaker('2', 'Second speaker', 'دوسرا مقرر'),
	speaker('3', 'Third speaker', 'تیسرا مقرر')
];
const a = (n: string) => place('for', n);
const n = (n: string) => place('against', n);
const rebuttal = { newArguments: false };

export const karlPopper: FormatBody = {
	title: text('Karl Popper', 'کارل پوپر'),
	summary: text(
		'Three speakers on each side. The first ones build the whole case; each of the first four speeches is cross-examined; the others answer and weigh.',
		'ہر فریق کے تین مقرر۔ پورا مقدمہ پہلے مقرر باندھتے ہیں؛ پہلی چار تقریروں میں سے ہر ایک پر جرح ہوتی ہے؛ باقی مقرر جواب دیتے اور تولتے ہیں۔'
	),
	source: {
		title: 'International Debate Education Association, Karl Popper debate',
		url: 'https://idebate.net/',
		year: '2008'
	},
	version: 1,
	teams: [
		team('for', 'for', text('Affirmative', 'حامی'), speakers),
		team('against', 'against', text('Negative', 'مخالف'), speakers)
	],
	phases: [
		phase('speech', 'a1', text('First affirmative speech', 'حامی کی پہلی تقریر'), minutes(6), {
			who: a('1'),
			pools: ['for']
		}),
		phase('cross', 'n3-a1', text('Third negative asks', 'تیسرا مخالف مقرر پوچھتا ہے'), minutes(3), {
			who: a('1'),
			other: n('3'),
			pools: ['against']
		}),
		phase('speech', 'n1', text('First negative speech', 'مخالف کی پہلی تقریر'), minutes(6), {
			who: n('1'),
			pools: ['against']
		}),
		phase(
			'cross',
			'a3-n1',
			text('Third affirmative asks', 'تیسرا حامی مقرر پوچھتا ہے'),
			minutes(3),
			{
				who: n('1'),
				other: a('3'),
				pools: ['for']
			}
		),
		phase('speech', 'a2', text('Second affirmative speech', 'حامی کی دوسری تقریر'), minutes(5), {
			who: a('2'),
			pools: ['for'],
			...rebuttal
		}),
		phase('cross', 'n1-a2', text('First negative asks', 'پہلا مخالف مقرر پوچھتا ہے'), minutes(3), {
			who: a('2'),
			other: n('1'),
			pools: ['against']
		}),
		phase('speech', 'n2', text('Second negative speech', 'مخالف کی دوسری تقریر'), minutes(5), {
			who: n('2'),
			pools: ['against'],
			...rebuttal
		}),
		phase(
			'cross',
			'a1-n2',
			text('First affirmative asks', 'پہلا حامی مقرر پوچھتا ہے'),
			minutes(3),
			{
				who: n('2'),
				other: a('1'),
				pools: ['for']
			}
		),
		phase('speech', 'a3', text('Third affirmative speech', 'حامی کی تیسری تقریر'), minutes(5), {
			who: a('3'),
			pools: ['for'],
			...rebuttal
		}),
		phase('speech', 'n3', text('Third negative speech', 'مخالف کی تیسری تقریر'), minutes(5), {
			who: n('3'),
			pools: ['against'],
			...rebuttal
		})
	],
	pool: minutes(8),
	before: null,
	corners: [],
	circle: null,
	result: 'ballot',
	points: { least: 20, most: 30, step: 1, reply: null },
	rules: [
		text(
			'Constructive arguments belong into the first speech of each side; later ones extend and answer them.',
			'بنیادی دلیلیں ہر فریق کی پہلی تقریر میں آتی ہیں؛ بعد کی تقریریں انھیں آگے بڑھاتی اور جواب دیتی ہیں۔'
		),
		text(
			'Each team has eight minutes of preparation, freely divided among the moments before its own speeches and questions.',
			'ہر ٹیم کے پاس تیاری کے آٹھ منٹ ہیں، جنھیں وہ اپنی تقریروں اور سوالوں سے پہلے جیسے چاہے بانٹے۔'
		),
		text(
			'The time of a cross-examination cannot be kept for preparation.',
			'جرح کا وقت تیاری کے لیے بچایا نہیں جا سکتا۔'
		)
	]
};
