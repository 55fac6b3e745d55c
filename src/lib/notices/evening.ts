/*
 * When what may wait goes out: once a day, at six in the evening where the course is. Pure.
 */
import { DateTime } from 'luxon';

const hour = 18;

/** The latest six o'clock that has been, in this zone; also on the days when the clocks change. */
export function lastEvening(now: Date, timeZone: string): Date {
	const here = DateTime.fromJSDate(now, { zone: timeZone });
	const today = here.startOf('day').set({ hour });
	return (today <= here ? today : here.minus({ days: 1 }).startOf('day').set({ hour })).toJSDate();
}
