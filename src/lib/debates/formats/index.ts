/* The formats that the site ships, by key. */
import type { FormatBody } from '../format';
import { oxford } from './oxford';

export const formats: Record<string, FormatBody> = {
	oxford
};
