/* What the forms may contain by which staff make and change groups, and by which students say a side. */
import { z } from 'zod';
import { choice, id, line, rowKey, tick, wholeNumber } from '$lib/forms/fields.schema.server';
import { leastSize, longestGroupName, mostSize, preferences } from './groups';

const noneIsNull = (given: string) => (given === '' || given === 'none' ? null : given);

export const makeSchema = z.object({
	size: wholeNumber({ least: leastSize, most: mostSize }),
	bySection: tick(),
	mixed: tick(),
	sure: tick(),
	stamp: line({ most: 40 })
});

export const moveSchema = z.object({
	person: id(),
	/** Where the page showed them; empty: without a group. */
	from: rowKey().transform(noneIsNull),
	/** `none` takes them out. */
	to: id().transform(noneIsNull)
});

const name = line({ most: longestGroupName, least: 0 });
export const addSchema = z.object({ name });
export const renameSchema = z.object({ group: id(), name });
export const retireSchema = z.object({ group: id() });
export const askSchema = z.object({ asks: choice(['yes', 'no']) });
export const preferSchema = z.object({ side: choice(preferences) });
export const emptySchema = z.object({});
