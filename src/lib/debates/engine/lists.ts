/* Lists of people as the reducer needs them: never changed in place. */
export function without<T>(list: readonly T[], one: T): T[] {
	return list.filter((item) => item !== one);
}

export function withLast<T>(list: readonly T[], one: T): T[] {
	return [...without(list, one), one];
}
