/*
 * Who may do what, said once. Each permission lists the predicates of which one must hold; each
 * predicate is pure over the actor and the facts of the subject, which the caller has loaded.
 * Writes are refused to staff who see the course as a student, and in an archived course.
 */
import { isStaff, roleOf, type Actor } from './actor';

/** What a predicate may need to know of the thing acted upon. */
export interface Facts {
	/** The course that owns the subject; absent only for acts of the whole site. */
	courseId?: string;
	/** Whose it is. */
	enrolmentId?: string | null;
	/** The section of the person it belongs to. */
	sectionId?: string | null;
	/** Commit before reveal: the actor has given their own answer, note or stance. */
	committed?: boolean;
	/** Grades, sheets and marks have been released. */
	released?: boolean;
	/** The marking plan lets whoever marks declare a sheet ready. */
	markersFinish?: boolean;
	/** In a debate the actor has the chair, is one of the judges, or is of the team in question. */
	chairs?: boolean;
	judges?: boolean;
	onTeam?: boolean;
}

type Predicate = (actor: Actor, facts: Facts) => boolean;

const isInCourse: Predicate = (actor, facts) =>
	actor.membership !== null && actor.membership.courseId === facts.courseId;
const isSignedIn: Predicate = (actor) => actor.person !== null;
const isTeacher: Predicate = (actor) => actor.person?.siteRole === 'teacher';
const isAdministrator: Predicate = (actor) => actor.person?.siteRole === 'administrator';
const isMember: Predicate = (actor, facts) => isInCourse(actor, facts);
const isInstructor: Predicate = (actor, facts) =>
	isInCourse(actor, facts) && roleOf(actor) === 'instructor';
const isObserver: Predicate = (actor, facts) =>
	isInCourse(actor, facts) && roleOf(actor) === 'observer';
const isStudent: Predicate = (actor, facts) =>
	isInCourse(actor, facts) && roleOf(actor) === 'student';
/** An assistant; one limited to their section counts only for subjects of that section. */
const isAssistant: Predicate = (actor, facts) =>
	isInCourse(actor, facts) &&
	roleOf(actor) === 'assistant' &&
	(!actor.membership?.ownSectionOnly ||
		facts.sectionId === undefined ||
		(facts.sectionId !== null && facts.sectionId === actor.membership.sectionId));
const isOwner: Predicate = (actor, facts) =>
	isInCourse(actor, facts) &&
	facts.enrolmentId != null &&
	actor.membership?.enrolmentId === facts.enrolmentId;
const isOwnStudent: Predicate = (actor, facts) => isStudent(actor, facts) && isOwner(actor, facts);
const isOwnStaff: Predicate = (actor, facts) => isStaff(actor) && isOwner(actor, facts);
const isCommittedMember: Predicate = (actor, facts) =>
	isStudent(actor, facts) && facts.committed === true;
const isOwnerAfterRelease: Predicate = (actor, facts) =>
	isOwner(actor, facts) && facts.released === true;
const isFinishingMarker: Predicate = (actor, facts) =>
	isAssistant(actor, facts) && facts.markersFinish === true;
/** Whoever is active in a course; observers watch. */
const isActive: Predicate = (actor, facts) => isStudent(actor, facts) || isStaff(actor);
const isChair: Predicate = (actor, facts) =>
	isInCourse(actor, facts) && isActive(actor, facts) && facts.chairs === true;
const isJudge: Predicate = (actor, facts) =>
	isInCourse(actor, facts) && isActive(actor, facts) && facts.judges === true;
const isOnTeam: Predicate = (actor, facts) => isStudent(actor, facts) && facts.onTeam === true;
/** Whoever really is staff here, also while seeing as a student. */
const isRealStaff: Predicate = (actor, facts) =>
	isInCourse(actor, facts) &&
	(actor.membership?.role === 'instructor' || actor.membership?.role === 'assistant');

const reads = {
	'course.read': [isMember],
	'people.see': [isInstructor, isAssistant],
	'module.read': [isMember],
	'module.staffNotes': [isInstructor, isAssistant],
	'question.guide': [isInstructor, isAssistant],
	'answer.readPeers': [isInstructor, isAssistant, isObserver, isCommittedMember],
	'answer.readAll': [isInstructor, isAssistant],
	'answer.marks': [isInstructor, isAssistant, isOwnerAfterRelease],
	'stance.readOwn': [isOwner],
	'stance.figures': [isInstructor, isAssistant, isObserver, isCommittedMember],
	'position.readOwn': [isOwner],
	'position.read': [isInstructor, isAssistant],
	'review.read': [isInstructor, isAssistant, isOwnerAfterRelease],
	'grade.read': [isInstructor, isAssistant, isOwnerAfterRelease],
	'progress.class': [isInstructor, isAssistant],
	'course.audit': [isInstructor],
	'report.read': [isInstructor, isAssistant],
	'pack.export': [isInstructor],
	'note.readPeers': [isInstructor, isAssistant, isObserver, isCommittedMember],
	'note.figures': [isInstructor, isAssistant, isObserver, isCommittedMember],
	'note.exportAll': [isInstructor, isAssistant],
	'group.see': [isInstructor, isAssistant],
	'review.figures': [isInstructor],
	'peer.readOwn': [isOwner],
	'peer.readAll': [isInstructor, isAssistant],
	'regrade.read': [isInstructor, isAssistant, isOwner],
	'gradebook.read': [isInstructor, isAssistant],
	'debate.read': [isMember],
	'debate.board': [isInstructor, isAssistant, isOnTeam],
	'debate.figures': [isInstructor, isAssistant],
	'debate.readOwn': [isOwner],
	'site.administer': [isAdministrator]
} as const satisfies Record<string, readonly Predicate[]>;

