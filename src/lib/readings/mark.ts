/*
 * Puts `<mark>` around a range of a paragraph's words inside its stored HTML, where the offsets
 * count in the words and not in the markup. The mark is closed before every tag and opened again
 * after it, so that the result stays well formed. Pure.
 */
const pieces = /<[^>]*>|&(?:amp|lt|gt|quot);|[^<&]+|&/g;

/** @param start @param end half-open offsets into the words, in UTF-16 units */
export function markHtml(html: string, start: number, end: number): string {
	if (end <= start) return html;
	let out = '';
	let at = 0;
	let open = false;
	const close = () => {
		if (open) out += '</mark>';
		open = false;
	};
	for (const [piece] of html.matchAll(pieces)) {
		if (piece.startsWith('<')) {
			close();
			out += piece;
			continue;
		}
		const length = piece.length > 1 && piece.startsWith('&') ? 1 : piece.length;
		const from = Math.max(start - at, 0);
		const to = Math.min(end - at, length);
		at += length;
		if (from >= to) {
			close();
			out += piece;
			continue;
		}
		// An entity is one character and is marked whole.
		const cut = length === piece.length ? [from, to] : [0, piece.length];
		if (cut[0]) close();
		out += piece.slice(0, cut[0]);
		if (!open) out += '<mark>';
		open = true;
		out += piece.slice(cut[0], cut[1]);
		if (cut[1] !== undefined && cut[1] < piece.length) close();
		out += piece.slice(cut[1]);
	}
	close();
	return out;
}

export interface Mark {
	paragraphId: string;
	start: number;
	end: number;
}

/** `?mark=p3:12-80`: which words of which paragraph to show marked; null when it is not readable. */
export function readMark(
	value: string | null
): { paragraphId: string; start: number; end: number } | null {
	const [, paragraphId, start, end] = /^([\w-]{1,40}):(\d{1,6})-(\d{1,6})$/.exec(value ?? '') ?? [];
	if (!paragraphId || Number(start) >= Number(end)) return null;
	return { paragraphId, start: Number(start), end: Number(end) };
}

/** `start=12&end=80`, as a passage is handed from page to page; null when it is not readable. */
export function readSpan(
	start: string | null,
	end: string | null
): [start: number, end: number] | null {
	const mark = readMark(`p:${start ?? ''}-${end ?? ''}`);
	return mark && [mark.start, mark.end];
}
