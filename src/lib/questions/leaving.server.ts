/*
 * What question sets keep of people: answers, what was handed in, and marks. Where a course may keep
 * work, the working answers stay only as they were handed in.
 */
import { and, asc, desc, eq, inArray } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { titlesIn } from '$lib/readings/leaving.server';
import { db, type Transaction } from '$lib/server/db/client';
import {
	answer,
	answerMark,
	answerMarkHistory,
	courseModule,
	enrolment,
	question,
	questionSet,
	questionVersion,
	reading,
	setSubmission,
	submittedAnswer
} from '$lib/server/db/schema';
import type { AnswerValue, QuestionBody, QuestionKind } from './question';
import { bodiesOf, versionKey } from './sets.server';

export interface OwnAnswer {
	question: string;
	kind: QuestionKind;
	prompt: LocalText;
	/** As it is stored; `chosen` says the same in words. */
	value: AnswerValue;
	chosen: LocalText[];
	lang: 'en' | 'ur';
}

export interface QuestionsMine {
	sets: {
		module: LocalText;
		title: LocalText;
		/** As they stand now, handed in or not. */
		answers: (OwnAnswer & { savedAt: Date; version: number; shownAs: LocalText })[];
		submissions: {
			number: number;
			receipt: string;
			submittedAt: Date;
			lateMinutes: number;
			latenessWaived: boolean;
			reopened: boolean;
			answers: (OwnAnswer & { machinePoints: number | null })[];
		}[];
		/** Null until the set's marks are released. */
		marks: { question: string; points: number; comment: string; at: Date }[] | null;
	}[];
	/** What one wrote as a marker; on whose answers is not in it. */
	marked: { module: LocalText; question: string; points: number; comment: string; at: Date }[];
}

/** What was chosen, in words; what was written stands in `text`. */
function chosenIn(
	body: QuestionBody,
	value: AnswerValue,
	titles: ReadonlyMap<string, LocalText>
): LocalText[] {
	const same = (text: string): LocalText => ({ en: text, ur: text });
	const option = (key: string) => body.options?.find((o) => o.key === key)?.text ?? same(key);
	const item = (key: string) => body.items?.find((o) => o.key === key)?.text ?? same(key);
	const sum = ([key, n]: [string, number | null]): LocalText => {
		const label = body.parts?.find((part) => part.key === key)?.label ?? same(key);
		const given = n === null ? '–' : String(n);
		return {
			...(label.en ? { en: `${label.en}: ${given}` } : {}),
			...(label.ur ? { ur: `${label.ur}: ${given}` } : {})
		};
	};
	return [
		...(value.choice === undefined ? [] : [option(value.choice)]),
		...(value.choices ?? []).map(option),
		...(value.scale === undefined ? [] : [same(String(value.scale))]),
		...(value.order ?? []).filter((key) => key !== '').map(item),
		...Object.entries(value.numbers ?? {}).map(sum),
		...(value.passages ?? []).map(({ reading: key, id }) => {
			const { en, ur } = titles.get(key) ?? same(key);
			return { ...(en ? { en: `${en} · ${id}` } : {}), ...(ur ? { ur: `${ur} · ${id}` } : {}) };
		})
	];
}

