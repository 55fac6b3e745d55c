/* What is sent to scripts in a form of its own. */
import type { Transport } from '@sveltejs/kit';
import { receiveWords, sendWords } from '$lib/readings/words-in-page';

export const transport: Transport = {
	Words: { encode: sendWords, decode: receiveWords }
};
