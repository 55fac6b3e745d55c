import { describe, expect, test } from 'vitest';
import { chooseSignInName, showSignInName } from './sign-in-name';

const ali = (rosterId: string | null) => ({ name: 'Ali Khan', rosterId });

describe('the name to sign in with', () => {
	test('is one’s own, and with the roll number where it is taken', () => {
		expect(chooseSignInName(ali('7'), new Set())).toEqual({ ok: true, signInName: 'alikhan' });
		const second = { ok: true, signInName: 'alikhan7' };
		expect(chooseSignInName(ali('7'), new Set(['alikhan']))).toEqual(second);
	});

	test('cannot be one that is taken, or has no letters', () => {
		const taken = { ok: false, reason: 'name-taken' };
		expect(chooseSignInName(ali(null), new Set(['alikhan']))).toEqual(taken);
		expect(chooseSignInName(ali('7'), new Set(['alikhan', 'alikhan7']))).toEqual(taken);
		expect(chooseSignInName({ name: ' – ', rosterId: '7' }, new Set())).toEqual({
			ok: false,
			reason: 'no-letters'
		});
	});

	test('is shown as people write it', () => {
		expect(showSignInName({ ...ali('7'), signInName: 'alikhan' })).toBe('Ali Khan');
		expect(showSignInName({ ...ali('7'), signInName: 'alikhan7' })).toBe('Ali Khan 7');
		expect(showSignInName({ ...ali('7'), signInName: 'alik' })).toBe('alik');
	});
});
