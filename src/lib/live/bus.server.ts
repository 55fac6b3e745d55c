/*
 * What features say to pages that are open elsewhere: "this changed, read again". A notice is a
 * topic and a number, never words, so that what somebody may see is decided where it is read. It
 * crosses processes; its engine stands beside the database (server/db/bus.ts).
 */
export { publish, subscribe, type Hear } from '$lib/server/db/bus';