export const questionsLeaving: Leaving<QuestionsMine> = {
	people: [answerMarkHistory, answerMark, submittedAnswer, setSubmission, answer],
	content: [questionVersion, question, questionSet],

	async mine({ courseId, enrolmentId, userId }) {
		const setColumns = {
			setId: questionSet.id,
			moduleId: questionSet.moduleId,
			module: courseModule.title,
			title: questionSet.title,
			releasedAt: questionSet.releasedAt
		};
		const inModule = and(
			eq(courseModule.courseId, questionSet.courseId),
			eq(courseModule.id, questionSet.moduleId)
		);
		const answers = await db()
			.select({ ...setColumns, key: question.key, answer })
			.from(answer)
			.innerJoin(
				question,
				and(eq(question.courseId, answer.courseId), eq(question.id, answer.questionId))
			)
			.innerJoin(
				questionSet,
				and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
			)
			.innerJoin(courseModule, inModule)
			.where(and(eq(answer.courseId, courseId), eq(answer.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(questionSet.position), asc(question.position));
		const handedIn = await db()
			.select({ ...setColumns, key: question.key, submission: setSubmission, submittedAnswer })
			.from(setSubmission)
			.innerJoin(
				questionSet,
				and(
					eq(questionSet.courseId, setSubmission.courseId),
					eq(questionSet.id, setSubmission.setId)
				)
			)
			.innerJoin(courseModule, inModule)
			.innerJoin(
				submittedAnswer,
				and(
					eq(submittedAnswer.courseId, setSubmission.courseId),
					eq(submittedAnswer.submissionId, setSubmission.id)
				)
			)
			.innerJoin(
				question,
				and(
					eq(question.courseId, submittedAnswer.courseId),
					eq(question.id, submittedAnswer.questionId)
				)
			)
			.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId)))
			.orderBy(
				asc(courseModule.position),
				asc(questionSet.position),
				asc(setSubmission.number),
				asc(question.position)
			);
		const marks = await db()
			.select({ setId: question.setId, question: question.key, mark: answerMark })
			.from(answerMark)
			.innerJoin(
				question,
				and(eq(question.courseId, answerMark.courseId), eq(question.id, answerMark.questionId))
			)
			.where(and(eq(answerMark.courseId, courseId), eq(answerMark.enrolmentId, enrolmentId)))
			.orderBy(asc(question.position));
		const bodies = await bodiesOf(courseId, [
			...answers.map(({ answer: a }) => ({ questionId: a.questionId, version: a.questionVersion })),
			...handedIn.map(({ submittedAnswer: a }) => ({
				questionId: a.questionId,
				version: a.questionVersion
			}))
		]);
		const titles = await titlesByModule(courseId);
		const asOwn = (
			key: string,
			moduleId: string,
			given: { questionId: string; questionVersion: number; value: AnswerValue; lang: 'en' | 'ur' }
		): OwnAnswer => {
			const { questionId, questionVersion: version, value, lang } = given;
			const body = bodies.get(versionKey({ questionId, version }));
			return {
				question: key,
				kind: body?.kind ?? 'long',
				prompt: body?.prompt ?? {},
				value,
				chosen: body ? chosenIn(body, value, titles.get(moduleId) ?? new Map()) : [],
				lang
			};
		};

		const sets = new Map<string, QuestionsMine['sets'][number]>();
		const setOf = (row: {
			setId: string;
			module: LocalText;
			title: LocalText;
			releasedAt: Date | null;
		}) => {
			let here = sets.get(row.setId);
			if (!here) {
				const released = row.releasedAt !== null;
				const own = marks.filter((mark) => mark.setId === row.setId);
				here = {
					module: row.module,
					title: row.title,
					answers: [],
					submissions: [],
					marks: released
						? own.map(({ question: key, mark }) => ({
								question: key,
								points: mark.points,
								comment: mark.comment,
								at: mark.markedAt
							}))
						: null
				};
				sets.set(row.setId, here);
			}
			return here;
		};
		for (const row of answers) {
			const { savedAt, version, shownAs } = row.answer;
			setOf(row).answers.push({
				...asOwn(row.key, row.moduleId, row.answer),
				savedAt,
				version,
				shownAs
			});
		}
		for (const row of handedIn) {
			const { submissions } = setOf(row);
			const { number, receipt, submittedAt, lateMinutes } = row.submission;
			let here = submissions.find((one) => one.number === number);
			if (!here) {
				here = {
					number,
					receipt,
					submittedAt,
					lateMinutes,
					latenessWaived: row.submission.lateWaivedBy !== null,
					reopened: row.submission.reopenedAt !== null,
					answers: []
				};
				submissions.push(here);
			}
			here.answers.push({
				...asOwn(row.key, row.moduleId, row.submittedAnswer),
				machinePoints: row.releasedAt ? row.submittedAnswer.machinePoints : null
			});
		}
		return { sets: [...sets.values()], marked: await markedBy(courseId, userId) };
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		if (keepsWork) await keepAsHandedIn(tx, courseId, enrolmentId);
		else {
			const submissions = tx
				.select({ id: setSubmission.id })
				.from(setSubmission)
				.where(
					and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId))
				);
			await tx
				.delete(submittedAnswer)
				.where(
					and(
						eq(submittedAnswer.courseId, courseId),
						inArray(submittedAnswer.submissionId, submissions)
					)
				);
			for (const table of [answerMarkHistory, answerMark, setSubmission, answer])
				await tx
					.delete(table)
					.where(and(eq(table.courseId, courseId), eq(table.enrolmentId, enrolmentId)));
		}
		await unsign(tx, place, setSubmission, ['lateWaivedBy', 'reopenedBy']);
		await unsign(tx, place, answerMark, ['markedBy']);
		await unsign(tx, place, answerMarkHistory, ['markedBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [answerMarkHistory, answerMark, submittedAnswer]);
		await emptyTables(tx, courseId, [setSubmission, answer]);
		if (extent === 'all') await emptyTables(tx, courseId, [questionVersion, question, questionSet]);
	}
};

