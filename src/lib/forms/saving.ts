/* Has the service worker save a module, and hears from it how far it is. */
import { dev } from '$app/environment';
import type { SaveNews, SaveOrder, SaveTrouble } from './saved-module';

/** No word from the worker for so long: the browser has ended it. In milliseconds. */
const silence = 60_000;

/** Only here: whoever saves nothing has no worker between the pages and the server. */
async function activeWorker(): Promise<ServiceWorker | null> {
	const { serviceWorker } = navigator;
	const registration = await serviceWorker.register('/service-worker.js', {
		type: dev ? 'module' : 'classic'
	});
	const worker = registration.installing ?? registration.waiting ?? registration.active;
	if (!worker || worker.state === 'activated') return worker;
	return new Promise((resolve) => {
		worker.addEventListener('statechange', () => {
			if (worker.state === 'activated') resolve(worker);
			else if (worker.state === 'redundant') resolve(registration.active);
		});
	});
}

/** Null when all of it is saved; otherwise why nothing of it is. */
export async function saveModule(
	order: SaveOrder,
	tell: (done: number, of: number) => void
): Promise<SaveTrouble | null> {
	const worker = await activeWorker().catch(() => null);
	if (!worker) return 'line';
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		let timer: ReturnType<typeof setTimeout> | undefined;
		const end = (trouble: SaveTrouble | null) => {
			clearTimeout(timer);
			port1.close();
			resolve(trouble);
		};
		const listen = () => {
			clearTimeout(timer);
			timer = setTimeout(end, silence, 'line');
		};
		port1.onmessage = ({ data }: MessageEvent<SaveNews>) => {
			listen();
			if (data.state === 'saving') tell(data.done, data.of);
			else end(data.state === 'failed' ? data.reason : null);
		};
		listen();
		worker.postMessage(order, [port2]);
	});
}
