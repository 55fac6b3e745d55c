/*
 * Parts of a debate's page that many debates do without: what groups do together, and writing. Their
 * scripts come along only where they are needed, before the page is drawn.
 */
import type GroupPart from '../groups/GroupPart.svelte';
import { hasParts } from '../groups/part';
import type { Rules } from '../debate';
import type WrittenDebate from '../written/WrittenDebate.svelte';

export interface PartsHere {
	GroupPart: typeof GroupPart | null;
	WrittenDebate: typeof WrittenDebate | null;
}

export async function partsFor({ format }: Rules, isWritten: boolean): Promise<PartsHere> {
	const [group, written] = await Promise.all([
		hasParts(format) ? import('../groups/GroupPart.svelte') : null,
		isWritten ? import('../written/WrittenDebate.svelte') : null
	]);
	return { GroupPart: group?.default ?? null, WrittenDebate: written?.default ?? null };
}
