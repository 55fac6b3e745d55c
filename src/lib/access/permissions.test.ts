/*
 * Who may do what, printed and compared with a literal table: a change of rights is a change here.
 */
import { describe, expect, it } from 'vitest';
import type { Actor, CourseRole } from './actor';
import { allPermissions, may, type Facts } from './permissions';

function actor(role: CourseRole | null, options: Partial<Actor> = {}): Actor {
	return {
		person: {
			id: 'p',
			name: 'P',
			email: 'p@example.org',
			emailVerified: true,
			siteRole: 'none',
			locale: 'en'
		},
		membership: role && {
			courseId: 'course',
			courseSlug: 'course',
			courseState: 'active',
			enrolmentId: 'mine',
			role,
			sectionId: 'a',
			ownSectionOnly: false,
			pseudonym: { en: 'Blue heron' }
		},
		seesAsStudent: false,
		sessionId: null,
		...options
	} as unknown as Actor;
}

const own: Facts = {
	courseId: 'course',
	enrolmentId: 'mine',
	sectionId: 'a',
	released: true,
	committed: true
};
const theirs: Facts = { courseId: 'course', enrolmentId: 'theirs', sectionId: 'b', released: true };

function printed(who: Actor, facts: Facts): string[] {
	return allPermissions.filter((permission) => may(who, permission, facts));
}

const student = [
	'course.read',
	'module.read',
	'answer.readPeers',
	'answer.marks',
	'stance.readOwn',
	'stance.figures',
	'position.readOwn',
	'review.read',
	'grade.read',
	'account.change',
	'notice.putAway',
	'reading.track',
	'answer.write',
	'stance.write',
	'position.write',
	'note.readPeers',
	'note.figures',
	'note.write',
	'note.reply',
	'note.resolve',
	'side.prefer',
	'ledger.check',
	'content.report',
	'peer.readOwn',
	'peer.give',
	'peer.rate',
	'regrade.read',
	'regrade.ask',
	'anchor.rate',
	'debate.read',
	'debate.readOwn',
	'debate.take',
	'debate.vote',
	'debate.reflect'
];
const observer = [
	'course.read',
	'module.read',
	'answer.readPeers',
	'stance.figures',
	'note.readPeers',
	'note.figures',
	'debate.read',
	'account.change'
];
const assistant = [
	'course.read',
	'people.see',
	'module.read',
	'module.staffNotes',
	'question.guide',
	'answer.readPeers',
	'answer.readAll',
	'answer.marks',
	'stance.figures',
	'position.read',
	'review.read',
	'grade.read',
	'progress.class',
	'report.read',
	'note.readPeers',
	'note.figures',
	'note.exportAll',
	'note.reply',
	'note.resolve',
	'group.see',
	'ledger.edit',
	'class.message',
	'content.report',
	'content.hide',
	'account.change',
	'people.slip',
	'answer.mark',
	'set.reopen',
	'review.write',
	'review.return',
	'bank.write',
	'anchor.rate',
	'peer.readAll',
	'regrade.read',
	'regrade.answer',
	'gradebook.read',
	'debate.read',
	'debate.board',
	'debate.figures',
	'debate.chair',
	'course.seeAsStudent'
];
const instructor = [
	...assistant,
	'course.settings',
	'course.audit',
	'course.archive',
	'course.copy',
	'course.purge',
	'pack.export',
	'lateness.waive',
	'people.manage',
	'people.erase',
	'module.edit',
	'reading.import',
	'set.release',
	'stance.moments',
	'position.assign',
	'position.extend',
	'review.release',
	'note.rules',
	'group.manage',
	'review.figures',
	'review.finish',
	'review.plan',
	'review.settle',
	'anchor.edit',
	'peer.plan',
	'regrade.settle',
	'late.policy',
	'accommodation.grant',
	'gradebook.edit',
	'debate.plan'
];

