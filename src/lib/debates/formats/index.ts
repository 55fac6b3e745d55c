/* The formats that the site ships, by key, in the order in which they are offered. */
import type { FormatBody } from '../format';
import { academicControversy } from './academic-controversy';
import { britishParliamentary } from './british-parliamentary';
import { fishbowlClosed, fishbowlOpen } from './fishbowl';
import { fourCorners } from './four-corners';
import { karlPopper } from './karl-popper';
import { lincolnDouglas } from './lincoln-douglas';
import { oxford } from './oxford';
import { publicForum } from './public-forum';
import { asianParliamentary, worldSchools } from './three-a-side';

export const formats: Record<string, FormatBody> = {
	oxford,
	'lincoln-douglas': lincolnDouglas,
	'public-forum': publicForum,
	'karl-popper': karlPopper,
	'british-parliamentary': britishParliamentary,
	'world-schools': worldSchools,
	'asian-parliamentary': asianParliamentary,
	'academic-controversy': academicControversy,
	'fishbowl-open': fishbowlOpen,
	'fishbowl-closed': fishbowlClosed,
	'four-corners': fourCorners
};
