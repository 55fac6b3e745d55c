/* A QR code as one path of an SVG, made where pages are made: browsers get no library for it. */
import { encode } from 'uqr';

export interface QrPath {
	/** Modules on each side, with the quiet edge. */
	size: number;
	d: string;
}

export function qrPath(text: string): QrPath {
	const { size, data } = encode(text, { ecc: 'M', border: 2 });
	const d = data
		.flatMap((row, y) => row.map((isDark, x) => (isDark ? `M${x} ${y}h1v1h-1z` : '')))
		.join('');
	return { size, d };
}
