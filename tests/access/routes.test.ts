/*
 * Every load, action and verb of the site, asked by everybody. Whatever answers somebody must say so
 * here, with a reason; a new route without an entry fails by name.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { forgetAuth } from '$lib/server/auth';
import { testDatabase } from '../support/database';
import { ask, everyFunction, type RouteFunction } from './every-route';
import { askedOf, sampleForms } from './sample-forms';
import { aWorld, everybody, type Who, type World } from './world';

const all = everybody;
const signedIn = everybody.filter((who) => who !== 'visitor');
const members = [
	'student',
	'observer',
	'assistant',
	'assistant of another section',
	'instructor',
	'instructor who sees as a student'
] as const;
const staff = ['assistant', 'assistant of another section', 'instructor'] as const;
const markers = ['assistant', 'instructor'] as const;
/** Staff in fact, whatever they look at. */
const realStaff = [...staff, 'instructor who sees as a student'] as const;
/** Whoever sees as a student writes nothing. */
const writers = ['student', 'observer', ...staff] as const;
const teachers = ['instructor', 'instructor who sees as a student', 'administrator'] as const;
const student = ['student'] as const;
const instructor = ['instructor'] as const;
const administrator = ['administrator'] as const;
const nobody = [] as const;

const course = '/courses/[course]';
const inModule = `${course}/modules/[module]`;

