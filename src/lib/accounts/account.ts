/* What accounts share with their pages. Pure. */

/** Times outside of any course are shown in the zone that new courses begin with. */
export const siteTimeZone = 'Asia/Karachi';
