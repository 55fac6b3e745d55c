/*
 * Keys in a table of links: arrows go from cell to cell, Home and End to the ends of the row. One
 * cell is in the order of tabs, so that the table is left with one key. Without scripts every cell is.
 */
import type { Attachment } from 'svelte/attachments';

export const gridKeys: Attachment<HTMLElement> = (table) => {
	const links = () => [...table.querySelectorAll<HTMLAnchorElement>('tbody td a')];
	const only = (chosen: HTMLAnchorElement | undefined) => {
		for (const link of links()) link.tabIndex = link === chosen ? 0 : -1;
	};
	only(links()[0]);

	const focused = (event: FocusEvent) => {
		if (event.target instanceof HTMLAnchorElement && event.target.closest('td')) only(event.target);
	};
	const pressed = (event: KeyboardEvent) => {
		if (event.altKey || event.ctrlKey || event.metaKey) return;
		const cell = (event.target as HTMLElement).closest('td');
		const row = cell?.parentElement;
		if (!cell || !row) return;
		const next = cellAt(event.key, cell, row as HTMLTableRowElement);
		const link = next?.querySelector('a');
		if (!link) return;
		event.preventDefault();
		link.focus();
	};
	table.addEventListener('focusin', focused);
	table.addEventListener('keydown', pressed);
	return () => {
		table.removeEventListener('focusin', focused);
		table.removeEventListener('keydown', pressed);
	};
};

function cellAt(
	key: string,
	cell: HTMLTableCellElement,
	row: HTMLTableRowElement
): HTMLTableCellElement | undefined {
	const at = cell.cellIndex;
	const isRtl = getComputedStyle(row).direction === 'rtl';
	const body = row.parentElement as HTMLTableSectionElement;
	const rowAt = (by: number) => body.rows[row.sectionRowIndex + by]?.cells[at];
	const cells = [...row.cells].filter((one) => one.querySelector('a') && one.tagName === 'TD');
	switch (key) {
		case 'ArrowDown':
			return rowAt(1);
		case 'ArrowUp':
			return rowAt(-1);
		case 'ArrowRight':
			return row.cells[isRtl ? at - 1 : at + 1];
		case 'ArrowLeft':
			return row.cells[isRtl ? at + 1 : at - 1];
		case 'Home':
			return cells[0];
		case 'End':
			return cells.at(-1);
		default:
			return undefined;
	}
}
