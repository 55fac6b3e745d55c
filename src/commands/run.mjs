/*
 * The one entry of `npm run demo`, `npm test`, `npm start` and `npm run admin`. It has to work on a
 * fresh clone, before anything is installed: plain Node, no packages, no shell. It installs and
 * builds what is missing and then hands over to the built command or to the test layers.
 */
import process from 'node:process';

const wanted = [20, 19];
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < wanted[0] || (major === wanted[0] && minor < wanted[1])) {
	console.error(
		`Standpoint needs Node.js ${wanted.join('.')} or newer; this is ${process.versions.node}.`
	);
	process.exit(1);
}

const { launch } = await import('./run/launch.mjs');
await launch(process.argv[2], process.argv.slice(3));
