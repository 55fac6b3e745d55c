/*
 * What a notice says, and where it leads below the module's address.
 */
import { m } from '$lib/paraglide/messages';
import type { NoticeKind } from './notice';

export const noticeText: Record<NoticeKind, (payload: Record<string, string>) => string> = {
	'position.returned': () => m.notices_position_returned(),
	'position.released': () => m.notices_position_released(),
	slip_made: ({ by = '' }) => m.notices_slip_made({ name: by }),
	slip_used: () => m.notices_slip_used()
};

export const noticePath: Record<NoticeKind, string | null> = {
	'position.returned': '/position',
	'position.released': '/position',
	slip_made: null,
	slip_used: null
};
