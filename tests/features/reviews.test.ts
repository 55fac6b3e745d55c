import { and, eq } from 'drizzle-orm';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Actor } from '$lib/access/actor';
import { changeTerms, taskSettingsFor } from '$lib/positions/assigning.server';
import { savePosition } from '$lib/positions/drafting.server';
import { positionFor } from '$lib/positions/positions.server';
import { feedbackFor } from '$lib/reviews/feedback.server';
import { ownGradesFor } from '$lib/gradebook/own-grades.server';
import { markReady, openFor, returnSheet, saveSheet } from '$lib/reviews/marking.server';
import { release } from '$lib/reviews/releasing.server';
import { queueFilter } from '$lib/reviews/queue';
import { neighboursFor, queueFor } from '$lib/reviews/queue.server';
import { shapeFor, sheetFor } from '$lib/reviews/sheet.server';
import { db } from '$lib/server/db/client';
import {
	grade,
	gradeHistory,
	notice,
	position,
	review,
	reviewHistory
} from '$lib/server/db/schema';
import { anAssistant, anObserver, aSection, aStudent, seeingAsStudent } from '../support/builders';
import { testDatabase } from '../support/database';
import { aClass, aWriter, body, everyLevel, submit, written, type Class } from '../support/writers';

testDatabase();

const now = new Date('2026-11-02T05:00:00Z');
const minutes = (n: number) => new Date(now.getTime() + n * 60_000);
const slug = 'hard-state-soft-state';
const is404 = { status: 404 };
const is403 = { status: 403 };
const all = queueFilter(new URLSearchParams());
const only = (query: string) => queueFilter(new URLSearchParams(query));

async function sheetOf(course: Class, positionId: string, number = 1) {
	const [row] = await db()
		.select()
		.from(review)
		.where(
			and(
				eq(review.courseId, course.courseId),
				eq(review.positionId, positionId),
				eq(review.positionNumber, number)
			)
		);
	return row;
}

