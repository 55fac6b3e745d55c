/*
 * How long words are, counted alike where they are written and where they are taken: characters of
 * the text as it is kept, in either script. Pure.
 */
import { cleanWords } from '$lib/forms/words';

/** Unicode code points of the NFC text, without blanks around it. */
export function lettersIn(text: string): number {
	let letters = 0;
	for (const _ of cleanWords(text).trim()) letters++;
	return letters;
}
