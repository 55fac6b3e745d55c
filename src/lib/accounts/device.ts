/*
 * What a browser says of itself, in the two words that help somebody to recognise their own device.
 * Names of products are the same in both languages. Pure.
 */
export interface Device {
	browser: string | null;
	system: string | null;
}

// The order counts: most browsers also claim to be the ones further down.
const browsers: [RegExp, string][] = [
	[/Edg(e|A|iOS)?\//, 'Edge'],
	[/OPR\/|Opera/, 'Opera'],
	[/SamsungBrowser\//, 'Samsung Internet'],
	[/Firefox\/|FxiOS\//, 'Firefox'],
	[/Chrome\/|CriOS\/|Chromium\//, 'Chrome'],
	[/Safari\//, 'Safari']
];
const systems: [RegExp, string][] = [
	[/Android/, 'Android'],
	[/iPhone|iPod/, 'iPhone'],
	[/iPad/, 'iPad'],
	[/Windows/, 'Windows'],
	[/Macintosh|Mac OS X/, 'Mac'],
	[/CrOS/, 'ChromeOS'],
	[/Linux|X11/, 'Linux']
];

export function deviceOf(userAgent: string): Device {
	const first = (list: [RegExp, string][]) =>
		list.find(([sign]) => sign.test(userAgent))?.[1] ?? null;
	return { browser: first(browsers), system: first(systems) };
}
