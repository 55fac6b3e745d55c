/*
 * From the bytes of a list to its lines: UTF-8 or UTF-16, commas, semicolons or tabs, quoted cells
 * with line breaks in them. Bounded in size, rows and the length of a row; what cannot be read is
 * refused with the line it stands in, never guessed.
 */
import { CsvError, parse } from 'csv-parse/sync';
import { cleanWords, hasLostCharacters } from '$lib/forms/words';
import { longestRow, mostRows, type RosterLine } from './roster-rows';

/** Letters of a whole list; two thousand rows need a tenth of it. */
export const longestList = 1_000_000;

export type RosterUnreadable =
	| { reason: 'encoding' | 'too-large' | 'empty' | 'lost-characters' | 'both' }
	| { reason: 'too-many-rows'; most: number }
	| { reason: 'long-row' | 'quotes'; line: number };

export type RosterText = { ok: true; text: string } | ({ ok: false } & RosterUnreadable);

/** The text of a file; one in an older encoding would come out with wrong letters, so it is refused. */
export function decodeRoster(bytes: Uint8Array): RosterText {
	if (bytes.byteLength > longestList * 4) return { ok: false, reason: 'too-large' };
	try {
		return cleanRoster(new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes));
	} catch {
		return { ok: false, reason: 'encoding' };
	}
}

/** What the form brought: a file or a pasted list, as text. */
export async function sentRoster(file: File | undefined, pasted: string): Promise<RosterText> {
	const isSent = file !== undefined && (file.size > 0 || file.name !== '');
	if (isSent && pasted.trim() !== '') return { ok: false, reason: 'both' };
	if (!isSent) return cleanRoster(pasted);
	if (file.size > longestList * 4) return { ok: false, reason: 'too-large' };
	return decodeRoster(new Uint8Array(await file.arrayBuffer()));
}

/** UTF-16 also without its mark: then every other byte of Latin letters and commas is zero. */
function encodingOf(bytes: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
	if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
	const start = bytes.subarray(0, 2000);
	const zeros = [0, 0];
	start.forEach((byte, at) => {
		if (byte === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1;
	});
	const [even = 0, odd = 0] = zeros;
	if (odd > start.length / 8 && even === 0) return 'utf-16le';
	if (even > start.length / 8 && odd === 0) return 'utf-16be';
	return 'utf-8';
}

/** Of what was pasted or decoded. */
export function cleanRoster(given: string): RosterText {
	if (given.length > longestList) return { ok: false, reason: 'too-large' };
	if (hasLostCharacters(given)) return { ok: false, reason: 'lost-characters' };
	const text = cleanWords(given.replace(/^\uFEFF/, '')).replace(/\u2028|\u2029/g, ' ');
	return text.trim() === '' ? { ok: false, reason: 'empty' } : { ok: true, text };
}

export type RosterLines = { ok: true; lines: RosterLine[] } | ({ ok: false } & RosterUnreadable);

/**
 * @param text as `cleanRoster` gives it
 * @param longest letters of a line with everything in it
 */
export function linesOfRoster(text: string, longest = longestRow): RosterLines {
	// Excel may say the separator on a first line of its own.
	const said = /^sep=(.)\n/.exec(text);
	const body = said ? text.slice(said[0].length) : text;
	const offset = said ? 1 : 0;
	const delimiter = said?.[1] ?? separatorOf(body);
	/** Of the latest row that could be read. */
	let lastLine = 0;
	try {
		const records = parse(body, {
			delimiter,
			info: true,
			relax_column_count: true,
			relax_quotes: true,
			skip_records_with_empty_values: true,
			max_record_size: longest,
			to: mostRows + 2,
			on_record: (record: string[], { lines }) => {
				lastLine = lines;
				return record;
			}
		}) as unknown as { record: string[]; info: { lines: number } }[];
		if (records.length > mostRows + 1)
			return { ok: false, reason: 'too-many-rows', most: mostRows };
		return {
			ok: true,
			lines: records.map(({ record, info }) => ({
				line: offset + info.lines - record.join('').split('\n').length + 1,
				cells: record
			}))
		};
	} catch (cause) {
		if (!(cause instanceof CsvError)) throw cause;
		const blank = /^\s*/.exec(body.split('\n').slice(lastLine).join('\n'))?.[0] ?? '';
		const line = offset + lastLine + blank.split('\n').length;
		return cause.code === 'CSV_MAX_RECORD_SIZE'
			? { ok: false, reason: 'long-row', line }
			: { ok: false, reason: 'quotes', line };
	}
}

/** Whatever of comma, semicolon, tab and Urdu comma stands oftenest in the first line, outside of quotes. */
function separatorOf(text: string): string {
	const [head = ''] = text.trimStart().split('\n', 1);
	const bare = head.replace(/"[^"]*"/g, '');
	const count = (sign: string) => bare.split(sign).length - 1;
	return [',', ';', '\t', '،'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}
