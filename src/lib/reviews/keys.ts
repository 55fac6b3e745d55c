/* Whether a key is meant for a field, so that a page with keys of its own leaves it alone. */
const choosing = new Set(['radio', 'checkbox', 'button', 'submit', 'reset']);

export function isTyping({ target }: Event): boolean {
	if (!(target instanceof HTMLElement)) return false;
	if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
	if (target instanceof HTMLSelectElement) return true;
	return target instanceof HTMLInputElement && !choosing.has(target.type);
}
