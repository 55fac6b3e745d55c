/*
 * What the machine's proposal for a round was drawn with, kept with the round: the seed, what was
 * wished, and since when the class has been told of it. Until then it is a draft, which only staff
 * see. Pure.
 */
import { sectionWays, sideWishes, type RoomsWish } from './proposing';

export interface Drawn extends RoomsWish {
	seed: string;
	/** Everybody of a reading group; null: of the section or course. */
	groupId: string | null;
	/** Milliseconds; null: a draft. */
	toldAt: number | null;
}

export function drawnText(drawn: Drawn): string {
	return JSON.stringify(drawn);
}

/** Of a seed alone, too: then nothing was wished, and the class knows of it. */
export function drawnFrom(text: string): Drawn {
	const plain: Drawn = {
		seed: text,
		rooms: null,
		wish: 'none',
		sections: 'mixed',
		groupId: null,
		toldAt: 0
	};
	if (!text.startsWith('{')) return plain;
	const kept = JSON.parse(text) as Partial<Drawn>;
	return {
		seed: kept.seed ?? '',
		rooms: kept.rooms ?? null,
		wish: sideWishes.find((one) => one === kept.wish) ?? 'none',
		sections: sectionWays.find((one) => one === kept.sections) ?? 'mixed',
		groupId: kept.groupId ?? null,
		toldAt: kept.toldAt ?? null
	};
}

export function isDraft(seed: string): boolean {
	return drawnFrom(seed).toldAt === null;
}
