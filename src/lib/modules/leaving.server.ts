/*
 * What a module keeps of its people: grades with their history, later dates that were granted, the
 * group they read in and which side they would rather argue.
 */
import { and, asc, eq, like, or } from 'drizzle-orm';
import { emptyTables, unsign, type Leaving } from '$lib/accounts/leaving.server';
import type { LocalText } from '$lib/i18n/local-text';
import { db } from '$lib/server/db/client';
import {
	accommodation,
	gradebookPlan,
	latePolicy,
	courseModule,
	extension,
	glossaryEntry,
	grade,
	gradeHistory,
	gradeItem,
	groupMember,
	moduleDocument,
	motion,
	readingGroup,
	sidePreference,
	timelineEntry
} from '$lib/server/db/schema';
import type { Preference } from './groups';
import type { GradeKind } from './grades.server';
import { nameOfGroup } from './groups-words';

export interface ModulesMine {
	/** Released ones alone, each as it stood from one release or correction to the next. */
	grades: {
		module: LocalText;
		title: LocalText;
		kind: GradeKind;
		most: number;
		history: { points: number | null; at: Date }[];
	}[];
	extensions: { about: 'set' | 'position'; dueAt: Date | null; closesAt: Date | null; at: Date }[];
	groups: { module: LocalText; group: string; since: Date }[];
	preferences: { module: LocalText; side: Preference; at: Date }[];
}

/** Figures of the class, and how its groups were made. */
const ofPeople = or(
	eq(moduleDocument.key, 'groups'),
	like(moduleDocument.key, 'heat:%'),
	like(moduleDocument.key, 'figures:%')
);

export const modulesLeaving: Leaving<ModulesMine> = {
	people: [gradeHistory, grade, extension, accommodation, groupMember, sidePreference],
	content: [
		readingGroup,
		gradebookPlan,
		latePolicy,
		gradeItem,
		motion,
		timelineEntry,
		glossaryEntry,
		moduleDocument,
		courseModule
	],

	async mine({ courseId, enrolmentId }) {
		const rows = await db()
			.select({
				item: gradeItem.id,
				module: courseModule.title,
				title: gradeItem.title,
				kind: gradeItem.kind,
				most: gradeItem.max,
				state: grade.state,
				was: gradeHistory.state,
				points: gradeHistory.points,
				at: gradeHistory.changedAt
			})
			.from(grade)
			.innerJoin(
				gradeItem,
				and(eq(gradeItem.courseId, grade.courseId), eq(gradeItem.id, grade.itemId))
			)
			.innerJoin(
				courseModule,
				and(eq(courseModule.courseId, gradeItem.courseId), eq(courseModule.id, gradeItem.moduleId))
			)
			.innerJoin(
				gradeHistory,
				and(
					eq(gradeHistory.courseId, grade.courseId),
					eq(gradeHistory.itemId, grade.itemId),
					eq(gradeHistory.enrolmentId, grade.enrolmentId)
				)
			)
			.where(and(eq(grade.courseId, courseId), eq(grade.enrolmentId, enrolmentId)))
			.orderBy(asc(courseModule.position), asc(gradeItem.position), asc(gradeHistory.version));
		const grades = new Map<string, ModulesMine['grades'][number]>();
		for (const row of rows) {
			// As the page of grades: what is not released now is not shown, whatever it was before.
			if (row.state !== 'released' || row.was !== 'released') continue;
			const { module, title, kind, most, points, at } = row;
			const known = grades.get(row.item) ?? { module, title, kind, most, history: [] };
			known.history.push({ points, at });
			grades.set(row.item, known);
		}
		return {
			grades: [...grades.values()],
			extensions: await db()
				.select({
					about: extension.subjectKind,
					dueAt: extension.dueAt,
					closesAt: extension.closesAt,
					at: extension.grantedAt
				})
				.from(extension)
				.where(and(eq(extension.courseId, courseId), eq(extension.enrolmentId, enrolmentId)))
				.orderBy(asc(extension.grantedAt)),
			groups: await groupsOf(courseId, enrolmentId),
			preferences: await preferencesOf(courseId, enrolmentId)
		};
	},

	async erase(tx, place) {
		const { courseId, enrolmentId, keepsWork } = place;
		const always = [extension, accommodation, groupMember, sidePreference];
		const gone = keepsWork ? always : [gradeHistory, grade, ...always];
		for (const table of gone)
			await tx
				.delete(table)
				.where(and(eq(table.courseId, courseId), eq(table.enrolmentId, enrolmentId)));
		await unsign(tx, place, gradeHistory, ['changedBy']);
		await unsign(tx, place, grade, ['changedBy']);
		await unsign(tx, place, extension, ['grantedBy']);
		await unsign(tx, place, accommodation, ['grantedBy']);
		await unsign(tx, place, latePolicy, ['changedBy']);
	},

	async purge(tx, courseId, extent) {
		await emptyTables(tx, courseId, [gradeHistory, grade, extension, accommodation]);
		await emptyTables(tx, courseId, [groupMember, sidePreference, readingGroup]);
		await tx.delete(moduleDocument).where(and(eq(moduleDocument.courseId, courseId), ofPeople));
		if (extent === 'people') return;
		await emptyTables(tx, courseId, [gradebookPlan, latePolicy]);
		await emptyTables(tx, courseId, [gradeItem, motion, timelineEntry, glossaryEntry]);
		await emptyTables(tx, courseId, [moduleDocument, courseModule]);
	}
};

async function groupsOf(courseId: string, enrolmentId: string): Promise<ModulesMine['groups']> {
	const rows = await db()
		.select({
			module: courseModule.title,
			name: readingGroup.name,
			position: readingGroup.position,
			since: groupMember.joinedAt
		})
		.from(groupMember)
		.innerJoin(
			readingGroup,
			and(eq(readingGroup.courseId, groupMember.courseId), eq(readingGroup.id, groupMember.groupId))
		)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, groupMember.courseId),
				eq(courseModule.id, groupMember.moduleId)
			)
		)
		.where(and(eq(groupMember.courseId, courseId), eq(groupMember.enrolmentId, enrolmentId)))
		.orderBy(asc(courseModule.position));
	return rows.map((row) => ({ module: row.module, group: nameOfGroup(row), since: row.since }));
}

async function preferencesOf(
	courseId: string,
	enrolmentId: string
): Promise<ModulesMine['preferences']> {
	return db()
		.select({ module: courseModule.title, side: sidePreference.side, at: sidePreference.at })
		.from(sidePreference)
		.innerJoin(
			courseModule,
			and(
				eq(courseModule.courseId, sidePreference.courseId),
				eq(courseModule.id, sidePreference.moduleId)
			)
		)
		.where(and(eq(sidePreference.courseId, courseId), eq(sidePreference.enrolmentId, enrolmentId)))
		.orderBy(asc(courseModule.position));
}
