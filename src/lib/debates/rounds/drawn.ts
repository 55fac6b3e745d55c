/* What the machine's proposal for a round was drawn with, kept with the round. Pure. */
import type { RoomsWish } from './proposing';

export interface Drawn extends RoomsWish {
	/** Other than by chance: the same one draws the same places again. */
	seed: string;
	/** Everybody of a reading group; null: of the section or course. */
	groupId: string | null;
}
