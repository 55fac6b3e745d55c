/* What a question offers to choose from, as the controls take it. Pure. */
import {
	localText,
	plainText,
	directionOf,
	type LocalText,
	type Locale
} from '$lib/i18n/local-text';
import { pointerText, type AskedQuestion } from './question';
import type { Surroundings } from './surroundings';

export interface Option {
	value: string;
	label: string;
	lang?: string;
	dir?: 'ltr' | 'rtl';
}

function option(value: string, text: LocalText, locale: Locale): Option {
	const shown = localText(text, locale);
	return {
		value,
		label: shown.text,
		...(shown.fallback ? { lang: shown.lang, dir: shown.dir } : {})
	};
}

export function choicesOf(asked: AskedQuestion, locale: Locale): Option[] {
	return asked.options.map(({ key, text }) => option(key, text, locale));
}

export function stepsOf(asked: AskedQuestion): Option[] {
	return Array.from({ length: asked.scale?.steps ?? 0 }, (_, i) => ({
		value: String(i + 1),
		label: String(i + 1)
	}));
}

/** The paragraphs of the reading by number and first words. */
export function passagesOf(asked: AskedQuestion, around: Surroundings): Option[] {
	const text = around.texts.find((t) => t.reading === asked.find?.reading);
	return (text?.paragraphs ?? []).map(({ id, number, begins }) => ({
		value: pointerText({ reading: text?.reading ?? '', id }),
		label: `${number}. ${begins}`,
		...(text && text.lang !== around.locale ? { lang: text.lang, dir: directionOf(text.lang) } : {})
	}));
}

/** One line for each part of an answer, to be read. */
export function answerLines(
	asked: AskedQuestion,
	fields: Record<string, string>,
	around: Surroundings
): string[] {
	const { locale } = around;
	const chosen = new Set([fields.choice ?? '', ...(fields.choices ?? '').split(' ')]);
	const marked = new Set((fields.passages ?? '').split(' '));
	const lines = asked.options
		.filter((o) => chosen.has(o.key))
		.map((o) => plainText(o.text, locale));
	for (const passage of passagesOf(asked, around))
		if (marked.has(passage.value)) lines.push(passage.label);
	if (fields.scale) lines.push(`${fields.scale} / ${asked.scale?.steps ?? ''}`);
	const placed = asked.items
		.map((item) => ({ item, place: Number(fields[`order.${item.key}`] ?? '') }))
		.filter(({ place }) => place > 0)
		.sort((a, b) => a.place - b.place);
	for (const { item, place } of placed) lines.push(`${place}. ${plainText(item.text, locale)}`);
	for (const part of asked.parts) {
		const number = fields[`number.${part.key}`];
		if (number) lines.push(`${plainText(part.label, locale)}: ${number}`);
	}
	return lines;
}
