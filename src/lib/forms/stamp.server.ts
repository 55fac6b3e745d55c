/*
 * What tells a form whether somebody else saved in between, where a row carries no version of its
 * own: a short sign of everything that the form shows. A save names the one it was built on.
 */
import { createHash } from 'node:crypto';

export function stampOf(shown: unknown): string {
	return createHash('sha256').update(JSON.stringify(shown)).digest('hex').slice(0, 16);
}
