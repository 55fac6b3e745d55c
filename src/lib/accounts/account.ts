/* What accounts share with their pages. Pure. */

/** Times outside of any course are shown in the zone that new courses begin with. */
export const siteTimeZone = 'Asia/Karachi';

/** How news of one's courses comes by mail. */
export const newsChoices = ['at-once', 'daily', 'never'] as const;
export type NewsChoice = (typeof newsChoices)[number];