describe('permissions', () => {
	it.each([
		['student', student],
		[
			'observer',
			[
				...observer,
				'debate.readOwn',
				'stance.readOwn',
				'notice.putAway',
				'position.readOwn',
				'peer.readOwn',
				'regrade.read',
				'answer.marks',
				'review.read',
				'grade.read'
			]
		],
		[
			'assistant',
			[
				...assistant,
				'debate.readOwn',
				'debate.take',
				'stance.readOwn',
				'position.readOwn',
				'peer.readOwn',
				'notice.putAway',
				'note.write',
				'ledger.check'
			]
		],
		[
			'instructor',
			[
				...instructor,
				'debate.readOwn',
				'debate.take',
				'stance.readOwn',
				'position.readOwn',
				'peer.readOwn',
				'notice.putAway',
				'note.write',
				'ledger.check'
			]
		]
	] as const)('of a %s on what is their own', (role, expected) => {
		expect(printed(actor(role), own).sort()).toEqual([...expected].sort());
	});

	it.each([
		['student', ['course.read', 'module.read', 'debate.read', 'account.change', 'reading.track']],
		['observer', observer],
		['assistant', assistant],
		['instructor', instructor]
	] as const)('of a %s on what is another person’s', (role, expected) => {
		expect(printed(actor(role), theirs).sort()).toEqual([...expected].sort());
	});

	it('give a stranger nothing in the course, and a visitor nothing at all', () => {
		expect(printed(actor(null), own)).toEqual(['account.change']);
		expect(printed(actor(null, { person: null }), own)).toEqual([]);
	});

	it('end at the course: an instructor of another course is a stranger here', () => {
		const elsewhere = printed(actor('instructor'), { ...theirs, courseId: 'other' });
		expect(elsewhere).toEqual(['account.change']);
	});

	it('let staff who see as a student read as one and write nothing', () => {
		const viewing = actor('instructor', { seesAsStudent: true });
		expect(printed(viewing, own).sort()).toEqual(
			[
				'course.read',
				'module.read',
				'answer.readPeers',
				'answer.marks',
				'stance.readOwn',
				'stance.figures',
				'position.readOwn',
				'peer.readOwn',
				'regrade.read',
				'review.read',
				'grade.read',
				'note.readPeers',
				'note.figures',
				'debate.read',
				'debate.readOwn',
				'course.seeAsStudent'
			].sort()
		);
	});

	it('let nobody write in an archived course, except to keep it, purge it or bring it back', () => {
		const archived = (role: CourseRole) => {
			const who = actor(role);
			Object.assign(who.membership ?? {}, { courseState: 'archived' });
			return who;
		};
		const reading = printed(actor('student', { seesAsStudent: true }), own);
		expect(printed(archived('student'), own)).toEqual([
			...reading,
			'account.change',
			'notice.putAway'
		]);
		expect(may(archived('instructor'), 'course.purge', own)).toBe(true);
		expect(may(archived('instructor'), 'module.edit', own)).toBe(false);
		expect(may(archived('instructor'), 'progress.class', own)).toBe(true);
	});

	it('hold an assistant of one section to it', () => {
		const limited = actor('assistant');
		Object.assign(limited.membership ?? {}, { ownSectionOnly: true });
		expect(may(limited, 'review.write', { courseId: 'course', sectionId: 'a' })).toBe(true);
		expect(may(limited, 'review.write', { courseId: 'course', sectionId: 'b' })).toBe(false);
		expect(may(limited, 'review.write', { courseId: 'course', sectionId: null })).toBe(false);
	});

	it('keep what is not released from its owner', () => {
		const unreleased = { ...own, released: false };
		expect(may(actor('student'), 'review.read', unreleased)).toBe(false);
		expect(may(actor('student'), 'grade.read', unreleased)).toBe(false);
	});

	it('give the chair, a ballot and a board to whoever has them in a debate, and to nobody by rank alone', () => {
		const debate = { courseId: 'course' };
		const [student, observer] = [actor('student'), actor('observer')];
		expect(may(student, 'debate.chair', debate)).toBe(false);
		expect(may(student, 'debate.chair', { ...debate, chairs: true })).toBe(true);
		expect(may(observer, 'debate.chair', { ...debate, chairs: true })).toBe(false);
		expect(may(actor('instructor'), 'debate.judge', debate)).toBe(false);
		expect(may(actor('instructor'), 'debate.judge', { ...debate, judges: true })).toBe(true);
		expect(may(student, 'debate.board', { ...debate, onTeam: false })).toBe(false);
		expect(may(student, 'debate.prepare', { ...debate, onTeam: true })).toBe(true);
		expect(may(actor('instructor'), 'debate.prepare', { ...debate, onTeam: true })).toBe(false);
		expect(may(student, 'debate.chair', { courseId: 'other', chairs: true })).toBe(false);
	});

	it('open courses to teachers and administrators, the site to administrators', () => {
		const person = actor(null).person;
		const teacher = actor(null, { person: person && { ...person, siteRole: 'teacher' } });
		const administrator = actor(null, {
			person: person && { ...person, siteRole: 'administrator' }
		});
		expect(printed(teacher, {})).toEqual(['account.change', 'course.open']);
		expect(printed(administrator, {}).sort()).toEqual(
			['account.change', 'course.open', 'site.administer', 'site.manage'].sort()
		);
	});
});
