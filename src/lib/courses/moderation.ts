/*
 * What classmates may be kept from seeing. Pure; hiding is said once here and once as SQL in
 * moderation.server.ts.
 */
export const subjectKinds = ['answer', 'position', 'note', 'peer', 'debate'] as const;
export type SubjectKind = (typeof subjectKinds)[number];

/** A contribution: an answer by its `peerRef`, a position, a note or words in a debate by their id, a peer review by its `ref`. */
export interface Subject {
	kind: SubjectKind;
	id: string;
}

/** That staff hid it, and why; shown to its author and to staff. */
export interface Hidden {
	reason: string;
	at: Date;
}
