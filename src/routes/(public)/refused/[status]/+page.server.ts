/*
 * Not an address that anybody visits: hooks fetch it from inside to show the error page where they
 * refuse before any page is chosen. What may not be known of and what does not exist look the same.
 */
import { error } from '@sveltejs/kit';
import { saidOf } from '$lib/access/refuse';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
	const status = params.status === '413' ? 413 : 404;
	error(status, { message: 'refused', ...saidOf(status) });
};
