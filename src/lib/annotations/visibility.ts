/*
 * Who sees a note or a reply: said once here, and once as SQL in visible.server.ts; a property test
 * holds both equal. Pure.
 */
import type { Audience } from './note';

/**
 * How somebody looks: `staff` see everything that is not private, `section` are assistants of one
 * section, `observer` reads what is for the class, `student` waits for their own notes.
 */
export type ViewerKind = 'staff' | 'section' | 'observer' | 'student';

export interface Viewer {
	kind: ViewerKind;
	enrolmentId: string;
	/** Of an assistant of one section. */
	sectionId: string | null;
	/** The group they read in, in the module looked at. */
	groupId: string | null;
	/** Ids of the readings on which a student has committed; everybody else waits for nothing. */
	openIn: readonly string[];
}

/** Of whoever wrote a note or a reply. */
export interface Written {
	/** Null once they have left for good. */
	enrolmentId: string | null;
	byStaff: boolean;
	/** Staff hid it. */
	isHidden: boolean;
	/** Their place in the course is not active any more. */
	hasLeft: boolean;
	sectionId: string | null;
}

export interface WrittenNote extends Written {
	readingId: string;
	audience: Audience;
	groupId: string | null;
}

export function seesNote(viewer: Viewer, note: WrittenNote): boolean {
	if (note.enrolmentId === viewer.enrolmentId) return true;
	if (note.audience === 'private') return false;
	if (viewer.kind === 'observer' && note.audience !== 'class') return false;
	if (viewer.kind === 'student' && note.audience === 'group')
		if (note.groupId === null || note.groupId !== viewer.groupId) return false;
	return seesWords(viewer, note.readingId, note);
}

/** Of a reply to a note that the viewer sees. */
export function seesReply(viewer: Viewer, readingId: string, reply: Written): boolean {
	return reply.enrolmentId === viewer.enrolmentId || seesWords(viewer, readingId, reply);
}

/** Whether somebody else's shared words are for the viewer. */
function seesWords(viewer: Viewer, readingId: string, written: Written): boolean {
	switch (viewer.kind) {
		case 'staff':
			return true;
		case 'section':
			return (
				written.byStaff ||
				written.enrolmentId === null ||
				(written.sectionId !== null && written.sectionId === viewer.sectionId)
			);
		case 'observer':
			return !written.isHidden && !written.hasLeft;
		case 'student':
			return (
				(written.byStaff || viewer.openIn.includes(readingId)) &&
				!written.isHidden &&
				!written.hasLeft
			);
	}
}
