/* How a pack is refused, in words. */
import { m } from '$lib/paraglide/messages';
import type { BroughtIn } from './importing.server';
import type { PackFault } from './reading-packs.server';

const faults: Record<PackFault['what'], (fault: PackFault) => string> = {
	missing: m.packs_fault_missing,
	'not-json': m.packs_fault_not_json,
	shape: m.packs_fault_shape,
	'not-text': m.packs_fault_not_text,
	twice: m.packs_fault_twice,
	'leads-nowhere': m.packs_fault_leads_nowhere,
	unanswerable: m.packs_fault_unanswerable
};

export function faultText(fault: PackFault): string {
	return faults[fault.what](fault);
}

type Refusal = Exclude<Extract<BroughtIn, { ok: false }>['reason'], 'fault'>;
const refusals: Record<Refusal, () => string> = {
	'not-a-zip': m.packs_refused_not_a_zip,
	'too-large': m.packs_refused_too_large,
	'bad-name': m.packs_refused_bad_name,
	damaged: m.packs_refused_damaged,
	'no-such-pack': m.packs_refused_no_such_pack
};

export function refusalText(answer: Extract<BroughtIn, { ok: false }>): string {
	return answer.reason === 'fault'
		? `${faultText(answer.fault)} ${m.packs_fault_nothing_kept()}`
		: refusals[answer.reason]();
}
