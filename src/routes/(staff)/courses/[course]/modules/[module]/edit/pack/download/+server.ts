import { redirect } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { moduleFor } from '$lib/modules/modules.server';
import { exportModule } from '$lib/packs/exporting.server';
import { exportSchema } from '$lib/packs/packs.schema.server';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	authorize(locals.actor, 'pack.export', { courseId: membershipOf(locals.actor).courseId });
	await moduleFor(locals.actor, params.module, locals.now);
	const page = url.pathname.replace(/\/download$/, '');
	const wish = exportSchema.safeParse(Object.fromEntries(url.searchParams));
	if (!wish.success) redirect(303, page);
	const made = await exportModule(locals.actor, params.module, wish.data, locals.now);
	// The page says what keeps the module from being exported.
	if (!made.ok) redirect(303, page);
	return new Response(new Uint8Array(made.zip), {
		headers: {
			'content-type': 'application/zip',
			'content-disposition': `attachment; filename="${made.name}"`
		}
	});
};
