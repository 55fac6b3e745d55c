import { uuidv7 } from 'uuidv7';

/** A new identifier: UUIDv7 text, so that ids made later sort later. */
export function newId(): string {
	return uuidv7();
}
