/* Everything about notes that a text needs only once it can be read: fetched as one piece. */
export { default as NotesControls } from './NotesControls.svelte';
export { default as NotesLayer } from './NotesLayer.svelte';
export { default as NotesMargin } from './NotesMargin.svelte';
export { ReadingNotes } from './reading-notes.svelte';
export { TextOnPage } from './text-on-page.svelte';
