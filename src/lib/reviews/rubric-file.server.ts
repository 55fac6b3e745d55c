/*
 * A rubric as a file to take along and to bring back in: plain JSON that says what it is. Whatever is
 * something else is refused with the place at which it is.
 */
import { hasLostCharacters } from '$lib/forms/words';
import type { RubricBody } from './review';
import {
	rubricEnvelope,
	rubricFormat,
	rubricFormatVersion,
	rubricInFile
} from './rubric.schema.server';

/** Bytes; the largest rubric that can be written has a fifth of it. */
export const largestRubricFile = 200_000;

export type RubricFileFault =
	| { reason: 'empty' | 'too-large' | 'not-json' | 'foreign' | 'newer' }
	/** `criteria/0/levels/2/points` */
	| { reason: 'shape'; place: string }
	| { reason: 'fault'; place: string; message: string };
export type RubricRead = { ok: true; body: RubricBody } | ({ ok: false } & RubricFileFault);

/** Where it came from stays here. */
export function writeRubric({ origin: _origin, ...rubric }: RubricBody): string {
	return `${JSON.stringify({ format: rubricFormat, version: rubricFormatVersion, rubric }, null, '\t')}\n`;
}

export async function readRubricFile(file: File | undefined): Promise<RubricRead> {
	if (!file || file.size === 0) return { ok: false, reason: 'empty' };
	if (file.size > largestRubricFile) return { ok: false, reason: 'too-large' };
	try {
		const decoder = new TextDecoder('utf-8', { fatal: true });
		return readRubric(decoder.decode(await file.arrayBuffer()));
	} catch {
		return { ok: false, reason: 'not-json' };
	}
}

export function readRubric(text: string): RubricRead {
	if (text.length > largestRubricFile) return { ok: false, reason: 'too-large' };
	if (text.trim() === '') return { ok: false, reason: 'empty' };
	let json: unknown;
	try {
		if (hasLostCharacters(text)) return { ok: false, reason: 'not-json' };
		json = JSON.parse(text);
	} catch {
		return { ok: false, reason: 'not-json' };
	}
	const outer = rubricEnvelope.safeParse(json);
	if (!outer.success) return { ok: false, reason: 'foreign' };
	if (outer.data.version !== rubricFormatVersion) return { ok: false, reason: 'newer' };
	const read = rubricInFile.safeParse(outer.data.rubric);
	if (read.success) return { ok: true, body: read.data };
	const [issue] = read.error.issues;
	const place = issue?.path.map(String).join('/') ?? '';
	return issue?.code === 'custom'
		? { ok: false, reason: 'fault', place, message: issue.message }
		: { ok: false, reason: 'shape', place };
}
