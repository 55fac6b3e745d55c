import type { SubmitFunction } from '@sveltejs/kit';

/** For `use:enhance`: what was typed stays in the fields, and then others' news is looked for. */
export function doing(done: () => void): SubmitFunction {
	return () =>
		async ({ update }) => {
			await update({ reset: false });
			done();
		};
}
