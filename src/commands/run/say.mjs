/*
 * What the commands say while they work, and how they give up: one sentence, no stack.
 */

/** A failure that one sentence explains; anything else is a fault of ours and keeps its stack. */
export class Stop extends Error {}

/** @param {string} text */
export function say(text) {
	console.log(`› ${text}`);
}

/** @param {string} text */
export function heading(text) {
	console.log(`\n━━ ${text} ${'━'.repeat(Math.max(2, 72 - text.length))}`);
}

/** @param {number} since milliseconds of `performance.now()` */
export function seconds(since) {
	return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

/**
 * @param {number} port
 * @param {string} command
 */
export function portTaken(port, command) {
	return `Port ${port} is taken by another program. Choose another one: PORT=${port + 1} ${command}`;
}
