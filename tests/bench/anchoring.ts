/*
 * How long the server is busy with the notes of a text that is replaced: 10,000 passages of 5,000
 * words, each in a version that is changed from end to end, none of them twice.
 */
import { makeAnchor } from '$lib/readings/anchor';
import { placerIn, type PassageQuote, type VersionParagraph } from '$lib/readings/placing';

export interface Anchored {
	what: string;
	notes: number;
	/** Of the fastest and of the slowest round. */
	least: number;
	most: number;
	states: Record<string, number>;
	/** Milliseconds that it may take. */
	wanted: number;
}

const notes = 10_000;
const wanted = 2000;

/** The same sequence each time, so that two runs measure the same. */
function sequence(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const letters = { en: 'etaoinshrdlucmf', ur: 'ایرنوہتمسکبدلشج' };

function written(lang: keyof typeof letters): VersionParagraph[] {
	const next = sequence(7);
	const vocabulary = Array.from({ length: 900 }, () =>
		Array.from({ length: 2 + next(7) }, () => letters[lang].charAt(next(15))).join('')
	);
	return Array.from({ length: 60 }, (_, p) => {
		const words = Array.from(
			{ length: 84 },
			(_w, i) => `${vocabulary[next(900)]}${i % 14 === 13 ? '.' : ''}`
		);
		return { id: `p${p + 1}`, text: words.join(' '), predecessors: [] };
	});
}

/** A word in nine is another, every tenth paragraph is put into the one before, every tenth is gone. */
function rewritten(paragraphs: VersionParagraph[]): VersionParagraph[] {
	const next = sequence(11);
	const now: VersionParagraph[] = [];
	for (const [i, { id, text }] of paragraphs.entries()) {
		if (i % 10 === 9) continue;
		const words = text.replace(/\S+/g, (word) => (next(9) === 0 ? `${word}x` : word));
		const last = now.at(-1);
		if (i % 10 === 4 && last)
			now[now.length - 1] = {
				id: last.id,
				text: `${last.text} ${words}`,
				predecessors: [last.id, id]
			};
		else now.push({ id, text: words, predecessors: [] });
	}
	return now;
}

/** From a word to several sentences. */
function passages(paragraphs: VersionParagraph[]): PassageQuote[] {
	const next = sequence(13);
	const found = new Map<string, PassageQuote>();
	while (found.size < notes) {
		const { id, text } = paragraphs[next(paragraphs.length)] ?? { id: '', text: '' };
		const start = next(text.length);
		const quote = makeAnchor(text, start, start + 4 + next(next(4) === 0 ? 400 : 90));
		if (quote) found.set(`${id} ${quote.start} ${quote.end}`, { ...quote, paragraphId: id });
	}
	return [...found.values()];
}

export function measureAnchoring(rounds: number): Anchored[] {
	return (['en', 'ur'] as const).map((lang) => {
		const before = written(lang);
		const now = rewritten(before);
		const all = passages(before);
		const times: number[] = [];
		let states: Record<string, number> = {};
		for (let round = 0; round < rounds; round++) {
			states = {};
			const began = performance.now();
			const place = placerIn(now);
			for (const quote of all) {
				const { state } = place(quote);
				states[state] = (states[state] ?? 0) + 1;
			}
			times.push(performance.now() - began);
		}
		const [least, most] = [Math.min(...times), Math.max(...times)];
		return { what: `passages of a text in ${lang}`, notes, least, most, states, wanted };
	});
}
