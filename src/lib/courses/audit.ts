/*
 * The acts of staff and administrators as sentences. Every act that the code records has one here; a
 * test reads the code and says which are missing. Who is filtered by, what by area. Pure.
 */
export const areas = ['people', 'course', 'modules', 'marking', 'moderation', 'site'] as const;
export type Area = (typeof areas)[number];

/** By the first word of the act. */
const areaOfWord: Record<string, Area> = {
	people: 'people',
	accommodation: 'people',
	section: 'people',
	group: 'people',
	slip: 'people',
	account: 'people',
	course: 'course',
	class: 'course',
	pack: 'course',
	module: 'modules',
	reading: 'modules',
	note: 'modules',
	glossary: 'modules',
	timeline: 'modules',
	ledger: 'modules',
	question: 'modules',
	stance: 'modules',
	axis: 'modules',
	rubric: 'modules',
	motion: 'modules',
	debate: 'modules',
	set: 'marking',
	position: 'marking',
	answer: 'marking',
	lateness: 'marking',
	review: 'marking',
	regrade: 'marking',
	anchor: 'marking',
	bank: 'marking',
	peer: 'marking',
	grade: 'marking',
	content: 'moderation',
	site: 'site',
	mail: 'site'
};

export function areaOf(act: string): Area | null {
	return areaOfWord[act.split('.')[0] ?? ''] ?? null;
}

/** The first words of the acts of an area. */
export function wordsOf(area: Area): string[] {
	return Object.entries(areaOfWord).flatMap(([word, of]) => (of === area ? [word] : []));
}

/**
 * Neighbours that somebody did at one stroke: slips for a class are as many acts as it has students,
 * and one line to read.
 * @param by names who did it
 */
export function atOneStroke<Act extends { at: Date; act: string }>(
	acts: readonly Act[],
	by: (act: Act) => string
): Act[][] {
	const strokes: Act[][] = [];
	for (const act of acts) {
		const last = strokes.at(-1);
		const before = last?.[0];
		const isSame =
			before?.act === act.act && before.at.getTime() === act.at.getTime() && by(before) === by(act);
		if (last && isSame) last.push(act);
		else strokes.push([act]);
	}
	return strokes;
}

export interface AuditFilter {
	/** A person's id. */
	person: string | null;
	area: Area | null;
	/** The last act of the page before. */
	before: Cursor | null;
}

export interface Cursor {
	at: Date;
	id: string;
}

/** The filter of an address; what it does not know counts as not said. */
export function auditFilter(query: URLSearchParams): AuditFilter {
	const area = query.get('area');
	return {
		person: query.get('person')?.slice(0, 80) || null,
		area: areas.find((a) => a === area) ?? null,
		before: readCursor(query.get('before'))
	};
}

export function writeCursor({ at, id }: Cursor): string {
	return `${at.getTime()}_${id}`;
}

export function readCursor(text: string | null): Cursor | null {
	const [, at, id] = /^(\d{1,14})_([\w:.-]{1,80})$/.exec(text ?? '') ?? [];
	const date = new Date(Number(at));
	return id && !Number.isNaN(date.getTime()) ? { at: date, id } : null;
}
