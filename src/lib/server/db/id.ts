import { randomBytes } from 'node:crypto';
import { uuidv7 } from 'uuidv7';

/** A new identifier: UUIDv7 text, so that ids made later sort later. */
export function newId(): string {
	return uuidv7();
}

/** What outsiders know a row by: unlike its id it tells nothing of when it was made. */
export function newRef(): string {
	return randomBytes(12).toString('hex');
}
