/* Four Corners: everybody chooses in private, walks there, and may walk on after each spokesperson. */
import type { FormatBody, FormatCorner } from '../format';
import { debrief, minutes, phase, text } from './parts';

const corners: FormatCorner[] = [
	{ key: 'strongly-agree', title: text('Strongly agree', 'پوری طرح متفق'), leaning: 2 },
	{ key: 'agree', title: text('Somewhat agree', 'کسی حد تک متفق'), leaning: 1 },
	{ key: 'disagree', title: text('Somewhat disagree', 'کسی حد تک غیر متفق'), leaning: -1 },
	{ key: 'strongly-disagree', title: text('Strongly disagree', 'بالکل غیر متفق'), leaning: -2 }
];

export const fourCorners: FormatBody = {
	title: text('Four Corners', 'چار کونے'),
	summary: text(
		'Each corner of the room is an answer to the motion. Everybody chooses in private first, then walks there and agrees on reasons. One speaks for each corner, and after each of them anybody may walk.',
		'کمرے کا ہر کونا قرارداد کا ایک جواب ہے۔ پہلے ہر ایک خاموشی سے اپنا جواب چنتا ہے، پھر اس کونے میں جا کر ساتھیوں سے وجوہات طے کرتا ہے۔ ہر کونے سے ایک نمائندہ بولتا ہے، اور ہر ایک کے بعد جو چاہے کونا بدل سکتا ہے۔'
	),
	source: {
		title: 'Facing History & Ourselves, Four Corners (teaching strategy)',
		url: 'https://www.facinghistory.org/resource-library/four-corners',
		year: '2009'
	},
	version: 1,
	teams: [],
	phases: [
		phase('choose', 'choose', text('Choose in private', 'خاموشی سے انتخاب'), null),
		phase(
			'gather',
			'gather',
			text('Walk, and agree on reasons', 'کونے میں جائیں اور وجوہات طے کریں'),
			minutes(2)
		),
		...corners.map(({ key, title }) =>
			phase('spokesperson', `spokesperson-${key}`, title, 30, { corner: key })
		),
		debrief
	],
	pool: null,
	before: null,
	corners,
	circle: null,
	result: 'moves',
	points: null,
	rules: [
		text(
			'Choose for yourself before you look where the others go.',
			'دوسروں کو دیکھنے سے پہلے اپنا انتخاب خود کریں۔'
		),
		text(
			'In each corner you have two minutes to agree on reasons and on one who speaks for thirty seconds.',
			'ہر کونے کے پاس دو منٹ ہیں کہ وجوہات طے کرے اور ایک نمائندہ چنے جو تیس سیکنڈ بولے۔'
		),
		text(
			'After each spokesperson anybody may walk, and says why. To change one’s mind for a reason is no weakness.',
			'ہر نمائندے کے بعد جو چاہے کونا بدل سکتا ہے، اور وجہ بتاتا ہے۔ دلیل سن کر رائے بدلنا کمزوری نہیں۔'
		)
	]
};
