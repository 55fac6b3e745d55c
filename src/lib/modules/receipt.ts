/*
 * The code on a receipt: short enough to read aloud, random, without letters that look alike. Pure;
 * randomness is handed in.
 */
const letters = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';

/** Such as `7KQ2-M9XD`. @param random a whole number from 0 up to, not including, its argument */
export function receiptCode(random: (below: number) => number): string {
	const four = () => Array.from({ length: 4 }, () => letters[random(letters.length)]).join('');
	return `${four()}-${four()}`;
}
