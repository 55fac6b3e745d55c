import { partsFor } from '$lib/debates/screens/parts';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ data }) => ({
	...data,
	parts: await partsFor(data.live.rules, false)
});
