/*
 * Before every test file: an unexpected `console.error` fails the test that caused it.
 */
import { afterEach, beforeEach, expect, vi } from 'vitest';

let errors: unknown[][] = [];

beforeEach(() => {
	errors = [];
	vi.spyOn(console, 'error').mockImplementation((...words: unknown[]) => {
		errors.push(words);
	});
});

afterEach(() => {
	vi.restoreAllMocks();
	if (errors.length > 0) expect.fail(`console.error was called: ${errors.map(String).join('\n')}`);
});