/** Every answer as it was last handed in, by the pseudonym; what never was goes. */
async function keepAsHandedIn(
	tx: Transaction,
	courseId: string,
	enrolmentId: string
): Promise<void> {
	const rows = await tx
		.select({
			questionId: submittedAnswer.questionId,
			questionVersion: submittedAnswer.questionVersion,
			value: submittedAnswer.value,
			lang: submittedAnswer.lang
		})
		.from(submittedAnswer)
		.innerJoin(
			setSubmission,
			and(
				eq(setSubmission.courseId, submittedAnswer.courseId),
				eq(setSubmission.id, submittedAnswer.submissionId)
			)
		)
		.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId)))
		.orderBy(desc(setSubmission.number));
	const own = and(eq(answer.courseId, courseId), eq(answer.enrolmentId, enrolmentId));
	const working = await tx.select({ questionId: answer.questionId }).from(answer).where(own);
	// Written in a class that shows names, it stood under the name until now.
	const [place] = await tx
		.select({ shownAs: enrolment.pseudonym })
		.from(enrolment)
		.where(and(eq(enrolment.courseId, courseId), eq(enrolment.id, enrolmentId)));
	for (const { questionId } of working) {
		const last = rows.find((row) => row.questionId === questionId);
		const one = and(own, eq(answer.questionId, questionId));
		if (!last) await tx.delete(answer).where(one);
		else {
			const { questionVersion, value, lang } = last;
			await tx
				.update(answer)
				.set({ ...place, questionVersion, value, lang, deviceAt: null })
				.where(one);
		}
	}
	await tx
		.update(setSubmission)
		.set({ deviceAt: null })
		.where(and(eq(setSubmission.courseId, courseId), eq(setSubmission.enrolmentId, enrolmentId)));
}

/** Of each module what its readings are called, by the keys that passages name. */
async function titlesByModule(courseId: string): Promise<Map<string, Map<string, LocalText>>> {
	const titles = await titlesIn(courseId);
	const readings = await db()
		.select({ id: reading.id, moduleId: reading.moduleId, key: reading.key })
		.from(reading)
		.where(eq(reading.courseId, courseId));
	const modules = new Map<string, Map<string, LocalText>>();
	for (const { id, moduleId, key } of readings) {
		const here = modules.get(moduleId) ?? new Map<string, LocalText>();
		modules.set(moduleId, here.set(key, titles.get(id) ?? {}));
	}
	return modules;
}

async function markedBy(courseId: string, userId: string): Promise<QuestionsMine['marked']> {
	return db()
		.select({
			module: courseModule.title,
			question: question.key,
			points: answerMarkHistory.points,
			comment: answerMarkHistory.comment,
			at: answerMarkHistory.markedAt
		})
		.from(answerMarkHistory)
		.innerJoin(
			question,
			and(
				eq(question.courseId, answerMarkHistory.courseId),
				eq(question.id, answerMarkHistory.questionId)
			)
		)
		.innerJoin(
			questionSet,
			and(eq(questionSet.courseId, question.courseId), eq(questionSet.id, question.setId))
		)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, questionSet.courseId),
				eq(courseModule.id, questionSet.moduleId)
			)
		)
		.where(and(eq(answerMarkHistory.courseId, courseId), eq(answerMarkHistory.markedBy, userId)))
		.orderBy(asc(answerMarkHistory.markedAt));
}
