/* Words and moments of contributions out of what was told of a debate. Pure. */
import type { Told, Words } from '../debate';

/** By the number of the contribution; nothing where it was hidden or erased. */
export function wordsTold(told: readonly Told[]): Record<number, Words> {
	const words: Record<number, Words> = {};
	for (const one of told) {
		Object.assign(words, one.words);
		if (one.kind === 'hidden') Reflect.deleteProperty(words, one.data.c);
	}
	return words;
}

/** When each argument was put down, in milliseconds, by its number. */
export function momentsTold(told: readonly Told[]): Map<number, number> {
	return new Map(
		told.flatMap((one) => (one.kind === 'argued' ? [[one.data.c, one.at] as const] : []))
	);
}

const arabic = /\p{Script=Arabic}/gu;
const latin = /\p{Script=Latin}/gu;

/** What is typed in a hurry says no language: its letters do. */
export function languageOf(text: string, otherwise: 'en' | 'ur'): 'en' | 'ur' {
	const inUrdu = text.match(arabic)?.length ?? 0;
	const inEnglish = text.match(latin)?.length ?? 0;
	return inUrdu === inEnglish ? otherwise : inUrdu > inEnglish ? 'ur' : 'en';
}
