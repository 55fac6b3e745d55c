/*
 * A flow as Argdown (argdown.org): the motion is a statement, each argument one of Argdown's arguments
 * named by its number, under a heading for its speech. What people wrote is escaped, so that it is words
 * and never a mark of Argdown's. Nobody's name is in it. Pure.
 */
import type { Relation } from '../debate';
import type { MapLink, Said } from './map';

const signs: Record<Relation, string> = { supports: '+>', attacks: '->', undercuts: '_>' };

/** On one line; whatever could begin a mark has a backslash before it. */
export function escaped(text: string): string {
	return text
		.replaceAll(/[\s\u0085]+/gu, ' ')
		.trim()
		.replaceAll(/[\\#*_[<{@=]|\/(?=[/*])|[.:](?=\S)|^[-+>\d]/gu, '\\$&');
}

export interface Told {
	motion: string;
	/** By speech, each with its arguments. */
	speeches: { title: string; said: Said[] }[];
	links: MapLink[];
}

export function argdownOf({ motion, speeches, links }: Told): string {
	const parts = [`[Motion]: ${escaped(motion)}`];
	for (const { title, said } of speeches) {
		if (said.length === 0) continue;
		parts.push(`# ${escaped(title)}`);
		for (const { c, words } of said)
			parts.push(
				[
					`<${c}>: ${escaped(words)}`,
					...links
						.filter((link) => link.c === c)
						.map(({ to, relation }) => `  ${signs[relation]} ${to === 0 ? '[Motion]' : `<${to}>`}`)
				].join('\n')
			);
	}
	return `${parts.join('\n\n')}\n`;
}