/** `route function` → whom it answers, and why. */
const answering: Record<string, readonly [whom: readonly Who[], why: string]> = {
	'/ (layout)': [all, 'what every page knows of its reader, who may be nobody'],

	'/(admin)/admin/audit (page)': [administrator, 'what was done to the site'],
	'/(admin)/admin/outbox (page)': [administrator, 'mail that waits is for administrators'],
	'/(admin)/admin/outbox ?/send': [administrator, 'as the page'],
	'/(admin)/admin/outbox ?/forget': [administrator, 'as the page'],
	'/(admin)/admin/people (page)': [administrator, 'accounts are for administrators'],
	'/(admin)/admin/people ?/role': [administrator, 'roles of the site are theirs to give'],
	'/(admin)/admin/settings (page)': [administrator, 'facts of the installation'],
	'/(admin)/admin/settings ?/test': [administrator, 'a mail to oneself'],

	'/(machine)/healthz GET': [all, 'for whoever watches the site; says nothing of anybody'],

	'/(public) (page)': [all, 'the front page'],
	'/(public)/forgot-password (page)': [all, 'for whoever cannot sign in'],
	'/(public)/forgot-password ?/default': [all, 'answers the same for every address'],
	'/(public)/preferences POST': [all, 'cookies of the reader’s own'],
	'/(public)/preferences GET': [all, 'leads back to the front page'],
	'/(public)/refused/[status] (page)': [nobody, 'the look of what does not exist'],
	'/(public)/reset-password (page)': [all, 'the link is the key'],
	'/(public)/reset-password ?/default': [all, 'the link is the key'],
	'/(public)/set-up/[token] (page)': [nobody, 'closed since there are accounts'],
	'/(public)/set-up/[token] ?/default': [all, 'answers that the link is over'],
	'/(public)/sign-in (page)': [all, 'the door'],
	'/(public)/sign-in ?/default': [all, 'the door'],
	'/(public)/sign-in/class (page)': [all, 'the door of whoever has a slip of their class'],
	'/(public)/sign-in/class ?/default': [all, 'answers the same for every class, name and code'],
	'/(public)/sign-in/slip/[token] (page)': [all, 'the slip is the key'],
	'/(public)/sign-in/slip/[token] ?/default': [all, 'the slip is the key'],
	'/(public)/sign-out (page)': [signedIn, 'only they have something to end'],
	'/(public)/sign-out ?/default': [all, 'ends the session of whoever has one'],
	'/(public)/sign-up (page)': [all, 'anybody may have an account'],
	'/(public)/sign-up ?/default': [all, 'anybody may have an account'],
	'/(public)/verify-email (page)': [all, 'the link is the key'],
	'/(public)/verify-email ?/default': [all, 'the link is the key'],

	'/(signed-in)/account (page)': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/name': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/language': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/news': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/address': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/confirm': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/password': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/session': [signedIn, 'one’s own account'],
	'/(signed-in)/account ?/others': [signedIn, 'one’s own account'],
	'/(signed-in)/account/erase (page)': [signedIn, 'one’s own account'],
	'/(signed-in)/account/erase ?/default': [signedIn, 'one’s own account, with the password again'],
	'/(signed-in)/account/export (page)': [signedIn, 'what is one’s own'],
	'/(signed-in)/account/export/download GET': [signedIn, 'leads back to the page'],
	'/(signed-in)/account/export/download POST': [signedIn, 'what is one’s own'],
	'/(signed-in)/courses (page)': [signedIn, 'the list of one’s own courses'],
	'/(signed-in)/courses/join ?/default': [signedIn, 'the code is the key'],
	'/(signed-in)/courses/join/[code] (page)': [signedIn, 'the code is the key'],
	'/(signed-in)/courses/join/[code] ?/default': [signedIn, 'the code is the key'],
	'/(signed-in)/courses/new (page)': [teachers, 'teachers and administrators open courses'],
	'/(signed-in)/courses/new ?/default': [teachers, 'teachers and administrators open courses'],

	[`/(signed-in)${course} (layout)`]: [members, 'the course, for whoever is in it'],
	[`/(signed-in)${course} (page)`]: [members, 'the course, for whoever is in it'],
	[`/(signed-in)${course} ?/away`]: [writers, 'one’s own notices'],
	[`/(signed-in)${course} ?/view`]: [realStaff, 'staff look as a student does, and back'],
	[`/(signed-in)${course}/messages (page)`]: [members, 'what staff wrote to them'],
	[`/(signed-in)${course}/messages/[message] (page)`]: [members, 'one to the whole class'],
	[`/(signed-in)${course}/grades (page)`]: [members, 'one’s own grades; others have none'],
	[`/(signed-in)${course}/grades/[item] (page)`]: [
		['student', 'instructor who sees as a student'],
		'one’s own grade; others have none'
	],
	[`/(signed-in)${course}/grades/[item] ?/ask`]: [student, 'about one’s own grade'],
	[`/(signed-in)${course}/grades/[item] ?/add`]: [student, 'to one’s own request'],
	[`/(signed-in)${course}/grades/[item] ?/withdraw`]: [student, 'one’s own request'],
	[`/(signed-in)${inModule} (layout)`]: [members, 'the module, for whoever is in the course'],
	[`/(signed-in)${inModule} (page)`]: [members, 'the path'],
	[`/(signed-in)${inModule} ?/away`]: [writers, 'one’s own notices'],
	[`/(signed-in)${inModule}/cases (page)`]: [members, 'the two cases, or why not yet'],
	[`/(signed-in)${inModule}/calibration (page)`]: [members, 'what one rates before others’ work'],
	[`/(signed-in)${inModule}/calibration/[anchor] (page)`]: [
		members,
		'the reference only beside a rating of one’s own'
	],
	[`/(signed-in)${inModule}/calibration/[anchor] ?/rate`]: [
		['student', ...staff],
		'a rating of one’s own'
	],
	[`/(signed-in)${inModule}/glossary (page)`]: [members, 'apparatus of the readings'],
	[`/(signed-in)${inModule}/timeline (page)`]: [members, 'apparatus of the readings'],
	[`/(signed-in)${inModule}/search (page)`]: [
		members,
		'finds what the asker may read, and no more'
	],
	[`/(signed-in)${inModule}/readings (page)`]: [members, 'everybody in the course reads'],
	[`/(signed-in)${inModule}/readings/[reading] (page)`]: [members, 'everybody in the course reads'],
	[`/(signed-in)${inModule}/readings/[reading] ?/keep`]: [
		student,
		'only students’ reading is kept'
	],
	[`/(signed-in)${inModule}/readings/[reading] ?/read`]: [
		student,
		'only students’ reading is kept'
	],
	[`/(signed-in)${inModule}/readings/compare (page)`]: [members, 'everybody in the course reads'],
	[`/(signed-in)${inModule}/ledger (page)`]: [members, 'what the readings state'],
	[`/(signed-in)${inModule}/ledger/[entry] (page)`]: [
		members,
		'an entry, with others’ checks after one’s own'
	],
	[`/(signed-in)${inModule}/ledger/[entry] ?/check`]: [
		['student', ...staff],
		'a check of one’s own'
	],
	[`/(signed-in)${inModule}/ledger/[entry] ?/remove`]: [
		['student', ...staff],
		'a check of one’s own'
	],
	[`/(signed-in)${inModule}/ledger/[entry] ?/hide`]: [markers, 'of people in their section'],
	[`/(signed-in)${inModule}/ledger/[entry] ?/show`]: [markers, 'of people in their section'],
	[`/(signed-in)${inModule}/reviews (page)`]: [
		members,
		'what one gives and received; others are told that they have none'
	],
	[`/(signed-in)${inModule}/reviews ?/take`]: [
		student,
		'a classmate’s position, whose stays unsaid'
	],
	[`/(signed-in)${inModule}/reviews/[review] (page)`]: [student, 'a review of one’s own position'],
	[`/(signed-in)${inModule}/reviews/[review] ?/save`]: [
		student,
		'a review that one was given to write'
	],
	[`/(signed-in)${inModule}/reviews/[review] ?/give`]: [
		student,
		'a review that one was given to write'
	],
	[`/(signed-in)${inModule}/reviews/[review] ?/letGo`]: [
		student,
		'a review that one was given to write'
	],
	[`/(signed-in)${inModule}/reviews/[review] ?/rate`]: [student, 'a review of one’s own position'],
	[`/(signed-in)${inModule}/reviews/[review] ?/report`]: [
		student,
		'a review of one’s own position'
	],
	[`/(signed-in)${inModule}/stance (page)`]: [members, 'axes, one’s own stances, shown figures'],
	[`/(signed-in)${inModule}/stance ?/place`]: [student, 'a stance of one’s own'],
	[`/(signed-in)${inModule}/stance ?/moment`]: [instructor, 'moments are opened by the instructor'],
	[`/(signed-in)${inModule}/questions (page)`]: [members, 'the sets, with one’s own progress'],
	[`/(signed-in)${inModule}/questions/[set] (page)`]: [
		members,
		'the questions, with one’s own answers'
	],
	[`/(signed-in)${inModule}/questions/[set] ?/save`]: [student, 'answers of one’s own'],
	[`/(signed-in)${inModule}/questions/[set] ?/check`]: [student, 'answers of one’s own'],
	[`/(signed-in)${inModule}/questions/[set] ?/review`]: [student, 'answers of one’s own'],
	[`/(signed-in)${inModule}/questions/[set] ?/settings`]: [
		instructor,
		'dates are the instructor’s'
	],
	[`/(signed-in)${inModule}/questions/[set] ?/release`]: [
		instructor,
		'release is the instructor’s'
	],
	[`/(signed-in)${inModule}/questions/[set] ?/extend`]: [instructor, 'dates are the instructor’s'],
	[`/(signed-in)${inModule}/questions/[set] ?/waive`]: [instructor, 'dates are the instructor’s'],
	[`/(signed-in)${inModule}/questions/[set] ?/reopen`]: [
		markers,
		'of people in the marker’s section'
	],
	[`/(signed-in)${inModule}/questions/[set]/submit (page)`]: [student, 'answers of one’s own'],
	[`/(signed-in)${inModule}/questions/[set]/submit ?/default`]: [student, 'answers of one’s own'],
	[`/(signed-in)${inModule}/questions/[set]/classmates/[question] (page)`]: [
		members,
		'classmates’ answers, or that one’s own comes first'
	],
	[`/(signed-in)${inModule}/questions/[set]/classmates/[question] ?/report`]: [
		['student', ...staff],
		'an answer that they may read'
	],
	[`/(signed-in)${inModule}/readings/[reading]/heat (page)`]: [
		members,
		'figures, or what comes before them'
	],
	[`/(signed-in)${inModule}/notes (page)`]: [members, 'the notes of the module that they see'],
	[`/(signed-in)${inModule}/readings/[reading]/notes (page)`]: [members, 'the notes they see'],
	[`/(signed-in)${inModule}/readings/[reading]/notes/data GET`]: [members, 'as the page'],
	[`/(signed-in)${inModule}/readings/[reading]/notes/changed GET`]: [members, 'as the page'],
	[`/(signed-in)${inModule}/readings/[reading]/notes/export GET`]: [members, 'as the page'],
	[`/(signed-in)${inModule}/readings/[reading]/notes/import (page)`]: [
		['student', ...staff],
		'notes of one’s own, from elsewhere'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes/import ?/preview`]: [
		['student', ...staff],
		'as the page'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes/import ?/apply`]: [
		['student', ...staff],
		'as the page'
	],
	[`/(signed-in)${inModule}/readings/[reading]/print (page)`]: [members, 'as the reading'],
	[`/(signed-in)${inModule}/debates (page)`]: [members, 'drafts among them are for staff'],
	[`/(staff)${inModule}/debates/new (page)`]: [instructor, 'setting debates up'],
	[`/(staff)${inModule}/debates/new ?/default`]: [instructor, 'setting debates up'],
	[`/(staff)${inModule}/debates/rounds/[round] (page)`]: [staff, 'all rooms, for whoever chairs'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/move`]: [staff, 'people whom they see'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/absent`]: [staff, 'people whom they see'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/present`]: [staff, 'people whom they see'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/open`]: [staff, 'whoever opens has the chair'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/redraw`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/addRoom`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/tell`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/rounds/[round] ?/cancel`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/[debate]/settings (page)`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/[debate]/settings ?/save`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats (page)`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/[format] (page)`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/[format] ?/copy`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/[format] ?/arrange`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/[format] ?/save`]: [instructor, 'a copy of the course'],
	[`/(staff)${inModule}/debates/formats/[format] ?/retire`]: [instructor, 'a copy of the course'],
	[`/(staff)${inModule}/debates/formats/[format]/export GET`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/debates/formats/import (page)`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/import ?/preview`]: [instructor, 'as setting up'],
	[`/(staff)${inModule}/debates/formats/import ?/apply`]: [instructor, 'as setting up'],
	[`/(signed-in)${inModule}/debates/[debate] (page)`]: [members, 'whoever is in the class follows'],
	[`/(signed-in)${inModule}/debates/[debate] ?/move`]: [
		['student', ...staff],
		'moves of their own; what else they need is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate] ?/cite`]: [
		['student', ...staff],
		'a passage for words of their own'
	],
	[`/(signed-in)${inModule}/debates/[debate] ?/choose`]: [
		nobody,
		'a corner of one’s own, in a debate that has corners'
	],
	[`/(signed-in)${inModule}/debates/[debate]/chair (page)`]: [staff, 'for whoever has the chair'],
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/move`]: [
		['student', ...staff],
		'as on the page of the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/open`]: [staff, 'as the page'],
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/link`]: [staff, 'as the page'],
	[`/(signed-in)${inModule}/debates/[debate]/chair ?/revoke`]: [staff, 'as the page'],
	[`/(public)${inModule}/debates/[debate]/screen (page)`]: [
		members,
		'without the key of a link for members'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow (page)`]: [members, 'as the debate'],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/add`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/card`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/reword`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/place`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/link`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/unlink`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/flow ?/strike`]: [
		['student', ...staff],
		'moves of their own; who writes the flow is decided by the debate'
	],
	[`/(signed-in)${inModule}/debates/[debate]/map (page)`]: [members, 'as the debate'],
	[`/(signed-in)${inModule}/debates/[debate]/map/argdown GET`]: [members, 'as the map'],
	[`/(signed-in)${inModule}/debates/[debate]/map/aif GET`]: [members, 'as the map'],
	[`/(signed-in)${inModule}/debates/[debate]/board (page)`]: [
		['student', ...staff],
		'the board of one’s own side; staff read all'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/add`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/source`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/save`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/move`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/remove`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board ?/drop`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board/passage (page)`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board/passage ?/cite`]: [
		student,
		'the board of one’s own side'
	],
	[`/(signed-in)${inModule}/debates/[debate]/board/speeches/[speech] (page)`]: [
		['student', ...staff],
		'as the board'
	],
	[`/(signed-in)${inModule}/debates/[debate]/conduct (page)`]: [
		members,
		'what everybody in a debate keeps to'
	],
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/agree`]: [
		['student', ...staff],
		'for oneself'
	],
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/report`]: [
		['student', ...staff],
		'words that they can read'
	],
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/hide`]: [staff, 'whoever has the chair'],
	[`/(signed-in)${inModule}/debates/[debate]/conduct ?/show`]: [staff, 'whoever has the chair'],
	[`/(signed-in)${inModule}/debates/[debate]/vote (page)`]: [members, 'one’s own vote, no others'],
	[`/(signed-in)${inModule}/debates/[debate]/vote ?/vote`]: [student, 'one’s own vote'],
	[`/(signed-in)${inModule}/debates/[debate]/ballot (page)`]: [
		staff,
		'judges their own; here nobody is one'
	],
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/save`]: [nobody, 'for judges'],
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/give`]: [nobody, 'for judges'],
	[`/(signed-in)${inModule}/debates/[debate]/ballot ?/takeBack`]: [nobody, 'for judges'],
	[`/(signed-in)${inModule}/debates/[debate]/result (page)`]: [
		members,
		'what was published, and to each what they may see'
	],
	[`/(signed-in)${inModule}/debates/[debate]/result ?/publish`]: [staff, 'whoever has the chair'],
	[`/(signed-in)${inModule}/debates/[debate]/result ?/stance`]: [
		instructor,
		'moments are opened by the instructor'
	],
	[`/(signed-in)${inModule}/debates/[debate]/reflection (page)`]: [
		members,
		'one’s own reflection; staff what was handed in'
	],
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/save`]: [student, 'one’s own reflection'],
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/stance`]: [
		instructor,
		'moments are opened by the instructor'
	],
	[`/(signed-in)${inModule}/debates/[debate]/reflection ?/release`]: [
		instructor,
		'release is the instructor’s'
	],
	[`/(signed-in)${inModule}/debates/[debate]/report (page)`]: [members, 'as the debate'],
	[`/(signed-in)${inModule}/debates/[debate]/events GET`]: [members, 'what happens in a debate'],
	[`/(public)${inModule}/debates/[debate]/screen/events GET`]: [
		members,
		'the same for a screen; without the key of a link for members'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes/live GET`]: [members, 'as the page'],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/write`]: [
		['student', ...staff],
		'notes of their own'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/change`]: [
		['student', ...staff],
		'notes of their own; others’ are not there'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/remove`]: [
		['student', ...staff],
		'notes of their own; others’ are not there'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/resolve`]: [
		['student', ...markers],
		'one’s own note; staff those they see'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/reply`]: [
		['student', ...staff],
		'to a note that they see'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/changeReply`]: [
		['student', ...staff],
		'replies of their own; others’ are not there'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/removeReply`]: [
		['student', ...staff],
		'replies of their own; others’ are not there'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/report`]: [
		['student', ...markers],
		'a note that they see'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/hide`]: [
		markers,
		'of people in their section'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/show`]: [
		markers,
		'of people in their section'
	],
	[`/(signed-in)${inModule}/readings/[reading]/notes ?/attach`]: [
		['student', ...markers],
		'one’s own note; staff those they see'
	],
	[`/(signed-in)${inModule}/group (page)`]: [members, 'one’s own group; others have none'],
	[`/(signed-in)${inModule}/group ?/prefer`]: [student, 'a preference of one’s own'],
	[`/(signed-in)${inModule}/group ?/takeBack`]: [student, 'a preference of one’s own'],
	[`/(signed-in)${inModule}/position (page)`]: [members, 'the task; a position is one’s own'],
	[`/(signed-in)${inModule}/position ?/save`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position ?/addReason`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position ?/removeReason`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position ?/cite`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position ?/uncite`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position ?/submit`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position/cite (page)`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position/cite ?/cite`]: [student, 'a position of one’s own'],
	[`/(signed-in)${inModule}/position/versions/[n] (page)`]: [student, 'versions of one’s own'],

	[`/(staff)${course} (layout)`]: [realStaff, 'the frame of staff pages; the pages decide'],
	[`/(staff)${inModule} (layout)`]: [realStaff, 'the frame of staff pages; the pages decide'],
	[`/(staff)${course}/modules/new (page)`]: [instructor, 'modules are the instructor’s to make'],
	[`/(staff)${course}/modules/new ?/default`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit (page)`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit ?/default`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${course}/modules/bring-in (page)`]: [instructor, 'modules are the instructor’s'],
	[`/(staff)${course}/modules/bring-in ?/pack`]: [instructor, 'as the page'],
	[`/(staff)${course}/modules/bring-in ?/file`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/pack (page)`]: [instructor, 'what leaves is the instructor’s to say'],
	[`/(staff)${inModule}/edit/pack/download GET`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/import (page)`]: [
		instructor,
		'texts are brought in by the instructor'
	],
	[`/(staff)${inModule}/edit/import ?/preview`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/import ?/pieces`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/import ?/about`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/import ?/publish`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/axes (page)`]: [instructor, 'the module is the instructor’s to write'],
	[`/(staff)${inModule}/edit/axes ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/axes/[axis] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/axes/[axis] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/axes/[axis] ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/dates (page)`]: [instructor, 'dates are the instructor’s'],
	[`/(staff)${inModule}/edit/dates ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/dates ?/late`]: [instructor, 'what lateness costs is theirs to say'],
	[`/(staff)${inModule}/edit/dates ?/shift`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/groups (page)`]: [staff, 'groups, an assistant’s section only'],
	[`/(staff)${inModule}/edit/groups/csv GET`]: [staff, 'as the page'],
	[`/(staff)${inModule}/edit/groups ?/make`]: [instructor, 'groups are the instructor’s to make'],
	[`/(staff)${inModule}/edit/groups ?/place`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/groups ?/move`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/groups ?/rename`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/groups ?/add`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/groups ?/retire`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/groups ?/ask`]: [instructor, 'as making them'],
	[`/(staff)${inModule}/edit/motions (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/motions ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/motions/[motion] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/motions/[motion] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/motions/[motion] ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/glossary (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/glossary ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/glossary/[term] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/glossary/[term] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/glossary/[term] ?/remove`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/note (page)`]: [instructor, 'the module is the instructor’s to write'],
	[`/(staff)${inModule}/edit/note ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/note ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/readings ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/new (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/readings/new ?/default`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/readings/[reading] ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/preview`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/write`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading]/[lang] ?/publish`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/readings/[reading]/moved (page)`]: [
		staff,
		'shared notes that lost their words'
	],
	[`/(staff)${inModule}/edit/readings/[reading]/moved ?/attach`]: [
		markers,
		'a note of a student whom they teach'
	],
	[`/(staff)${inModule}/edit/texts/[document] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/texts/[document] ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/texts/[document] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/notes (page)`]: [instructor, 'how notes are taken is theirs to say'],
	[`/(staff)${inModule}/edit/notes/csv GET`]: [staff, 'what is not private, as they see it'],
	[`/(staff)${inModule}/edit/notes ?/add`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/notes ?/rename`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/notes ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/notes ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/notes ?/reveal`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/ledger (page)`]: [staff, 'the ledger is for all who teach'],
	[`/(staff)${inModule}/edit/ledger/[entry] (page)`]: [staff, 'as the list'],
	[`/(staff)${inModule}/edit/ledger/[entry] ?/arrange`]: [staff, 'as the list'],
	[`/(staff)${inModule}/edit/ledger/[entry] ?/save`]: [staff, 'as the list'],
	[`/(staff)${inModule}/edit/ledger/[entry] ?/retire`]: [staff, 'as the list'],
	[`/(staff)${inModule}/edit/timeline (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/timeline/[event] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/timeline/[event] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/timeline/[event] ?/remove`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/position (page)`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/ask`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/terms`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/lot`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/leave`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/assign`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/position ?/extend`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${inModule}/edit/questions/[question] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/questions/[question] ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/questions/[question] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/questions/[question] ?/moveTo`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/questions/[question] ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/rubric (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/rubric ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/rubric ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/rubric/[n] (page)`]: [instructor, 'as the rubric'],
	[`/(staff)${inModule}/edit/rubric/export GET`]: [instructor, 'as the rubric'],
	[`/(staff)${inModule}/edit/rubric/import (page)`]: [
		instructor,
		'with the rubrics of the courses one teaches'
	],
	[`/(staff)${inModule}/edit/rubric/import ?/preview`]: [instructor, 'as the rubric'],
	[`/(staff)${inModule}/edit/rubric/import ?/apply`]: [instructor, 'as the rubric'],
	[`/(staff)${inModule}/edit/sets (page)`]: [instructor, 'the module is the instructor’s to write'],
	[`/(staff)${inModule}/edit/sets ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/sets/[set] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/sets/[set] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/sets/[set] ?/move`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/sets/[set] ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/sets/[set]/new/[kind] (page)`]: [
		instructor,
		'the module is the instructor’s to write'
	],
	[`/(staff)${inModule}/edit/sets/[set]/new/[kind] ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/edit/sets/[set]/new/[kind] ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/insights (page)`]: [staff, 'the class, an assistant’s section only'],
	[`/(staff)${inModule}/instructor-notes (page)`]: [staff, 'notes for whoever teaches'],
	[`/(staff)${inModule}/review/regrades (page)`]: [staff, 'requests, of their sections only'],
	[`/(staff)${inModule}/review/regrades/[request] (page)`]: [markers, 'of their section'],
	[`/(staff)${inModule}/review/regrades/[request] ?/answer`]: [markers, 'of their section'],
	[`/(staff)${inModule}/review/regrades/[request] ?/settle`]: [
		instructor,
		'what counts is theirs to say'
	],
	[`/(staff)${inModule}/review/regrades/[request] ?/reopen`]: [instructor, 'as settling'],
	[`/(staff)${inModule}/review (page)`]: [staff, 'the queue, an assistant’s section only'],
	[`/(staff)${inModule}/review ?/release`]: [instructor, 'release is the instructor’s'],
	[`/(staff)${inModule}/review ?/ready`]: [
		staff,
		'as the marking plan lets them, in their sections only'
	],
	[`/(staff)${inModule}/review ?/unready`]: [staff, 'as saving a sheet, in their sections only'],
	[`/(staff)${inModule}/review ?/give`]: [instructor, 'who marks what is the instructor’s'],
	[`/(staff)${inModule}/review ?/take`]: [instructor, 'who marks what is the instructor’s'],
	[`/(staff)${inModule}/review/plan (page)`]: [
		instructor,
		'how a class is marked is theirs to say'
	],
	[`/(staff)${inModule}/review/plan ?/plan`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/plan ?/even`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/plan ?/sections`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/plan ?/back`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review ?/releaseAll`]: [instructor, 'release is the instructor’s'],
	[`/(staff)${inModule}/review/[position] (page)`]: [markers, 'positions of the marker’s section'],
	[`/(staff)${inModule}/review/[position] ?/open`]: [markers, 'positions of the marker’s section'],
	[`/(staff)${inModule}/review/[position] ?/next`]: [
		staff,
		'leads to a position of their own queue'
	],
	[`/(staff)${inModule}/review/[position] ?/bank`]: [
		staff,
		'comments of the course, nobody’s work'
	],
	[`/(staff)${inModule}/review/[position]/history (page)`]: [
		markers,
		'positions of the marker’s section'
	],
	[`/(staff)${inModule}/review/[position] ?/save`]: [markers, 'positions of the marker’s section'],
	[`/(staff)${inModule}/review/[position] ?/ready`]: [markers, 'positions of the marker’s section'],
	[`/(staff)${inModule}/review/[position] ?/return`]: [
		markers,
		'positions of the marker’s section'
	],
	[`/(staff)${inModule}/review/[position] ?/release`]: [instructor, 'release is the instructor’s'],
	[`/(staff)${inModule}/review/[position] ?/waive`]: [instructor, 'dates are the instructor’s'],
	[`/(staff)${inModule}/review/[position]/settle (page)`]: [
		markers,
		'the instructor, and its markers once all of them are done'
	],
	[`/(staff)${inModule}/review/[position]/settle ?/agree`]: [instructor, 'who settles'],
	[`/(staff)${inModule}/review/[position]/settle ?/settle`]: [instructor, 'who settles'],
	[`/(staff)${inModule}/review/[position]/settle ?/again`]: [instructor, 'who settles'],
	[`/(staff)${inModule}/review/moderation (page)`]: [staff, 'an assistant’s own markings only'],
	[`/(staff)${inModule}/review/moderation ?/settle`]: [instructor, 'who settles'],
	[`/(staff)${inModule}/review/moderation ?/settleAll`]: [instructor, 'who settles'],
	[`/(staff)${inModule}/review/agreement (page)`]: [instructor, 'figures about markers'],
	[`/(staff)${inModule}/review/agreement/csv GET`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/calibration (page)`]: [staff, 'what markers rate first'],
	[`/(staff)${inModule}/review/calibration ?/move`]: [instructor, 'the author’s order'],
	[`/(staff)${inModule}/review/calibration/[anchor] (page)`]: [staff, 'as the list'],
	[`/(staff)${inModule}/review/calibration/[anchor] ?/rate`]: [staff, 'a rating of one’s own'],
	[`/(staff)${inModule}/review/calibration/[anchor]/edit (page)`]: [
		instructor,
		'the reference is the instructor’s to write'
	],
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/arrange`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/save`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/calibration/[anchor]/edit ?/retire`]: [instructor, 'as the page'],
	[`/(staff)${inModule}/review/fairness (page)`]: [instructor, 'figures of marks by group'],
	[`/(staff)${inModule}/review/fairness ?/again`]: [instructor, 'who settles draws again'],
	[`/(staff)${inModule}/review/comments (page)`]: [staff, 'the comment bank is for who marks'],
	[`/(staff)${inModule}/review/comments ?/add`]: [staff, 'as the page'],
	[`/(staff)${inModule}/review/comments/[comment] (page)`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/[comment] ?/save`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/[comment] ?/retire`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/csv GET`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/import (page)`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/import ?/preview`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/comments/import ?/apply`]: [staff, 'as the bank'],
	[`/(staff)${inModule}/review/peers (page)`]: [
		staff,
		'reviews by classmates, an assistant’s section only'
	],
	[`/(staff)${inModule}/review/peers ?/plan`]: [instructor, 'the plan is the instructor’s'],
	[`/(staff)${inModule}/review/peers ?/giveOut`]: [instructor, 'the plan is the instructor’s'],
	[`/(staff)${inModule}/review/peers ?/byHand`]: [instructor, 'the plan is the instructor’s'],
	[`/(staff)${inModule}/review/peers ?/release`]: [instructor, 'release is the instructor’s'],
	[`/(staff)${inModule}/review/peers/[review] (page)`]: [
		markers,
		'about positions of the reader’s section'
	],
	[`/(staff)${inModule}/review/peers/[review] ?/hide`]: [markers, 'of people in their section'],
	[`/(staff)${inModule}/review/peers/[review] ?/show`]: [markers, 'of people in their section'],
	[`/(staff)${inModule}/review/peers/[review] ?/reopen`]: [
		instructor,
		'the plan is the instructor’s'
	],
	[`/(staff)${inModule}/review/answers (page)`]: [staff, 'counts of what came in'],
	[`/(staff)${inModule}/review/answers/[question] (page)`]: [
		staff,
		'answers of the marker’s section'
	],
	[`/(staff)${inModule}/review/answers/[question] ?/mark`]: [
		markers,
		'answers of the marker’s section'
	],
	[`/(staff)${course}/audit (page)`]: [instructor, 'what staff did is for the instructor'],
	[`/(staff)${course}/messages/new (page)`]: [staff, 'an assistant’s section only'],
	[`/(staff)${course}/messages/new ?/default`]: [staff, 'to section B, which two assistants reach'],
	[`/(staff)${course}/reports (page)`]: [staff, 'on people of an assistant’s section only'],
	[`/(staff)${course}/reports ?/keep`]: [markers, 'of people in the marker’s section'],
	[`/(staff)${course}/reports ?/hide`]: [markers, 'of people in the marker’s section'],
	[`/(staff)${course}/reports ?/show`]: [markers, 'of people in the marker’s section'],
	[`/(staff)${course}/people (page)`]: [staff, 'people, of an assistant’s section only'],
	[`/(staff)${course}/people ?/move`]: [instructor, 'places are the instructor’s to give'],
	[`/(staff)${course}/people/[person] (page)`]: [markers, 'people of the assistant’s section'],
	[`/(staff)${course}/people/[person] ?/place`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/[person] ?/details`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/[person] ?/accommodate`]: [
		instructor,
		'more time is the instructor’s to give'
	],
	[`/(staff)${course}/people/[person] ?/remove`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/[person] ?/restore`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/[person] ?/slip`]: [markers, 'for a student of their section'],
	[`/(staff)${course}/people/[person]/erase (page)`]: [
		nobody,
		'only of accounts that the course made'
	],
	[`/(staff)${course}/people/[person]/erase ?/erase`]: [nobody, 'as the page'],
	[`/(staff)${course}/people/[person]/erase ?/keep`]: [nobody, 'as the page'],
	[`/(staff)${course}/people/accounts (page)`]: [instructor, 'accounts of the class'],
	[`/(staff)${course}/people/accounts ?/make`]: [instructor, 'as the page'],
	[`/(staff)${course}/people/accounts ?/renew`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook (page)`]: [staff, 'grades; of one section for its assistant'],
	[`/(staff)${course}/gradebook/csv GET`]: [staff, 'as the page'],
	[`/(staff)${course}/gradebook/items (page)`]: [instructor, 'columns are the instructor’s'],
	[`/(staff)${course}/gradebook/items ?/column`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/items ?/add`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/items ?/remove`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/items ?/show`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/items ?/hide`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/items ?/plan`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/import (page)`]: [instructor, 'grades from a table'],
	[`/(staff)${course}/gradebook/import ?/preview`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/import ?/apply`]: [instructor, 'as the page'],
	[`/(staff)${course}/gradebook/[item]/[person] (page)`]: [
		markers,
		'a grade of somebody in their section'
	],
	[`/(staff)${course}/gradebook/[item]/[person] ?/points`]: [
		instructor,
		'grades by hand are the instructor’s'
	],
	[`/(staff)${course}/gradebook/[item]/[person] ?/back`]: [instructor, 'as by hand'],
	[`/(staff)${course}/gradebook/[item]/[person] ?/excuse`]: [instructor, 'as by hand'],
	[`/(staff)${course}/gradebook/[item]/[person] ?/count`]: [instructor, 'as by hand'],
	[`/(staff)${course}/people/export GET`]: [staff, 'the list as its page shows it'],
	[`/(staff)${course}/people/roster (page)`]: [instructor, 'a class from a list'],
	[`/(staff)${course}/people/roster ?/preview`]: [instructor, 'as the page'],
	[`/(staff)${course}/people/roster ?/apply`]: [instructor, 'as the page'],
	[`/(staff)${course}/people/slips (page)`]: [staff, 'which slips there could be'],
	[`/(staff)${course}/people/slips ?/default`]: [markers, 'for a student of their section'],
	[`/(staff)${course}/people/invitations (page)`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/invitations ?/invite`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/invitations ?/resend`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/invitations ?/revoke`]: [
		instructor,
		'places are the instructor’s to give'
	],
	[`/(staff)${course}/people/sections (page)`]: [instructor, 'sections are the instructor’s'],
	[`/(staff)${course}/people/sections ?/make`]: [instructor, 'sections are the instructor’s'],
	[`/(staff)${course}/people/sections ?/rename`]: [instructor, 'sections are the instructor’s'],
	[`/(staff)${course}/settings/copy (page)`]: [instructor, 'copying is the instructor’s'],
	[`/(staff)${course}/settings/copy ?/default`]: [instructor, 'who may open courses as well'],
	[`/(staff)${course}/settings (page)`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${course}/settings ?/change`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${course}/settings ?/conduct`]: [instructor, 'the course is the instructor’s'],
	[`/(staff)${course}/settings ?/replaceCode`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${course}/settings ?/joining`]: [instructor, 'settings are the instructor’s'],
	[`/(staff)${course}/settings/leaving (page)`]: [
		instructor,
		'the end is the instructor’s to settle'
	],
	[`/(staff)${course}/settings/leaving ?/archive`]: [instructor, 'as the page'],
	[`/(staff)${course}/settings/leaving ?/keep`]: [instructor, 'as the page'],
	[`/(staff)${course}/settings/leaving/purge (page)`]: [
		instructor,
		'numbers of what would be lost'
	],
	[`/(staff)${course}/settings/leaving/purge ?/default`]: [instructor, 'with the name typed']
};

/** What stands beside a field here is the feature's own word: no such password, no way back in. */
const refusedForItsFields = [
	'/(signed-in)/account ?/address',
	'/(signed-in)/account ?/password',
	'/(signed-in)/account/erase ?/default',
	'/(signed-in)/courses/join ?/default',
	`/(staff)${course}/settings/leaving/purge ?/default`
];

let functions: RouteFunction[];
beforeAll(async () => {
	functions = await everyFunction();
});

describe('every load, action and verb', () => {
	it('says here whom it answers', () => {
		const unknown = functions.map((fn) => fn.name).filter((name) => !(name in answering));
		expect(unknown, 'a new route needs an entry here').toEqual([]);
		const known = new Set(functions.map((fn) => fn.name));
		expect(
			Object.keys(answering).filter((name) => !known.has(name)),
			'entries without a route'
		).toEqual([]);
	});

	it('has a form that it accepts, where it takes one', () => {
		const posts = functions.filter(({ kind }) => kind === 'action');
		const missing = posts.map((fn) => fn.name).filter((name) => !(name in sampleForms));
		expect(missing, 'a new action needs a form in sample-forms.ts').toEqual([]);
	});
});

/** Whoever changes the course gets one of their own; the others disturb nobody. */
const whoever: Who[][] = [
	everybody.filter((who) => !([...student, ...staff] as Who[]).includes(who)),
	...[...student, ...staff].map((who) => [who])
];

describe.each(whoever)('asked by: %s …', (...people) => {
	testDatabase();
	let world: World;
	beforeAll(async () => {
		forgetAuth();
		world = await aWorld();
	});

	it.each(people)('every route answers or refuses as the list above says (%s)', async (who) => {
		const actor = world.actors[who];
		const answered: string[] = [];
		const unread: string[] = [];
		for (const fn of functions) {
			const answer = await ask(fn, actor, await askedOf(fn, world, actor));
			if (answer.refused !== null) continue;
			answered.push(fn.name);
			if (fn.kind === 'action' && hasFieldErrors(answer.given)) unread.push(fn.name);
		}
		const expected = functions
			.map((fn) => fn.name)
			.filter((name) => answering[name]?.[0].includes(who));
		expect(answered).toEqual(expected);
		// A form that is refused for its fields says nothing about the lock behind it.
		expect(unread.filter((name) => !refusedForItsFields.includes(name))).toEqual([]);
	});
});

function hasFieldErrors(given: unknown): boolean {
	const { form } = (given ?? {}) as { form?: { errors?: object } | null };
	return Object.keys(form?.errors ?? {}).length > 0;
}
