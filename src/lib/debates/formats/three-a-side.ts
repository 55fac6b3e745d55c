/* World Schools and Asian Parliamentary: three against three, with replies in which the other side begins. */
import type { LocalText } from '$lib/i18n/local-text';
import type { Bell, FormatBody, FormatTeam, Phase } from '../format';
import { minutes, phase, place, speaker, team, text } from './parts';

interface Names {
	for: LocalText;
	against: LocalText;
	speeches: Record<'for' | 'against', LocalText[]>;
	replies: Record<'for' | 'against', LocalText>;
}

const speakers: FormatTeam['speakers'] = [
	speaker('1', 'First speaker', 'پہلا مقرر'),
	speaker('2', 'Second speaker', 'دوسرا مقرر'),
	speaker('3', 'Third speaker', 'تیسرا مقرر')
];
const teamsOf = (names: Names) => [
	team('for', 'for', names.for, speakers),
	team('against', 'against', names.against, speakers)
];

/** @param long minutes of a speech; points of information are open but for its first and last one */
function phasesOf(names: Names, long: number): Phase[] {
	const bells: Bell[] = [
		{ at: minutes(1), times: 1 },
		{ at: minutes(long - 1), times: 1 },
		{ at: minutes(long), times: 2 }
	];
	const speech = (side: 'for' | 'against', index: number) =>
		phase(
			'speech',
			`${side}-${String(index + 1)}`,
			names.speeches[side][index] ?? {},
			minutes(long),
			{
				who: place(side, String(index + 1)),
				bells,
				points: { from: minutes(1), until: minutes(long - 1) },
				newArguments: index < 2
			}
		);
	const reply = (side: 'for' | 'against') =>
		phase('speech', `reply-${side}`, names.replies[side], minutes(4), {
			who: place(side, '1', '2'),
			bells: [
				{ at: minutes(3), times: 1 },
				{ at: minutes(4), times: 2 }
			],
			newArguments: false,
			written: { hours: 48, letters: 3500, exchanges: 0 }
		});
	return [
		...[0, 1, 2].flatMap((index) => [speech('for', index), speech('against', index)]),
		reply('against'),
		reply('for')
	];
}

const replyRule = text(
	'The reply is given by the first or the second speaker; the side against the motion replies first. There are no points of information in it and no new arguments.',
	'اختتامی جواب پہلا یا دوسرا مقرر دیتا ہے؛ پہلے قرارداد کا مخالف فریق جواب دیتا ہے۔ اس میں نہ نکتۂ استفسار ہے نہ نئی دلیل۔'
);
const third = text(
	'Third speakers answer and compare; they bring no new line of argument.',
	'تیسرے مقرر جواب دیتے اور موازنہ کرتے ہیں؛ وہ کوئی نیا استدلال شروع نہیں کرتے۔'
);

const worldNames: Names = {
	for: text('Proposition', 'تجویز کنندہ'),
	against: text('Opposition', 'حزبِ اختلاف'),
	speeches: {
		for: [
			text('First proposition', 'تجویز کا پہلا مقرر'),
			text('Second proposition', 'تجویز کا دوسرا مقرر'),
			text('Third proposition', 'تجویز کا تیسرا مقرر')
		],
		against: [
			text('First opposition', 'حزبِ اختلاف کا پہلا مقرر'),
			text('Second opposition', 'حزبِ اختلاف کا دوسرا مقرر'),
			text('Third opposition', 'حزبِ اختلاف کا تیسرا مقرر')
		]
	},
	replies: {
		for: text('Proposition reply', 'تجویز کا اختتامی جواب'),
		against: text('Opposition reply', 'حزبِ اختلاف کا اختتامی جواب')
	}
};

export const worldSchools: FormatBody = {
	title: text('World Schools', 'ورلڈ سکولز'),
	summary: text(
		'Three speakers on each side, eight minutes each, with points of information; then a short reply from each side, the opposition first.',
		'ہر فریق کے تین مقرر، ہر ایک کے آٹھ منٹ، نکتۂ استفسار کے ساتھ؛ پھر ہر فریق کا مختصر اختتامی جواب، پہلے حزبِ اختلاف کا۔'
	),
	source: {
		title: 'World Schools Debating Championships, Tournament Committee and Debate Rules',
		url: 'https://wsdcdebate.org/',
		year: '2017'
	},
	version: 1,
	teams: teamsOf(worldNames),
	phases: phasesOf(worldNames, 8),
	pool: null,
	before: 60,
	corners: [],
	circle: null,
	result: 'ballot',
	points: { least: 60, most: 80, step: 0.5, reply: 0.5 },
	rules: [
		text(
			'Points of information may be offered by the other side from 1:00 to 7:00; the first and the last minute are protected.',
			'نکتۂ استفسار دوسرا فریق 1:00 سے 7:00 تک اٹھا سکتا ہے؛ پہلا اور آخری منٹ محفوظ ہے۔'
		),
		third,
		replyRule,
		text(
			'For a motion that is not known beforehand, teams prepare for sixty minutes.',
			'جو قرارداد پہلے سے معلوم نہ ہو اس کے لیے ٹیموں کو تیاری کے ساٹھ منٹ ملتے ہیں۔'
		)
	]
};

const asianNames: Names = {
	for: text('Government', 'حکومت'),
	against: text('Opposition', 'حزبِ اختلاف'),
	speeches: {
		for: [
			text('Prime minister', 'وزیرِ اعظم'),
			text('Deputy prime minister', 'نائب وزیرِ اعظم'),
			text('Government whip', 'حکومتی وہپ')
		],
		against: [
			text('Leader of the opposition', 'قائدِ حزبِ اختلاف'),
			text('Deputy leader of the opposition', 'نائب قائدِ حزبِ اختلاف'),
			text('Opposition whip', 'اپوزیشن وہپ')
		]
	},
	replies: {
		for: text('Government reply', 'حکومت کا اختتامی جواب'),
		against: text('Opposition reply', 'حزبِ اختلاف کا اختتامی جواب')
	}
};

export const asianParliamentary: FormatBody = {
	title: text('Asian Parliamentary', 'ایشیائی پارلیمانی'),
	summary: text(
		'Three speakers on each side, seven minutes each, with points of information; then a reply of four minutes from each side, the opposition first. Half an hour to prepare.',
		'ہر فریق کے تین مقرر، ہر ایک کے سات منٹ، نکتۂ استفسار کے ساتھ؛ پھر ہر فریق کا چار منٹ کا اختتامی جواب، پہلے حزبِ اختلاف کا۔ تیاری کے لیے آدھا گھنٹہ۔'
	),
	source: {
		title: 'United Asian Debating Championship, debating and judging manual',
		url: 'https://en.wikipedia.org/wiki/United_Asian_Debating_Championships',
		year: '2022'
	},
	version: 1,
	teams: teamsOf(asianNames),
	phases: phasesOf(asianNames, 7),
	pool: null,
	before: 30,
	corners: [],
	circle: null,
	result: 'ballot',
	points: { least: 67, most: 83, step: 0.5, reply: 0.5 },
	rules: [
		text(
			'Points of information may be offered by the other side from 1:00 to 6:00; the first and the last minute are protected.',
			'نکتۂ استفسار دوسرا فریق 1:00 سے 6:00 تک اٹھا سکتا ہے؛ پہلا اور آخری منٹ محفوظ ہے۔'
		),
		third,
		replyRule
	]
};
