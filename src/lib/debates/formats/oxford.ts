/* Oxford style as in the public debates of Intelligence Squared: the side that moved more votes wins. */
import type { FormatBody } from '../format';
import {
	debrief,
	minutes,
	phase,
	place,
	speaker,
	team,
	text,
	voteAfter,
	voteBefore
} from './parts';

const first = speaker('1', 'First speaker', 'پہلا مقرر');
const second = speaker('2', 'Second speaker', 'دوسرا مقرر');

export const oxford: FormatBody = {
	title: text('Oxford style', 'آکسفورڈ طرز'),
	summary: text(
		'The audience votes in secret before and after. Two speakers on each side open, the floor asks, and everybody closes. The side that moved more votes wins.',
		'سامعین بحث سے پہلے اور بعد میں خفیہ ووٹ دیتے ہیں۔ ہر فریق کے دو مقرر آغاز کرتے ہیں، سامعین سوال پوچھتے ہیں، اور آخر میں سب اپنی بات سمیٹتے ہیں۔ جیت اس فریق کی ہوتی ہے جس نے زیادہ ووٹ اپنی طرف کھینچے۔'
	),
	source: {
		title: 'Intelligence Squared Debates (data set of debates 2006–2015)',
		url: 'https://convokit.cornell.edu/documentation/iq2.html',
		year: '2006–2015'
	},
	version: 1,
	teams: [
		team('for', 'for', text('For the motion', 'قرارداد کے حق میں'), [first, second]),
		team('against', 'against', text('Against the motion', 'قرارداد کے خلاف'), [first, second])
	],
	phases: [
		voteBefore,
		...(['1', '2'] as const).flatMap((n) => [
			phase(
				'speech',
				`open-for-${n}`,
				n === '1'
					? text('First opening for', 'حق میں پہلی افتتاحی تقریر')
					: text('Second opening for', 'حق میں دوسری افتتاحی تقریر'),
				minutes(7),
				{ who: place('for', n) }
			),
			phase(
				'speech',
				`open-against-${n}`,
				n === '1'
					? text('First opening against', 'خلاف پہلی افتتاحی تقریر')
					: text('Second opening against', 'خلاف دوسری افتتاحی تقریر'),
				minutes(7),
				{ who: place('against', n) }
			)
		]),
		phase(
			'floor',
			'floor',
			text('Discussion and questions from the floor', 'گفتگو اور سامعین کے سوال'),
			minutes(30)
		),
		...(['1', '2'] as const).flatMap((n) => [
			phase(
				'speech',
				`close-for-${n}`,
				n === '1'
					? text('First closing for', 'حق میں پہلی اختتامی تقریر')
					: text('Second closing for', 'حق میں دوسری اختتامی تقریر'),
				minutes(2),
				{ who: place('for', n), newArguments: false }
			),
			phase(
				'speech',
				`close-against-${n}`,
				n === '1'
					? text('First closing against', 'خلاف پہلی اختتامی تقریر')
					: text('Second closing against', 'خلاف دوسری اختتامی تقریر'),
				minutes(2),
				{ who: place('against', n), newArguments: false }
			)
		]),
		voteAfter,
		debrief
	],
	pool: null,
	before: null,
	corners: [],
	circle: null,
	result: 'movement',
	points: null,
	rules: [
		text(
			'Everybody in the audience votes twice, in secret: for, against or undecided. Nobody sees a figure before the second vote is closed.',
			'سامعین میں سے ہر ایک دو بار خفیہ ووٹ دیتا ہے: حق میں، خلاف یا غیر فیصلہ کن۔ دوسرا ووٹ بند ہونے سے پہلے کوئی گنتی کسی کو نظر نہیں آتی۔'
		),
		text(
			'Only voters who voted both times count. The side that gained more of them wins; equal gains are a tie.',
			'گنتی صرف ان کی ہوتی ہے جنھوں نے دونوں بار ووٹ دیا۔ جس فریق نے زیادہ ووٹ اپنی طرف کھینچے وہ جیتتا ہے؛ برابر ہوں تو مقابلہ برابر۔'
		),
		text(
			'Whoever wants to speak from the floor joins the queue and waits to be called.',
			'سامعین میں سے جو بولنا چاہے وہ قطار میں شامل ہو اور بلائے جانے کا انتظار کرے۔'
		),
		text(
			'Closing speeches bring no new arguments.',
			'اختتامی تقریروں میں نئی دلیل پیش نہیں کی جاتی۔'
		)
	]
};
