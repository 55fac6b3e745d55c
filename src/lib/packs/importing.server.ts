/*
 * Brings a pack into a course as a new module: all of it, or, when anything does not hold together,
 * nothing.
 */
import type { Actor } from '$lib/access/actor';
import { authorize, membershipOf } from '$lib/access/refuse';
import { recordAct } from '$lib/courses/acts.server';
import { transaction } from '$lib/server/db/client';
import { openModule } from './opening.server';
import { packNamed } from './packs.server';
import { readPack, type Pack, type PackFault } from './reading-packs.server';
import { unzipPack, type Unzipped } from './zip.server';

export type BroughtIn =
	| { ok: true; moduleSlug: string }
	| { ok: false; reason: Extract<Unzipped, { ok: false }>['reason'] | 'no-such-pack' }
	| { ok: false; reason: 'fault'; fault: PackFault };

/** Needs `module.edit`. */
export async function bringInZip(actor: Actor, bytes: Uint8Array, now: Date): Promise<BroughtIn> {
	authorize(actor, 'module.edit', { courseId: membershipOf(actor).courseId });
	const unzipped = unzipPack(bytes);
	if (!unzipped.ok) return unzipped;
	const read = readPack(unzipped.files);
	if (!read.ok) return { ok: false, reason: 'fault', fault: read.fault };
	return bringIn(actor, read.pack, now);
}

/** One of the packs that come with the site. Needs `module.edit`. */
export async function bringInPack(actor: Actor, slug: string, now: Date): Promise<BroughtIn> {
	authorize(actor, 'module.edit', { courseId: membershipOf(actor).courseId });
	const pack = await packNamed(slug);
	return pack ? bringIn(actor, pack, now) : { ok: false, reason: 'no-such-pack' };
}

async function bringIn(actor: Actor, pack: Pack, now: Date): Promise<BroughtIn> {
	const { courseId } = membershipOf(actor);
	return transaction(async (tx) => {
		const moduleSlug = await openModule(tx, courseId, pack, now);
		await recordAct(
			actor,
			{
				act: 'module.bringIn',
				subjectKind: 'course',
				subjectId: courseId,
				detail: { pack: pack.slug, version: pack.about.version }
			},
			now,
			tx
		);
		return { ok: true, moduleSlug };
	});
}
