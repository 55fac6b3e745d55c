/* What formats of groups have: restating, a joint text, the inner circle, corners. Pure. */
import type { Changes } from './change';
import { without, withLast } from './lists';

export const grouping: Changes = {
	accepted: ({ restated }, { c }) =>
		restated ? { restated: { c: c ?? restated.c, state: 'accepted' } } : undefined,
	'sent-back': ({ restated }, { c }) =>
		restated ? { restated: { c: c ?? restated.c, state: 'sent-back' } } : undefined,
	drafted: (_state, { c, version }) => ({ statement: { c, version, signed: [] } }),
	signed({ statement }, { version }, { by }) {
		if (statement?.version !== version) return;
		return { statement: { ...statement, signed: withLast(statement.signed, by) } };
	},
	/** Whoever finds no chair free waits for one. */
	sat({ circle, people }, { who }, _event, { format }) {
		if (!people[who] || circle.inner.includes(who) || circle.waiting.includes(who)) return;
		if (circle.inner.length >= (format.circle?.seats ?? 0))
			return { circle: { ...circle, waiting: [...circle.waiting, who] } };
		return {
			circle: { ...circle, inner: [...circle.inner, who], been: withLast(circle.been, who) }
		};
	},
	stood({ circle }, { who }, _event, { format }) {
		const inner = without(circle.inner, who);
		const waiting = without(circle.waiting, who);
		const [next, ...others] = waiting;
		if (next === undefined || inner.length >= (format.circle?.seats ?? 0))
			return { circle: { ...circle, inner, waiting } };
		return {
			circle: { inner: [...inner, next], waiting: others, been: withLast(circle.been, next) }
		};
	},
	rotated({ circle, people }, { inner: asked }) {
		const inner = [...new Set(asked)].filter((who) => people[who]);
		return {
			circle: {
				inner,
				waiting: circle.waiting.filter((who) => !inner.includes(who)),
				been: [...circle.been.filter((who) => !inner.includes(who)), ...inner]
			}
		};
	},
	walked({ corners, moves, people, spokespeople }, { who, corner }, { at }) {
		const from = corners[who];
		if (!people[who] || from === corner) return;
		return {
			corners: { ...corners, [who]: corner },
			...(from === undefined ? {} : { moves: [...moves, { who, from, to: corner, at }] }),
			spokespeople: Object.fromEntries(
				Object.entries(spokespeople).filter(([key, one]) => one !== who || key === corner)
			)
		};
	},
	spokesperson: ({ spokespeople, people }, { who, corner }) =>
		people[who] ? { spokespeople: { ...spokespeople, [corner]: who } } : undefined
};
