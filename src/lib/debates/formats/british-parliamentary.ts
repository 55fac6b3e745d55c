/* British Parliamentary: four teams of two, ranked; fifteen minutes after the motion is known. */
import type { LocalText } from '$lib/i18n/local-text';
import type { FormatBody } from '../format';
import { minutes, phase, place, speaker, team, text } from './parts';

const speech = (key: string, title: LocalText, of: string, whip = false) =>
	phase('speech', key, title, minutes(7), {
		who: place(of, key),
		bells: [
			{ at: minutes(1), times: 1 },
			{ at: minutes(6), times: 1 },
			{ at: minutes(7), times: 2 }
		],
		points: { from: minutes(1), until: minutes(6) },
		newArguments: !whip
	});

export const britishParliamentary: FormatBody = {
	title: text('British Parliamentary', 'برطانوی پارلیمانی'),
	summary: text(
		'Four teams of two, two on each bench, who also compete within their bench. Points of information between the first and the sixth minute. Judges rank all four teams.',
		'دو دو مقرروں کی چار ٹیمیں، ہر بینچ پر دو، جو اپنی بینچ کے اندر بھی مقابلہ کرتی ہیں۔ پہلے اور چھٹے منٹ کے درمیان نکتۂ استفسار اٹھایا جا سکتا ہے۔ منصف چاروں ٹیموں کی درجہ بندی کرتے ہیں۔'
	),
	source: {
		title: 'World Universities Debating Championship, Debating and Judging Manual',
		url: 'https://worlddebating.org/training-resources',
		year: '2023'
	},
	version: 1,
	teams: [
		team('og', 'for', text('Opening government', 'افتتاحی حکومت'), [
			speaker('pm', 'Prime minister', 'وزیرِ اعظم'),
			speaker('dpm', 'Deputy prime minister', 'نائب وزیرِ اعظم')
		]),
		team('oo', 'against', text('Opening opposition', 'افتتاحی اپوزیشن'), [
			speaker('lo', 'Leader of the opposition', 'قائدِ حزبِ اختلاف'),
			speaker('dlo', 'Deputy leader of the opposition', 'نائب قائدِ حزبِ اختلاف')
		]),
		team('cg', 'for', text('Closing government', 'اختتامی حکومت'), [
			speaker('mg', 'Member of government', 'رکنِ حکومت'),
			speaker('gw', 'Government whip', 'حکومتی وہپ')
		]),
		team('co', 'against', text('Closing opposition', 'اختتامی اپوزیشن'), [
			speaker('mo', 'Member of opposition', 'رکنِ حزبِ اختلاف'),
			speaker('ow', 'Opposition whip', 'اپوزیشن وہپ')
		])
	],
	phases: [
		speech('pm', text('Prime minister', 'وزیرِ اعظم'), 'og'),
		speech('lo', text('Leader of the opposition', 'قائدِ حزبِ اختلاف'), 'oo'),
		speech('dpm', text('Deputy prime minister', 'نائب وزیرِ اعظم'), 'og'),
		speech('dlo', text('Deputy leader of the opposition', 'نائب قائدِ حزبِ اختلاف'), 'oo'),
		speech('mg', text('Member of government', 'رکنِ حکومت'), 'cg'),
		speech('mo', text('Member of opposition', 'رکنِ حزبِ اختلاف'), 'co'),
		speech('gw', text('Government whip', 'حکومتی وہپ'), 'cg', true),
		speech('ow', text('Opposition whip', 'اپوزیشن وہپ'), 'co', true)
	],
	pool: null,
	before: 15,
	corners: [],
	circle: null,
	result: 'ranking',
	points: { least: 50, most: 100, step: 1, reply: null },
	rules: [
		text(
			'The motion is made known fifteen minutes before. Teams prepare alone.',
			'قرارداد پندرہ منٹ پہلے بتائی جاتی ہے۔ ہر ٹیم الگ تیاری کرتی ہے۔'
		),
		text(
			'Points of information may be offered by the other bench from 1:00 to 6:00; the first and the last minute are protected. Whoever speaks takes or declines them.',
			'نکتۂ استفسار مخالف بینچ 1:00 سے 6:00 تک اٹھا سکتی ہے؛ پہلا اور آخری منٹ محفوظ ہے۔ قبول کرنا یا نہ کرنا مقرر کے اختیار میں ہے۔'
		),
		text(
			'Closing teams bring something of their own without contradicting their bench. Whips sum up and bring no new matter.',
			'اختتامی ٹیمیں اپنی بینچ کی تردید کیے بغیر اپنی کوئی نئی بات لاتی ہیں۔ وہپ خلاصہ کرتے ہیں اور نیا مواد نہیں لاتے۔'
		),
		text(
			'Judges rank the teams: three points for the first, two, one, none.',
			'منصف ٹیموں کی درجہ بندی کرتے ہیں: پہلی کے تین نمبر، پھر دو، ایک اور صفر۔'
		)
	]
};
