/*
 * What may stand behind `npm start --`. Read before anything is installed or built, and once more by
 * the built command, which a service starts without npm.
 */
import { networkInterfaces } from 'node:os';
import process from 'node:process';
import { Stop } from './say.mjs';

export const startHelp = `npm start                serves the site on this machine; put a proxy with TLS in front of it
npm start -- --lan       serves it to everybody in the same network, for a class around one laptop
npm start -- --help      says this

Variables (the page docs/operations.md has all of them):
  PORT=3000              where to listen
  HOST=127.0.0.1         on which address
  ORIGIN=https://…       the address people type
  DATA_DIR=data          the folder for the database file and the kept secret
  DATABASE_URL=…         postgres://… for PostgreSQL, file:… for another file
  SMTP_URL=…, MAIL_FROM=…  mail
  ADDRESS_HEADER=…       which header of the proxy tells the client’s address`;

/**
 * @param {string[]} args
 * @returns {{ lan: boolean, help: boolean }}
 */
export function readStartOptions(args) {
	const unknown = args.find((arg) => !['--lan', '--help', '-h'].includes(arg));
	if (unknown !== undefined)
		throw new Stop(
			`“${unknown}” is no option of npm start; there are --lan and --help (npm start -- --help).`
		);
	return {
		// Typed without the two dashes in between, npm keeps the option to itself and says so only here.
		lan: args.includes('--lan') || process.env.npm_config_lan === 'true',
		help: args.includes('--help') || args.includes('-h')
	};
}

/** The address that stands for all of the machine's, over both protocols where there are both. */
export function everyInterface() {
	const has6 = Object.values(networkInterfaces()).some((addresses) =>
		addresses?.some(({ family }) => family === 'IPv6')
	);
	return has6 ? '::' : '0.0.0.0';
}
