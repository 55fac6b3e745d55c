/* Fishbowls: a few talk inside, the others listen around them. Open: one chair stays free. Closed: groups take turns. */
import type { FormatBody } from '../format';
import { debrief, minutes, phase, text } from './parts';

const source = {
	title: 'Facing History & Ourselves, Fishbowl (teaching strategy)',
	url: 'https://www.facinghistory.org/resource-library/fishbowl',
	year: '2009'
};
const common = {
	source,
	version: 1,
	teams: [],
	pool: null,
	before: null,
	corners: [],
	result: 'none' as const,
	points: null
};
const outside = text(
	'Whoever sits outside listens and takes notes; only the inner circle talks.',
	'باہر بیٹھنے والے سنتے اور نوٹ لیتے ہیں؛ بات صرف اندرونی حلقہ کرتا ہے۔'
);

export const fishbowlOpen: FormatBody = {
	...common,
	title: text('Fishbowl, open', 'کھلا مکالماتی حلقہ'),
	summary: text(
		'Four talk in an inner circle of five chairs; one chair stays free. Whoever wants to speak takes it, and then somebody else leaves.',
		'پانچ کرسیوں کے اندرونی حلقے میں چار لوگ بات کرتے ہیں؛ ایک کرسی خالی رہتی ہے۔ جو بولنا چاہے وہ اس پر آ بیٹھتا ہے، اور پھر کوئی اور اٹھ جاتا ہے۔'
	),
	phases: [phase('circle', 'circle', text('Inner circle', 'اندرونی حلقہ'), minutes(20)), debrief],
	circle: { kind: 'open', seats: 5 },
	rules: [
		outside,
		text(
			'One chair is always free. When somebody sits on it, one of the others soon stands up.',
			'ایک کرسی ہمیشہ خالی رہتی ہے۔ جب کوئی اس پر بیٹھے تو باقیوں میں سے کوئی جلد اٹھ جائے۔'
		),
		text(
			'Nobody has to sit inside; everybody may.',
			'اندر بیٹھنا کسی پر لازم نہیں؛ اجازت سب کو ہے۔'
		)
	]
};

export const fishbowlClosed: FormatBody = {
	...common,
	title: text('Fishbowl, closed', 'بند مکالماتی حلقہ'),
	summary: text(
		'Groups of five take turns in the inner circle, eight minutes each. When the time is over, the whole group changes.',
		'پانچ پانچ کے گروہ باری باری اندرونی حلقے میں بیٹھتے ہیں، ہر ایک آٹھ منٹ۔ وقت پورا ہونے پر پورا گروہ بدل جاتا ہے۔'
	),
	phases: [
		phase('circle', 'circle-1', text('First group', 'پہلا گروہ'), minutes(8)),
		phase('circle', 'circle-2', text('Second group', 'دوسرا گروہ'), minutes(8)),
		phase('circle', 'circle-3', text('Third group', 'تیسرا گروہ'), minutes(8)),
		debrief
	],
	circle: { kind: 'closed', seats: 5 },
	rules: [
		outside,
		text(
			'When the time is over the whole group goes out, and the next one comes in and answers it.',
			'وقت پورا ہونے پر پورا گروہ باہر آ جاتا ہے، اور اگلا گروہ اندر آ کر اس کا جواب دیتا ہے۔'
		)
	]
};
