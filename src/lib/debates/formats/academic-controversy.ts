/* Structured Academic Controversy: two pairs understand each other before anybody disagrees. */
import type { LocalText } from '$lib/i18n/local-text';
import type { FormatBody } from '../format';
import { debrief, minutes, phase, place, speaker, team, text } from './parts';

const first = speaker('1', 'First member', 'پہلا رکن');
const second = speaker('2', 'Second member', 'دوسرا رکن');

const presents = (key: string, of: string, title: LocalText, count: number) =>
	phase('speech', key, title, minutes(count), {
		who: place(of),
		written: { hours: 48, letters: 4000, exchanges: 0 }
	});
const restates = (key: string, of: string, other: string, title: LocalText) =>
	phase('restate', key, title, minutes(2), { who: place(of), other: place(other) });

export const academicControversy: FormatBody = {
	title: text('Structured Academic Controversy', 'منظم علمی اختلاف'),
	summary: text(
		'Two pairs. Each presents a side, and the other pair restates it until it is accepted. Then they change sides, and at last all four write one joint statement. Nobody wins.',
		'دو جوڑیاں۔ ہر جوڑی ایک فریق کی بات پیش کرتی ہے اور دوسری جوڑی اسے دہراتی ہے، یہاں تک کہ وہ قبول ہو جائے۔ پھر وہ فریق بدلتے ہیں، اور آخر میں چاروں مل کر ایک مشترکہ بیان لکھتے ہیں۔ کوئی نہیں جیتتا۔'
	),
	source: {
		title:
			'D. W. Johnson and R. T. Johnson, Creative Controversy; Teachinghistory.org, Structured Academic Controversy',
		url: 'https://teachinghistory.org/teaching-materials/teaching-guides/21731',
		year: '2007'
	},
	version: 1,
	teams: [
		team('a', 'for', text('Pair A', 'جوڑی الف'), [first, second]),
		team('b', 'against', text('Pair B', 'جوڑی ب'), [first, second])
	],
	phases: [
		phase('prepare', 'prepare', text('The pairs prepare', 'جوڑیوں کی تیاری'), minutes(5)),
		presents('a-presents', 'a', text('Pair A presents', 'جوڑی الف پیش کرتی ہے'), 3),
		restates('b-restates', 'b', 'a', text('Pair B restates', 'جوڑی ب دہراتی ہے')),
		presents('b-presents', 'b', text('Pair B presents', 'جوڑی ب پیش کرتی ہے'), 3),
		restates('a-restates', 'a', 'b', text('Pair A restates', 'جوڑی الف دہراتی ہے')),
		phase('switch', 'switch', text('The pairs change sides', 'جوڑیاں فریق بدلتی ہیں'), null),
		presents(
			'b-other',
			'b',
			text('Pair B presents the other side', 'جوڑی ب دوسرے فریق کی بات پیش کرتی ہے'),
			5
		),
		presents(
			'a-other',
			'a',
			text('Pair A presents the other side', 'جوڑی الف دوسرے فریق کی بات پیش کرتی ہے'),
			5
		),
		phase(
			'discussion',
			'discussion',
			text('Without sides: what do we think?', 'فریقوں کے بغیر: ہم کیا سمجھتے ہیں؟'),
			minutes(10)
		),
		phase('statement', 'statement', text('Joint statement', 'مشترکہ بیان'), minutes(5)),
		debrief
	],
	pool: null,
	before: null,
	corners: [],
	circle: null,
	result: 'statement',
	points: null,
	rules: [
		text(
			'Nobody disagrees before the joint statement: until then you listen, ask, and say what the others mean.',
			'مشترکہ بیان سے پہلے کوئی اختلاف نہیں کرتا: تب تک سنیں، پوچھیں، اور بتائیں کہ دوسرے کیا کہنا چاہتے ہیں۔'
		),
		text(
			'A restatement counts once the pair that was restated accepts it. Until then it is sent back, with what is missing.',
			'دہرائی ہوئی بات تب مانی جاتی ہے جب وہ جوڑی اسے قبول کرے جس کی بات تھی۔ تب تک وہ لوٹائی جاتی ہے، اس وضاحت کے ساتھ کہ کیا رہ گیا۔'
		),
		text(
			'The joint statement says what all four can sign: what you agree on, or exactly where you do not.',
			'مشترکہ بیان میں وہ ہو جس پر چاروں دستخط کر سکیں: جس پر اتفاق ہے، یا ٹھیک ٹھیک یہ کہ اختلاف کہاں ہے۔'
		)
	]
};
