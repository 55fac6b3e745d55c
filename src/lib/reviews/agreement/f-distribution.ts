/*
 * Quantiles of the F distribution, for confidence intervals. By the regularised incomplete beta
 * function as a continued fraction (Abramowitz & Stegun 26.5.8, evaluated after Lentz) and bisection.
 */

/** Lanczos' approximation with g = 7 and nine terms. */
const lanczos = [
	0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
	-176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
	1.5056327351493116e-7
];

function logGamma(x: number): number {
	if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
	const t = x + 6.5;
	const sum = lanczos.reduce((s, c, i) => (i === 0 ? c : s + c / (x - 1 + i)), 0);
	return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(sum);
}

const tiny = 1e-300;

function continuedFraction(x: number, a: number, b: number): number {
	const away = (v: number) => (Math.abs(v) < tiny ? tiny : v);
	let c = 1;
	let d = 1 / away(1 - ((a + b) * x) / (a + 1));
	let h = d;
	for (let m = 1; m <= 500; m++) {
		const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
		d = 1 / away(1 + even * d);
		c = away(1 + even / c);
		h *= d * c;
		const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
		d = 1 / away(1 + odd * d);
		c = away(1 + odd / c);
		h *= d * c;
		if (Math.abs(d * c - 1) < 1e-14) break;
	}
	return h;
}

/** The regularised incomplete beta function. */
function beta(x: number, a: number, b: number): number {
	if (x <= 0) return 0;
	if (x >= 1) return 1;
	const front = Math.exp(
		logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)
	);
	return x < (a + 1) / (a + b + 2)
		? (front * continuedFraction(x, a, b)) / a
		: 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

/**
 * The value that an F-distributed number stays below with probability `p`; null where there is none
 * (no degrees of freedom, or so few that it is beyond reckoning). Degrees need not be whole.
 */
export function quantileOfF(p: number, above: number, below: number): number | null {
	if (!(p > 0 && p < 1 && above > 0 && below > 0)) return null;
	if (!Number.isFinite(above) || !Number.isFinite(below)) return null;
	let low = 0;
	let high = 1;
	for (let i = 0; i < 200; i++) {
		const x = (low + high) / 2;
		if (x === low || x === high) break;
		if (beta(x, above / 2, below / 2) < p) low = x;
		else high = x;
	}
	const x = (low + high) / 2;
	const found = (x * below) / ((1 - x) * above);
	return Number.isFinite(found) && found > 0 ? found : null;
}
