/*
 * What a person takes out: the shape of `data.json` in the download. Dates are ISO instants in UTC;
 * texts by authors are `{ en?, ur? }`; nobody else's name, address or id stands in it. A change that
 * a reader of the file would notice raises the version. Described in docs/your-data.md.
 */
import type { AccountMine } from '$lib/accounts/leaving.server';
import type { AnnotationsMine } from '$lib/annotations/leaving.server';
import type { CourseMine } from '$lib/courses/leaving.server';
import type { DebatesMine } from '$lib/debates/own.server';
import type { ModulesMine } from '$lib/modules/leaving.server';
import type { PositionsMine } from '$lib/positions/leaving.server';
import type { PositionBody } from '$lib/positions/position';
import type { QuestionsMine } from '$lib/questions/leaving.server';
import type { ReadingsMine } from '$lib/readings/leaving.server';
import type { AllocationMine } from '$lib/reviews/allocating/leaving.server';
import type { BankMine } from '$lib/reviews/bank/leaving.server';
import type { CalibrationMine } from '$lib/reviews/calibrating/leaving.server';
import type { ReviewsMine } from '$lib/reviews/leaving.server';
import type { ModerationMine } from '$lib/reviews/moderating/leaving.server';
import type { PeersMine } from '$lib/reviews/peers/leaving.server';
import type { RegradingMine } from '$lib/reviews/regrading/leaving.server';
import type { StancesMine } from '$lib/stances/leaving.server';

export const keepsakeFormat = 'standpoint-your-data';
export const keepsakeVersion = 1;

export type CourseKeepsake = CourseMine &
	ModulesMine &
	QuestionsMine &
	StancesMine &
	PositionsMine &
	ReviewsMine &
	RegradingMine &
	PeersMine &
	AllocationMine &
	CalibrationMine &
	ModerationMine &
	BankMine &
	DebatesMine &
	ReadingsMine &
	AnnotationsMine;

export interface Keepsake {
	format: typeof keepsakeFormat;
	version: typeof keepsakeVersion;
	/** Of the site it was taken from. */
	origin: string;
	madeAt: Date;
	account: AccountMine;
	courses: CourseKeepsake[];
}

/** The words of a position one under the other, for a plain file. */
export function positionText(body: PositionBody): string {
	return [
		body.thesis,
		...body.reasons.map(({ claim, warrant }) => `${claim}\n\n${warrant}`),
		body.against,
		body.reply,
		body.change
	]
		.map((part) => part.trim())
		.filter((part) => part !== '')
		.join('\n\n* * *\n\n');
}

/** The plain files of one course: every submitted version, every draft, every written answer. */
export function textsOf(course: CourseKeepsake): { path: string; text: string }[] {
	const folder = `texts/${course.course.slug}`;
	const positions = course.positions.flatMap(({ draft, versions }, i) => [
		{ path: `${folder}/position-${i + 1}-draft.txt`, text: positionText(draft.body) },
		...versions.map(({ number, body }) => ({
			path: `${folder}/position-${i + 1}-version-${number}.txt`,
			text: positionText(body)
		}))
	]);
	const answers = course.sets.flatMap((set, i) =>
		set.answers.map(({ question, value }) => ({
			path: `${folder}/answers-${i + 1}-${question.replace(/[^\w-]/g, '_')}.txt`,
			text: value.text ?? ''
		}))
	);
	return [...positions, ...answers].filter(({ text }) => text.trim() !== '');
}
