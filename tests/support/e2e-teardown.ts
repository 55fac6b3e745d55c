import { rmSync } from 'node:fs';

/** The temporary folder of the demo class goes with the run. */
export default function removeFolder(): void {
	if (process.env.E2E_FOLDER) rmSync(process.env.E2E_FOLDER, { recursive: true, force: true });
}
