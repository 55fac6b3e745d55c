/* Which pages of a module a student saves for a bad line: those of the own path and what lies beside it. Pure. */
import type { DocumentKey } from '$lib/modules/module';
import { isTodo, pathTo, stages, type PathStage, type Step } from './path';

/** Addresses, the path itself first. */
export function pagesToSave(
	base: string,
	path: Record<PathStage, Step[]>,
	documents: readonly DocumentKey[]
): string[] {
	// A debate goes on while the copy stands still.
	const steps = stages.filter((stage) => stage !== 'debate').flatMap((stage) => path[stage]);
	const pages = steps.flatMap((step) => {
		const page = pathTo(step);
		return step.kind === 'questions' && isTodo(step) ? [page, `${page}/submit`] : [page];
	});
	const beside = ['/readings', '/questions', '/glossary', '/timeline'];
	const cases = documents.includes('cases') ? ['/cases'] : [];
	return [...new Set(['', ...pages, ...beside, ...cases])].map((page) => base + page);
}
