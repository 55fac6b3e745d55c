/* Pieces that formats are put together from. */
import type { LocalText } from '$lib/i18n/local-text';
import type { Bell, FormatSpeaker, FormatTeam, Phase, Place, Stance } from '../format';

export const text = (en: string, ur: string): LocalText => ({ en, ur });
export const minutes = (count: number) => count * 60;

/** `place('for', '1', '2')`: either of them; without keys anybody of the team. */
export const place = (team: string, ...speakers: string[]): Place => ({ team, speakers });

export const speaker = (key: string, en: string, ur: string): FormatSpeaker => ({
	key,
	title: text(en, ur)
});

export const team = (
	key: string,
	stance: Stance,
	title: LocalText,
	speakers: FormatSpeaker[]
): FormatTeam => ({ key, title, stance, speakers });

/** One bell at a minute before the end, two at the end. */
export const endBells = (seconds: number): Bell[] =>
	seconds > 60
		? [
				{ at: seconds - 60, times: 1 },
				{ at: seconds, times: 2 }
			]
		: [{ at: seconds, times: 2 }];

/** A phase that says only what is special about it. */
export function phase(
	kind: Phase['kind'],
	key: string,
	title: LocalText,
	seconds: number | null,
	special: Partial<Phase> = {}
): Phase {
	return {
		key,
		kind,
		title,
		seconds,
		who: null,
		other: null,
		moment: null,
		corner: null,
		bells: seconds === null ? [] : endBells(seconds),
		points: null,
		newArguments: true,
		pools: [],
		...special,
		written: { ...writtenUsually[kind], ...special.written }
	};
}

/** Hours, letters and questions of the debates by post whose rules were published: 48 hours, 7,000 letters. */
const speech = { hours: 48, letters: 7000, exchanges: 0 };
const words = { hours: 48, letters: 1500, exchanges: 0 };
const silent = { hours: 24, letters: 0, exchanges: 0 };
const writtenUsually: Record<Phase['kind'], Phase['written']> = {
	vote: silent,
	coin: silent,
	prepare: silent,
	speech,
	cross: { hours: 48, letters: 600, exchanges: 4 },
	crossfire: { hours: 48, letters: 600, exchanges: 4 },
	floor: { ...words, exchanges: 3 },
	discussion: words,
	restate: { hours: 24, letters: 3000, exchanges: 0 },
	switch: { ...silent, hours: 0 },
	statement: { hours: 72, letters: 4000, exchanges: 0 },
	circle: words,
	choose: silent,
	gather: { hours: 24, letters: 1000, exchanges: 0 },
	spokesperson: { hours: 24, letters: 1500, exchanges: 0 },
	debrief: words
};

export const voteBefore = phase('vote', 'vote-before', text('First vote', 'پہلا ووٹ'), null, {
	moment: 'before'
});
export const voteAfter = phase('vote', 'vote-after', text('Second vote', 'دوسرا ووٹ'), null, {
	moment: 'after'
});
export const debrief = phase('debrief', 'debrief', text('Looking back', 'بحث پر ایک نظر'), null);
