/* Lincoln-Douglas: one against one, on values, with cross-examination. */
import type { FormatBody } from '../format';
import { minutes, phase, place, speaker, team, text } from './parts';

const aff = place('for', '1');
const neg = place('against', '1');
const rebuttal = { newArguments: false };

export const lincolnDouglas: FormatBody = {
	title: text('Lincoln-Douglas', 'لنکن ڈگلس'),
	summary: text(
		'One speaker on each side. Each makes a case and is cross-examined; rebuttals bring no new arguments. Each has four minutes of preparation to spend before own speeches.',
		'ہر فریق کا ایک مقرر۔ ہر ایک اپنا مقدمہ پیش کرتا ہے اور اس پر جرح ہوتی ہے؛ جوابی تقریروں میں نئی دلیل نہیں آتی۔ تیاری کے لیے ہر ایک کے پاس چار منٹ ہیں جو وہ اپنی باری سے پہلے خرچ کر سکتا ہے۔'
	),
	source: {
		title: 'National Speech & Debate Association, High School Unified Manual',
		url: 'https://www.speechanddebate.org/',
		year: '2019'
	},
	version: 1,
	teams: [
		team('for', 'for', text('Affirmative', 'حامی'), [
			speaker('1', 'Affirmative speaker', 'حامی مقرر')
		]),
		team('against', 'against', text('Negative', 'مخالف'), [
			speaker('1', 'Negative speaker', 'مخالف مقرر')
		])
	],
	phases: [
		phase('speech', 'ac', text('Affirmative case', 'حامی کا مقدمہ'), minutes(6), {
			who: aff,
			pools: ['for']
		}),
		phase(
			'cross',
			'cx-ac',
			text('Cross-examination of the affirmative', 'حامی پر جرح'),
			minutes(3),
			{ who: aff, other: neg, pools: ['against'] }
		),
		phase('speech', 'nc', text('Negative case', 'مخالف کا مقدمہ'), minutes(7), {
			who: neg,
			pools: ['against']
		}),
		phase('cross', 'cx-nc', text('Cross-examination of the negative', 'مخالف پر جرح'), minutes(3), {
			who: neg,
			other: aff,
			pools: ['for']
		}),
		phase(
			'speech',
			'1ar',
			text('First affirmative rebuttal', 'حامی کی پہلی جوابی تقریر'),
			minutes(4),
			{ who: aff, pools: ['for'], ...rebuttal }
		),
		phase('speech', 'nr', text('Negative rebuttal', 'مخالف کی جوابی تقریر'), minutes(6), {
			who: neg,
			pools: ['against'],
			...rebuttal
		}),
		phase(
			'speech',
			'2ar',
			text('Second affirmative rebuttal', 'حامی کی دوسری جوابی تقریر'),
			minutes(3),
			{ who: aff, pools: ['for'], ...rebuttal }
		)
	],
	pool: minutes(4),
	before: null,
	corners: [],
	circle: null,
	result: 'ballot',
	points: { least: 20, most: 30, step: 0.5, reply: null },
	rules: [
		text(
			'Rebuttals answer and weigh; they bring no new arguments.',
			'جوابی تقریریں جواب دیتی اور تولتی ہیں؛ ان میں نئی دلیل نہیں لائی جاتی۔'
		),
		text(
			'In cross-examination one asks and the other answers. Its time cannot be kept for preparation.',
			'جرح میں ایک پوچھتا ہے اور دوسرا جواب دیتا ہے۔ اس کا وقت تیاری کے لیے بچایا نہیں جا سکتا۔'
		),
		text(
			'Preparation time is four minutes for each side, spent in parts before its own speech or cross-examination.',
			'تیاری کے لیے ہر فریق کے چار منٹ ہیں، جو اپنی تقریر یا جرح سے پہلے حصوں میں خرچ کیے جا سکتے ہیں۔'
		)
	]
};
