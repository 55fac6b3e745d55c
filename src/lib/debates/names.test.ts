import { expect, test } from 'vitest';
import { roomName } from './names';

test('a numbered room is called so in the language of whoever reads; a name of one’s own stays', () => {
	const inUrdu = (room: string) => roomName(room, { locale: 'ur' });
	expect(['Room 2', 'کمرہ 12', 'Room 2b', 'Physics 2', ''].map(inUrdu)).toEqual([
		'کمرہ 2',
		'کمرہ 12',
		'Room 2b',
		'Physics 2',
		''
	]);
	expect(roomName('کمرہ 12', { locale: 'en' })).toBe('Room 12');
});