const writes = {
	'account.change': [isSignedIn],
	'notice.putAway': [isOwner],
	'course.open': [isTeacher, isAdministrator],
	'course.settings': [isInstructor],
	'course.archive': [isInstructor],
	'course.copy': [isInstructor],
	'course.purge': [isInstructor],
	'class.message': [isInstructor, isAssistant],
	'people.manage': [isInstructor],
	'people.erase': [isInstructor],
	'people.slip': [isInstructor, isAssistant],
	'module.edit': [isInstructor],
	'reading.import': [isInstructor],
	'reading.track': [isStudent],
	'answer.write': [isOwnStudent],
	'answer.mark': [isInstructor, isAssistant],
	'set.reopen': [isInstructor, isAssistant],
	'set.release': [isInstructor],
	'stance.write': [isOwnStudent],
	'stance.moments': [isInstructor],
	'position.write': [isOwnStudent],
	'position.assign': [isInstructor],
	'position.extend': [isInstructor],
	'review.write': [isInstructor, isAssistant],
	'review.return': [isInstructor, isAssistant],
	'review.finish': [isInstructor, isFinishingMarker],
	'review.plan': [isInstructor],
	'review.settle': [isInstructor],
	'review.release': [isInstructor],
	'bank.write': [isInstructor, isAssistant],
	'anchor.edit': [isInstructor],
	'anchor.rate': [isInstructor, isAssistant, isOwnStudent],
	'peer.plan': [isInstructor],
	'peer.give': [isOwnStudent],
	'peer.rate': [isOwnStudent],
	'regrade.ask': [isOwnStudent],
	'regrade.answer': [isInstructor, isAssistant],
	'regrade.settle': [isInstructor],
	'late.policy': [isInstructor],
	'accommodation.grant': [isInstructor],
	'gradebook.edit': [isInstructor],
	'lateness.waive': [isInstructor],
	'note.write': [isOwnStudent, isOwnStaff],
	'note.reply': [isInstructor, isAssistant, isCommittedMember],
	'note.resolve': [isOwnStudent, isInstructor, isAssistant],
	'note.rules': [isInstructor],
	'group.manage': [isInstructor],
	'side.prefer': [isOwnStudent],
	'ledger.edit': [isInstructor, isAssistant],
	'ledger.check': [isOwnStudent, isOwnStaff],
	'content.report': [isInstructor, isAssistant, isCommittedMember],
	'content.hide': [isInstructor, isAssistant],
	'debate.plan': [isInstructor],
	'debate.chair': [isInstructor, isAssistant, isChair],
	'debate.judge': [isJudge],
	'debate.prepare': [isOnTeam],
	'debate.take': [isOwnStudent, isOwnStaff],
	'debate.vote': [isOwnStudent],
	'debate.reflect': [isOwnStudent],
	'site.manage': [isAdministrator]
} as const satisfies Record<string, readonly Predicate[]>;

/** What an archived course still lets its people do: leave it, keep it, or bring it back. */
const inArchive: ReadonlySet<string> = new Set<keyof typeof writes>([
	'account.change',
	'notice.putAway',
	'course.open',
	'course.archive',
	'course.copy',
	'course.purge',
	'people.erase',
	'site.manage'
]);

/** Switching the view is neither: staff must be able to leave it again. */
const views = { 'course.seeAsStudent': [isRealStaff] } as const satisfies Record<
	string,
	readonly Predicate[]
>;

export type Permission = keyof typeof reads | keyof typeof writes | keyof typeof views;

const table: Record<Permission, readonly Predicate[]> = { ...reads, ...writes, ...views };
const writePermissions: ReadonlySet<string> = new Set(Object.keys(writes));

/** Every permission, for the test that prints role × permission. */
export const allPermissions = Object.keys(table) as Permission[];

export function may(actor: Actor, permission: Permission, facts: Facts = {}): boolean {
	if (writePermissions.has(permission)) {
		if (actor.seesAsStudent) return false;
		if (actor.membership?.courseState === 'archived' && !inArchive.has(permission)) return false;
	}
	return table[permission].some((holds) => holds(actor, facts));
}
