/*
 * What classmates call each other: a colour and a bird or a tree, in both languages. In Urdu some
 * colours agree with the noun. Nothing that stands for a camp (no hawks, doves, eagles), a party or
 * a complexion, and nothing that is an insult in either language. Pure.
 */
import type { LocalText } from '$lib/i18n/local-text';
import type { Random } from './course';

/** English, Urdu masculine, Urdu feminine where it differs. */
const colours: readonly (readonly [en: string, masculine: string, feminine?: string])[] = [
	['Blue', 'نیلا', 'نیلی'],
	['Green', 'سبز'],
	['Red', 'سرخ'],
	['Golden', 'سنہرا', 'سنہری'],
	['Silver', 'روپہلا', 'روپہلی'],
	['Purple', 'جامنی'],
	['Pink', 'گلابی'],
	['Orange', 'نارنجی'],
	['Turquoise', 'فیروزی'],
	['Grey', 'سرمئی'],
	['Brown', 'بھورا', 'بھوری'],
	['Violet', 'بنفشی'],
	['Crimson', 'قرمزی'],
	['Yellow', 'پیلا', 'پیلی'],
	['Emerald', 'زمردی'],
	['Ruby', 'یاقوتی'],
	['Azure', 'آسمانی'],
	['Coral', 'مرجانی']
];

const beings: readonly (readonly [en: string, ur: string, gender: 'm' | 'f'])[] = [
	['heron', 'بگلا', 'm'],
	['myna', 'مینا', 'f'],
	['bulbul', 'بلبل', 'f'],
	['koel', 'کوئل', 'f'],
	['sparrow', 'چڑیا', 'f'],
	['hoopoe', 'ہدہد', 'm'],
	['partridge', 'تیتر', 'm'],
	['chukar', 'چکور', 'm'],
	['crane', 'کونج', 'f'],
	['swan', 'راج ہنس', 'm'],
	['stork', 'لق لق', 'm'],
	['swallow', 'ابابیل', 'f'],
	['lark', 'چنڈول', 'm'],
	['duck', 'بطخ', 'f'],
	['starling', 'تلیر', 'm'],
	['wagtail', 'ممولا', 'm'],
	['mallard', 'مرغابی', 'f'],
	['peacock', 'مور', 'm'],
	['woodpecker', 'کٹھ پھوڑا', 'm'],
	['deodar', 'دیودار', 'm'],
	['pine', 'صنوبر', 'm'],
	['cypress', 'سرو', 'm'],
	['willow', 'بید', 'm'],
	['mulberry', 'شہتوت', 'm'],
	['walnut', 'اخروٹ', 'm'],
	['banyan', 'برگد', 'm'],
	['neem', 'نیم', 'm'],
	['acacia', 'کیکر', 'm'],
	['oak', 'بلوط', 'm']
];

export const pseudonymCount = colours.length * beings.length;

/** The pair of that number, counted through all colours of each being. */
export function pseudonymAt(index: number): Required<LocalText> {
	const colour = colours[index % colours.length];
	const being = beings[Math.floor(index / colours.length) % beings.length];
	if (!colour || !being) throw new RangeError(`There is no pseudonym ${index}.`);
	const [colourEn, masculine, feminine] = colour;
	const [en, ur, gender] = being;
	const colourUr = gender === 'f' ? (feminine ?? masculine) : masculine;
	return { en: `${colourEn} ${en}`, ur: `${colourUr} ${ur}` };
}

/**
 * One that nobody of the course has. When every pair is given, a number is added.
 * @param taken the English sides of those given
 */
export function choosePseudonym(taken: ReadonlySet<string>, random: Random): Required<LocalText> {
	const start = random(pseudonymCount);
	for (let round = 1; ; round++)
		for (let i = 0; i < pseudonymCount; i++) {
			const pair = pseudonymAt((start + i * 7) % pseudonymCount);
			const name = round === 1 ? pair : { en: `${pair.en} ${round}`, ur: `${pair.ur} ${round}` };
			if (!taken.has(name.en)) return name;
		}
}
