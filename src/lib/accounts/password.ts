/*
 * What a password must be: long enough, not the address, not one key held down. Length is what
 * counts; nobody is made to mix in signs. Pure.
 */
export const shortest = 10;
export const longest = 128;

export type PasswordFault = 'short' | 'long' | 'plain';

export function passwordFault(password: string, email: string): PasswordFault | null {
	const letters = Array.from(password);
	if (letters.length < shortest) return 'short';
	if (password.length > longest) return 'long';
	const plain = password.toLowerCase();
	const [name = ''] = email.toLowerCase().split('@');
	if (
		new Set(letters).size < 5 ||
		common.has(plain) ||
		plain === email.toLowerCase() ||
		plain === name
	)
		return 'plain';
	return null;
}

/** The ones of ten letters or more that every guesser tries first. */
const common = new Set([
	'1234567890',
	'0123456789',
	'12345678910',
	'123456789a',
	'1q2w3e4r5t',
	'password12',
	'password123',
	'password1234',
	'passw0rd123',
	'qwertyuiop',
	'qwerty12345',
	'qwerty1234',
	'pakistan123',
	'pakistan12',
	'pakistan786',
	'pakistan1947',
	'standpoint',
	'standpoint1',
	'letmein123',
	'iloveyou123',
	'welcome123',
	'administrator',
	'changeme123'
]);
