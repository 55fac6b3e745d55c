import { redirect } from '@sveltejs/kit';
import { authorize, membershipOf } from '$lib/access/refuse';
import { readForm, refuseForm } from '$lib/forms/read.server';
import { bringInPack, bringInZip, type BroughtIn } from '$lib/packs/importing.server';
import { sitePackSchema, zipSchema } from '$lib/packs/packs.schema.server';
import { packSummaries } from '$lib/packs/packs.server';
import { refusalText } from '$lib/packs/words';
import type { FormState } from '$lib/forms/form';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	authorize(locals.actor, 'module.edit', { courseId: membershipOf(locals.actor).courseId });
	return { packs: await packSummaries() };
};

function answer(brought: BroughtIn, form: FormState, url: URL) {
	if (!brought.ok) return refuseForm(form, refusalText(brought));
	redirect(303, url.pathname.replace(/bring-in$/, `${brought.moduleSlug}/edit`));
}

export const actions: Actions = {
	pack: async ({ locals, request, url }) => {
		const read = await readForm(request, sitePackSchema, 'pack');
		if (!read.ok) return refuseForm(read.form);
		return answer(await bringInPack(locals.actor, read.data.pack, locals.now), read.form, url);
	},
	file: async ({ locals, request, url }) => {
		const read = await readForm(request, zipSchema, 'file');
		if (!read.ok) return refuseForm(read.form);
		const bytes = new Uint8Array(await read.data.file.arrayBuffer());
		return answer(await bringInZip(locals.actor, bytes, locals.now), read.form, url);
	}
};
