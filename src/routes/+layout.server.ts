/* What every page needs to know of its reader; it does not depend on the address, so it is asked once. */
import { may } from '$lib/access/permissions';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals: { actor, appearance, locale } }) => ({
	reader: actor.person && {
		id: actor.person.id,
		name: actor.person.name,
		administers: may(actor, 'site.administer')
	},
	appearance,
	locale
});
