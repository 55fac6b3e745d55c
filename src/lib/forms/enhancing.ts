/*
 * What scripts add to a form whose rows come and go: the page stays where it is, and the focus goes
 * to the row that was added or moved. After a save it shows what is said about that, on top.
 */
import { tick } from 'svelte';
import { invalidateAll } from '$app/navigation';
import type { SubmitFunction } from '@sveltejs/kit';
import type { FormState } from './form';
import { rowAfter, rowChange } from './rows';

/** For `use:enhance`: what was typed stays in the fields, whatever the answer is. */
export const keepTyped: SubmitFunction = ({ submitter }) => {
	const wanted =
		submitter instanceof HTMLButtonElement && submitter.name === rowChange ? submitter.value : null;
	return async ({ result, update }) => {
		await update({ reset: false, invalidateAll: wanted === null });
		if (wanted === null) {
			// Somebody was faster: the page shows what is kept now, and the next save builds on that.
			if (result.type === 'failure' && result.status === 409) await invalidateAll();
			if (result.type === 'success' || result.type === 'failure')
				document.querySelector('main')?.scrollIntoView();
			return;
		}
		if (result.type !== 'success') return;
		await tick();
		const form = result.data?.form as FormState | undefined;
		const row = form && rowAfter(wanted, form.values);
		if (!row) return;
		const field = document.querySelector<HTMLElement>(
			`[name^="${row}."]:not([type='hidden']):not([name$='.row'])`
		);
		field?.focus();
		// A row that is folded away is found again by its buttons.
		if (document.activeElement !== field)
			document
				.querySelector<HTMLElement>(`[name='${rowChange}'][value^="${row}:"]:not(:disabled)`)
				?.focus();
	};
};
