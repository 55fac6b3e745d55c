/*
 * `npm run admin -- <what>`: what whoever holds the machine may do without signing in. It works on
 * the database of `npm start`, or on the one that DATABASE_URL names.
 */
import { command, prepareGround } from './ground';
import { Stop } from './run/say.mjs';

type Act = (words: string[], origin: string) => Promise<string>;

const acts: Record<string, { usage: string; act: Act }> = {
	migrate: { usage: 'migrate', act: () => Promise.resolve('The database is up to date.') },
	'set-up-link': {
		usage: 'set-up-link',
		async act(_words, origin) {
			const { setUpLink } = await import('$lib/accounts/setup.server');
			const link = await setUpLink(origin, new Date());
			if (!link) throw new Stop('The site has accounts; the link is for an empty site only.');
			return link;
		}
	},
	'make-teacher': {
		usage: 'make-teacher EMAIL',
		async act([email = '']) {
			const { makeTeacher } = await import('$lib/accounts/setup.server');
			if (!(await makeTeacher(email, new Date()))) throw nobody(email);
			return `${email} may open courses now.`;
		}
	},
	'make-administrator': {
		usage: 'make-administrator EMAIL',
		async act([email = '']) {
			const { makeAdministrator } = await import('$lib/accounts/setup.server');
			if (!(await makeAdministrator(email, new Date()))) throw nobody(email);
			return `${email} is an administrator now.`;
		}
	}
};

function nobody(email: string): Stop {
	return new Stop(`Nobody has the address “${email}”.`);
}

await command(async () => {
	const [name = '', ...words] = process.argv.slice(2);
	const chosen = Object.hasOwn(acts, name) ? acts[name] : undefined;
	if (!chosen)
		throw new Stop(
			['There is:', ...Object.values(acts).map(({ usage }) => `  npm run admin -- ${usage}`)].join(
				'\n'
			)
		);
	const { origin } = prepareGround('standpoint.db');
	const { closeDatabase, migrate } = await import('$lib/server/db/client');
	await migrate();
	try {
		console.log(await chosen.act(words, origin));
	} finally {
		await closeDatabase();
	}
});
