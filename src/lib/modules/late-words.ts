/* A deduction for lateness as a sum that anybody can follow. Messages only. */
import { number } from '$lib/i18n/format';
import type { Locale } from '$lib/i18n/local-text';
import { m } from '$lib/paraglide/messages';
import type { LateSum } from './late';

const begun: Record<LateSum['interval'], typeof m.late_sum_days> = {
	day: m.late_sum_days,
	hour: m.late_sum_hours
};

/** Its steps in order, the points that count last. */
export function lateSteps(sum: LateSum, locale: Locale): string[] {
	const { rate, interval, floor, intervals, raw, most, deducted } = sum;
	const show = (points: number) => number(points, locale);
	const product = (most * rate * intervals) / 100;
	const isHeld = product - deducted > 1e-9;
	return [
		m.late_sum_raw({ points: show(raw), most: show(most) }, { locale }),
		begun[interval](
			{ n: intervals, rate: show(rate), most: show(most), product: show(product) },
			{ locale }
		),
		...(floor > 0 || isHeld
			? [
					m.late_sum_floor(
						{ floor: show(floor), most: show(most), least: show((most * floor) / 100) },
						{ locale }
					)
				]
			: []),
		m.late_sum_taken({ points: show(deducted) }, { locale }),
		m.late_sum_counts({ points: show(raw - deducted) }, { locale })
	];
}
