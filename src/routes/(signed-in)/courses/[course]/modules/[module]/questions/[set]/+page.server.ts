import { moduleFor } from '$lib/modules/modules.server';
import { personOf } from '$lib/access/refuse';
import { inLanguage } from '$lib/i18n/in-language';
import { questionSetFor } from '$lib/questions/questions.server';
import { setSettingsFor } from '$lib/questions/settings.server';
import { indexFor } from '$lib/questions/surroundings';
import { textsToMark } from '$lib/questions/texts.server';
import { readingIndex } from '$lib/readings/readings.server';
import type { Actions, PageServerLoad } from './$types';
import { answeringActions } from './answering';
import { managingActions } from './managing';

export const load: PageServerLoad = async ({ locals, params }) => {
	const { actor, locale, now } = locals;
	const address = { moduleSlug: params.module, setSlug: params.set };
	const { id } = await moduleFor(actor, params.module);
	const [set, settings, index] = await Promise.all([
		questionSetFor(actor, address, now),
		setSettingsFor(actor, address),
		readingIndex(actor, id)
	]);
	const texts = await textsToMark(actor, set, index, locale);
	const shown = { set, index: indexFor(index, set.questions, set.readingId), texts };
	return { ...inLanguage(shown, locale), settings, person: personOf(actor).id };
};

export const actions: Actions = { ...answeringActions, ...managingActions };
