/*
 * What scripts add to a form whose rows come and go: the page stays where it is, and the focus goes
 * to the row that was added or moved.
 */
import { tick } from 'svelte';
import type { SubmitFunction } from '@sveltejs/kit';
import type { FormState } from './form';
import { rowAfter, rowChange } from './rows';

/** For `use:enhance`: what was typed stays in the fields, whatever the answer is. */
export const keepTyped: SubmitFunction = ({ submitter }) => {
	const wanted =
		submitter instanceof HTMLButtonElement && submitter.name === rowChange ? submitter.value : null;
	return async ({ result, update }) => {
		await update({ reset: false, invalidateAll: wanted === null });
		if (wanted === null || result.type !== 'success') return;
		await tick();
		const form = result.data?.form as FormState | undefined;
		const row = form && rowAfter(wanted, form.values);
		if (row)
			document
				.querySelector<HTMLElement>(`[name^="${row}."]:not([type='hidden']):not([name$='.row'])`)
				?.focus();
	};
};