describe('the life of a review', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('goes from submitted to marked, ready, released, and then to the student', async () => {
		const { student, id } = await aWriter(course);
		expect((await queueFor(course.assistant, slug, all, 1, now)).counts).toMatchObject({
			unmarked: 1
		});

		const begun = await saveSheet(
			course.assistant,
			written(id, { levels: { R1: 3 }, comments: {}, overall: '' }),
			minutes(1)
		);
		expect(begun).toMatchObject({ ok: true, version: 1, state: 'marking' });
		const whole = await saveSheet(course.assistant, written(id, { version: 1 }), minutes(2));
		expect(whole).toMatchObject({ ok: true, version: 2, state: 'marked' });
		const ready = await markReady(course.assistant, written(id, { version: 2 }), minutes(3));
		expect(ready).toMatchObject({ ok: true, version: 3, state: 'ready' });

		expect(await feedbackFor(student, slug)).toEqual([]);
		expect(await release(course.instructor, slug, [id], minutes(4))).toEqual({
			released: 1,
			already: 0,
			notReady: 0,
			unsettled: 0
		});

		const [seen] = await feedbackFor(student, slug);
		expect(seen).toMatchObject({
			number: 1,
			at: minutes(4),
			comments: { thesis: 'Which courts?' },
			overall: 'Sound work.',
			marks: { points: 17, most: 24 }
		});
		expect(seen?.marks?.criteria[0]?.level).toMatchObject({ points: 3 });
		const grades = (await ownGradesFor(student)).modules[0]?.grades ?? [];
		expect(grades.find((g) => g.kind === 'position')).toMatchObject({
			points: 17,
			most: 24,
			path: `/modules/${slug}/position`,
			releasedAt: minutes(4)
		});
		expect(grades.filter((g) => g.kind === 'set').every((g) => g.points === null)).toBe(true);
	});

	it('keeps a row of history for every change, and tells the student once', async () => {
		const { student, id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		await release(course.instructor, slug, [id], minutes(1));
		expect(await release(course.instructor, slug, [id], minutes(2))).toEqual({
			released: 0,
			already: 1,
			notReady: 0,
			unsettled: 0
		});
		const sheet = await sheetOf(course, id);
		const history = await db()
			.select()
			.from(reviewHistory)
			.where(
				and(
					eq(reviewHistory.courseId, course.courseId),
					eq(reviewHistory.reviewId, sheet?.id ?? '')
				)
			);
		expect(history.map((h) => h.state).sort()).toEqual(['marked', 'ready', 'released']);
		const enrolmentId = student.membership?.enrolmentId ?? '';
		const notices = await db()
			.select()
			.from(notice)
			.where(and(eq(notice.courseId, course.courseId), eq(notice.enrolmentId, enrolmentId)));
		expect(notices).toMatchObject([{ kind: 'position.released', payload: { module: slug } }]);
		const kept = await db()
			.select()
			.from(gradeHistory)
			.where(
				and(eq(gradeHistory.courseId, course.courseId), eq(gradeHistory.enrolmentId, enrolmentId))
			);
		expect(kept).toMatchObject([{ points: 17, state: 'released' }]);
	});

	it('is ready only when every criterion is judged, and keeps what was written until then', async () => {
		const { id } = await aWriter(course);
		const levels = { R1: 3, R2: 3 };
		expect(await markReady(course.assistant, written(id, { levels }), now)).toEqual({
			ok: false,
			reason: 'incomplete',
			version: 1,
			missing: ['R3', 'R4', 'R5', 'R6']
		});
		expect(await sheetOf(course, id)).toMatchObject({ state: 'marking', levels });
	});

	it('takes “ready” back when somebody changes the sheet', async () => {
		const { id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		const changed = await saveSheet(
			course.instructor,
			written(id, { version: 2, overall: 'Better than I thought.' }),
			now
		);
		expect(changed).toMatchObject({ ok: true, state: 'marked' });
		expect(await release(course.instructor, slug, [id], now)).toMatchObject({ notReady: 1 });
	});

	it('leaves out criteria, points and parts that do not exist', async () => {
		const { id } = await aWriter(course);
		const forged = {
			levels: { ...everyLevel, R1: 99, X: 4 },
			comments: { thesis: 'a', 'reason:none': 'b' }
		};
		expect(await saveSheet(course.assistant, written(id, forged), now)).toMatchObject({
			state: 'marking'
		});
		const { R1: _left, ...levels } = everyLevel;
		expect(await sheetOf(course, id)).toMatchObject({ levels, comments: { thesis: 'a' } });
	});

	it('releases all that are ready and nothing else', async () => {
		const other = await aClass();
		const [one, two, three] = [await aWriter(other), await aWriter(other), await aWriter(other)];
		await markReady(other.assistant, written(one.id), now);
		await markReady(other.assistant, written(two.id), now);
		await saveSheet(other.assistant, written(three.id), now);
		expect((await queueFor(other.instructor, slug, all, 1, now)).ready).toBe(2);
		expect(await release(other.instructor, slug, 'all', now)).toMatchObject({ released: 2 });
		expect(await release(other.instructor, slug, 'all', now)).toMatchObject({ released: 0 });
		expect(await sheetOf(other, three.id)).toMatchObject({ state: 'marked' });
	});
});

describe('until release', () => {
	it('the student sees nothing of the sheet, in whatever state it is', async () => {
		const course = await aClass();
		const { student, id } = await aWriter(course);
		const seen = async () =>
			JSON.stringify([
				await feedbackFor(student, slug),
				await ownGradesFor(student),
				await positionFor(student, slug, now)
			]);
		const before = await seen();
		await saveSheet(course.assistant, written(id), now);
		expect(await seen()).toBe(before);
		await markReady(course.assistant, written(id, { version: 1 }), now);
		expect(await seen()).toBe(before);
		expect(before).not.toContain('Which courts?');
		await expect(queueFor(student, slug, all, 1, now)).rejects.toMatchObject(is403);
		await expect(sheetFor(student, slug, id, all, now)).rejects.toMatchObject(is403);
		await expect(saveSheet(student, written(id), now)).rejects.toMatchObject(is404);
	});

	it('a grade that waits is not shown, nor that it is there', async () => {
		const course = await aClass();
		const { student } = await aWriter(course);
		const { enrolmentId = '' } = student.membership ?? {};
		const before = await ownGradesFor(student);
		const [item] = await db().query.gradeItem.findMany({
			where: (t, { eq: is }) => is(t.courseId, course.courseId)
		});
		await db()
			.insert(grade)
			.values({
				courseId: course.courseId,
				itemId: item?.id ?? '',
				enrolmentId,
				points: 5,
				state: 'hidden',
				changedAt: now
			});
		expect(await ownGradesFor(student)).toEqual(before);
	});
});

describe('two reviewers on one position', () => {
	let course: Class;
	beforeAll(async () => {
		course = await aClass();
	});

	it('are told of each other', async () => {
		const { id } = await aWriter(course);
		expect((await sheetFor(course.assistant, slug, id, all, now)).other).toBeNull();
		expect((await sheetFor(course.instructor, slug, id, all, minutes(1))).other).toEqual({
			name: 'Assistant Asad',
			at: now
		});
		expect(await saveSheet(course.assistant, written(id), minutes(2))).toMatchObject({
			ok: true,
			other: { name: 'Teacher Tahira' }
		});
		const later = new Date(minutes(2).getTime() + openFor + 1);
		expect((await sheetFor(course.instructor, slug, id, all, later)).other).toBeNull();
	});

	it('never overwrite each other: the later save gets what the earlier one wrote', async () => {
		const { id } = await aWriter(course);
		const mine = { overall: 'Written by the assistant.' };
		const theirs = { overall: 'Written by the instructor.' };
		const both = await Promise.all([
			saveSheet(course.assistant, written(id, mine), now),
			saveSheet(course.instructor, written(id, theirs), now)
		]);
		expect(both.map((r) => r.ok).sort()).toEqual([false, true]);
		const lost = both.find((r) => !r.ok);
		const kept = await sheetOf(course, id);
		expect(lost).toMatchObject({
			reason: 'conflict',
			kept: { version: 1, overall: kept?.overall, levels: everyLevel }
		});
		const isMine = kept?.overall === mine.overall;
		const again = await saveSheet(
			isMine ? course.instructor : course.assistant,
			written(id, { version: 1, ...(isMine ? theirs : mine) }),
			minutes(1)
		);
		expect(again).toMatchObject({ ok: true, version: 2 });
		const history = await db()
			.select({ overall: reviewHistory.overall })
			.from(reviewHistory)
			.where(
				and(eq(reviewHistory.courseId, course.courseId), eq(reviewHistory.reviewId, kept?.id ?? ''))
			);
		expect(history.map((h) => h.overall).sort()).toEqual([mine.overall, theirs.overall]);
	});

	it('may send the same words twice', async () => {
		const { id } = await aWriter(course);
		await saveSheet(course.assistant, written(id), now);
		expect(await saveSheet(course.assistant, written(id), minutes(1))).toMatchObject({
			ok: true,
			version: 1,
			savedAt: now
		});
	});

	it('cannot release what was taken back at the same moment', async () => {
		const { id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		const [saved, released] = await Promise.all([
			saveSheet(course.assistant, written(id, { version: 2, overall: 'Wait.' }), now),
			release(course.instructor, slug, [id], now)
		]);
		const sheet = await sheetOf(course, id);
		if (saved.ok) {
			expect(sheet).toMatchObject({ state: 'marked', overall: 'Wait.' });
			expect(released).toMatchObject({ released: 0, notReady: 1 });
		} else {
			expect(saved.reason).toBe('released');
			expect(sheet).toMatchObject({ state: 'released', overall: 'Sound work.' });
			expect(released.released).toBe(1);
		}
	});
});

describe('a released sheet', () => {
	it('cannot be saved, declared ready or returned any more', async () => {
		const course = await aClass();
		const { student, id } = await aWriter(course);
		await markReady(course.assistant, written(id), now);
		await release(course.instructor, slug, [id], now);
		const kept = await sheetOf(course, id);
		const change = written(id, { version: kept?.version ?? 0, overall: 'Quietly changed.' });
		for (const act of [saveSheet, markReady, returnSheet])
			expect(await act(course.instructor, change, minutes(1))).toMatchObject({
				ok: false,
				reason: 'released',
				kept: { overall: 'Sound work.' }
			});
		expect(await sheetOf(course, id)).toEqual(kept);
		expect((await positionFor(student, slug, now)).own?.state).toBe('submitted');
	});
});

describe('returning for revision', () => {
	let course: Class;
	let writer: { student: Actor; id: string };
	beforeAll(async () => {
		course = await aClass();
		writer = await aWriter(course);
	});

	it('needs a comment', async () => {
		const silent = written(writer.id, { comments: {}, overall: ' ' });
		expect(await returnSheet(course.assistant, silent, now)).toMatchObject({
			ok: false,
			reason: 'no-comment',
			version: 1
		});
		expect((await positionFor(writer.student, slug, now)).own?.state).toBe('submitted');
	});

	it('shows the student the comments, not the levels, and tells them', async () => {
		const { student, id } = writer;
		const returned = await returnSheet(course.assistant, written(id, { version: 1 }), minutes(5));
		expect(returned).toMatchObject({ ok: true });
		expect((await positionFor(student, slug, now)).own?.state).toBe('returned');
		expect(await feedbackFor(student, slug)).toEqual([
			{
				number: 1,
				at: minutes(5),
				comments: written(id).comments,
				overall: 'Sound work.',
				pins: [],
				marks: null
			}
		]);
		const notices = await db()
			.select({ kind: notice.kind })
			.from(notice)
			.where(
				and(
					eq(notice.courseId, course.courseId),
					eq(notice.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		expect(notices).toEqual([{ kind: 'position.returned' }]);
		const queue = await queueFor(course.assistant, slug, only('state=returned'), 1, now);
		expect(queue.positions.map((p) => p.id)).toEqual([id]);
		expect(await release(course.instructor, slug, 'all', now)).toMatchObject({ released: 0 });
	});

	it('is final: the comments the student sees do not change', async () => {
		const changed = written(writer.id, { version: 3, overall: 'Something else.' });
		expect(await saveSheet(course.instructor, changed, now)).toMatchObject({
			ok: false,
			reason: 'returned',
			kept: { overall: 'Sound work.' }
		});
		expect(await returnSheet(course.instructor, written(writer.id), now)).toMatchObject({
			reason: 'returned'
		});
	});

	it('brings a fresh sheet with the next version, and the earlier one beside it', async () => {
		const { student, id } = writer;
		await submit(student, minutes(60), 'District courts first.');
		const page = await sheetFor(course.instructor, slug, id, all, minutes(61));
		expect(page).toMatchObject({
			version: { number: 2 },
			sheet: { version: 0, state: 'unmarked', levels: {}, comments: {}, overall: '' },
			earlier: { number: 1, sheet: { levels: everyLevel, overall: 'Sound work.' } },
			isFinal: false
		});
		expect(page.changes?.[0]).toMatchObject({ part: 'thesis', change: 'changed' });
		expect(await saveSheet(course.instructor, written(id, { version: 2 }), now)).toMatchObject({
			ok: false,
			reason: 'replaced'
		});
		await markReady(course.assistant, written(id, { number: 2, overall: 'Now it holds.' }), now);
		await release(course.instructor, slug, 'all', minutes(70));
		const feedback = await feedbackFor(student, slug);
		expect(feedback.map((f) => [f.number, f.marks?.points ?? null])).toEqual([
			[2, 17],
			[1, null]
		]);
	});

	it('leaves a whole sheet releasable when no revision comes', async () => {
		const { student, id } = await aWriter(course);
		const returned = await returnSheet(course.assistant, written(id), now);
		if (!returned.ok) throw new Error(returned.reason);
		const same = written(id, { version: returned.version });
		expect(await markReady(course.instructor, same, now)).toMatchObject({ state: 'ready' });
		await release(course.instructor, slug, [id], now);
		expect((await feedbackFor(student, slug))[0]?.marks?.points).toBe(17);
	});
});

describe('who may', () => {
	let course: Class;
	let writer: { student: Actor; id: string };
	beforeAll(async () => {
		course = await aClass();
		writer = await aWriter(course);
		await markReady(course.assistant, written(writer.id), now);
	});

	it('release: the instructor, not the assistant', async () => {
		await expect(release(course.assistant, slug, [writer.id], now)).rejects.toMatchObject(is403);
		await expect(release(course.assistant, slug, 'all', now)).rejects.toMatchObject(is403);
		expect((await queueFor(course.assistant, slug, all, 1, now)).mayRelease).toBe(false);
		expect((await queueFor(course.instructor, slug, all, 1, now)).mayRelease).toBe(true);
	});

	it('read the queue: no observer, no student, nobody who looks as a student', async () => {
		const viewer = seeingAsStudent(course.instructor);
		for (const actor of [await anObserver(course), writer.student, viewer]) {
			await expect(queueFor(actor, slug, all, 1, now)).rejects.toMatchObject(is403);
			await expect(sheetFor(actor, slug, writer.id, all, now)).rejects.toMatchObject(is403);
			await expect(release(actor, slug, 'all', now)).rejects.toMatchObject(is403);
		}
		await expect(saveSheet(viewer, written(writer.id), now)).rejects.toMatchObject(is404);
	});

	it('mark in a section: only what the assistant of that section may see', async () => {
		const [a, b] = [await aSection(course, 'A'), await aSection(course, 'B')];
		const [inA, inB] = [
			await aWriter(course, { sectionId: a }),
			await aWriter(course, { sectionId: b })
		];
		const limited = await anAssistant(course, { sectionId: a, ownSectionOnly: true });
		const queue = await queueFor(limited, slug, all, 1, now);
		expect(queue.positions.map((p) => p.id)).toEqual([inA.id]);
		expect(queue.sections.map((s) => s.id)).toEqual([a]);
		expect(await saveSheet(limited, written(inA.id), now)).toMatchObject({ ok: true });
		for (const id of [inB.id, writer.id]) {
			await expect(sheetFor(limited, slug, id, all, now)).rejects.toMatchObject(is404);
			await expect(shapeFor(limited, slug, id)).rejects.toMatchObject(is404);
			await expect(saveSheet(limited, written(id), now)).rejects.toMatchObject(is404);
			await expect(markReady(limited, written(id), now)).rejects.toMatchObject(is404);
			await expect(returnSheet(limited, written(id), now)).rejects.toMatchObject(is404);
		}
	});

	it('nobody from another course, and nothing by forged ids', async () => {
		const other = await aClass();
		for (const id of [writer.id, 'no-such-position']) {
			await expect(sheetFor(other.instructor, slug, id, all, now)).rejects.toMatchObject(is404);
			await expect(saveSheet(other.instructor, written(id), now)).rejects.toMatchObject(is404);
			await expect(returnSheet(other.instructor, written(id), now)).rejects.toMatchObject(is404);
			await expect(release(other.instructor, slug, [id], now)).rejects.toMatchObject(is404);
		}
		await expect(queueFor(other.instructor, 'no-module', all, 1, now)).rejects.toMatchObject(is404);
		await expect(
			saveSheet(course.instructor, written(writer.id, { number: 7 }), now)
		).rejects.toMatchObject(is404);
		expect((await queueFor(other.instructor, slug, all, 1, now)).positions).toEqual([]);
	});

	it('a draft is not in the queue', async () => {
		const student = await aStudent(course);
		await savePosition(student, slug, { version: 0, side: 'for', body }, 'en', now);
		const [draft] = await db()
			.select({ id: position.id })
			.from(position)
			.where(
				and(
					eq(position.courseId, course.courseId),
					eq(position.enrolmentId, student.membership?.enrolmentId ?? '')
				)
			);
		const id = draft?.id ?? '';
		await expect(sheetFor(course.instructor, slug, id, all, now)).rejects.toMatchObject(is404);
		await expect(saveSheet(course.instructor, written(id), now)).rejects.toMatchObject(is404);
		await expect(release(course.instructor, slug, [id], now)).rejects.toMatchObject(is404);
	});
});

describe('the queue', () => {
	let course: Class;
	const writers: { student: Actor; id: string }[] = [];
	beforeAll(async () => {
		course = await aClass();
		const { terms } = await taskSettingsFor(course.instructor, slug);
		await changeTerms(
			course.instructor,
			slug,
			{ ...terms, dueAt: minutes(25), closesAt: null },
			now
		);
		for (const at of [10, 20, 30]) writers.push(await aWriter(course, {}, minutes(at)));
	});

	it('stands in the order of submission, by numbers that stay', async () => {
		const [one, two, three] = writers;
		const queue = await queueFor(course.instructor, slug, all, 1, now);
		expect(queue.positions.map((p) => [p.id, p.place])).toEqual([
			[one?.id, 1],
			[two?.id, 2],
			[three?.id, 3]
		]);
		await returnSheet(course.assistant, written(one?.id ?? ''), minutes(31));
		if (one) await submit(one.student, minutes(40), 'Another thesis.');
		const after = await queueFor(course.instructor, slug, all, 1, now);
		expect(after.positions.map((p) => [p.id, p.place, p.version])).toEqual([
			[two?.id, 2, 1],
			[three?.id, 3, 1],
			[one?.id, 1, 2]
		]);
	});

	it('filters by late and mine, and counts each tab', async () => {
		const [, two, three] = writers;
		await saveSheet(course.assistant, written(two?.id ?? ''), minutes(41));
		const late = await queueFor(course.assistant, slug, only('late=on'), 1, now);
		expect(late.positions.map((p) => p.id)).toEqual([three?.id]);
		expect(late.counts).toMatchObject({ all: 1, unmarked: 1, marking: 0 });
		const mine = await queueFor(course.assistant, slug, only('mine=on'), 1, now);
		expect(mine.positions.map((p) => p.id)).toEqual([two?.id]);
		expect(mine.positions[0]).toMatchObject({ markedBy: 'Assistant Asad', standing: 'marked' });
		expect((await queueFor(course.instructor, slug, only('mine=on'), 1, now)).positions).toEqual(
			[]
		);
	});

	it('knows the neighbours within a filter, also of what has just left it', async () => {
		const [one, two, three] = writers;
		const unmarked = only('state=unmarked');
		expect(await neighboursFor(course.instructor, slug, two?.id ?? '', unmarked, now)).toEqual({
			previous: null,
			next: three?.id,
			at: null,
			of: 2
		});
		expect(await neighboursFor(course.assistant, slug, three?.id ?? '', all, now)).toEqual({
			previous: two?.id,
			next: one?.id,
			at: 2,
			of: 3
		});
	});
});

describe('while marking', () => {
	it('nothing says who wrote a position or on which side, until it is released', async () => {
		const course = await aClass();
		const { student, id } = await aWriter(course, { name: 'Writer Wajiha' });
		const { enrolmentId = '', pseudonym } = student.membership ?? {};
		const secrets = [
			'Writer Wajiha',
			pseudonym?.en ?? '',
			pseudonym?.ur ?? '',
			enrolmentId,
			student.person?.id ?? '',
			student.person?.email ?? ''
		];
		const loaded = async () =>
			JSON.stringify([
				await queueFor(course.assistant, slug, all, 1, now),
				await sheetFor(course.assistant, slug, id, all, now),
				await shapeFor(course.assistant, slug, id),
				await neighboursFor(course.assistant, slug, id, all, now)
			]);
		for (const secret of secrets) expect(secret).not.toBe('');
		const atFirst = await loaded();
		await markReady(course.assistant, written(id), now);
		const whenReady = await loaded();
		for (const secret of secrets) {
			expect(atFirst).not.toContain(secret);
			expect(whenReady).not.toContain(secret);
		}
		expect(whenReady).not.toMatch(/"side":[^n]/);

		await release(course.instructor, slug, [id], now);
		const page = await sheetFor(course.assistant, slug, id, all, now);
		expect(page).toMatchObject({
			hidesNames: false,
			writer: { name: 'Writer Wajiha' },
			side: { side: 'against', origin: 'own' }
		});
	});

	it('shows names where the task says so', async () => {
		const course = await aClass();
		const { id } = await aWriter(course, { name: 'Writer Wajiha' });
		const { terms } = await taskSettingsFor(course.instructor, slug);
		await changeTerms(course.instructor, slug, { ...terms, hideWhileMarking: false }, now);
		expect((await sheetFor(course.assistant, slug, id, all, now)).writer?.name).toBe(
			'Writer Wajiha'
		);
	});

	it('has the paragraph of every citation, with the cited words in it', async () => {
		const course = await aClass();
		const { id } = await aWriter(course);
		const page = await sheetFor(course.assistant, slug, id, all, now);
		expect(page.version.citations).toHaveLength(2);
		for (const cited of page.version.citations) {
			const context = page.context[cited.id];
			expect(context?.exact).toBe(cited.exact);
			expect(context?.after).not.toBe('');
		}
	});
});
