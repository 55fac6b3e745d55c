/*
 * What the linter holds so that no review has to: types are kept, promises are awaited, imports go
 * one way (docs: the map of the house in the README), and the database is asked in one manner.
 */
import { fileURLToPath } from 'node:url';
import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import { defineConfig, includeIgnoreFile } from 'eslint/config';
import globals from 'globals';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Each may import from those before it; those in one group not from each other. */
const features = [
	['accounts'],
	['courses'],
	['modules'],
	['readings'],
	['annotations', 'questions', 'stances'],
	['positions'],
	['reviews', 'debates'],
	['gradebook', 'insights'],
	['progress', 'packs', 'notices'],
	['archive']
];
const everyFeature = features.flat();
const shared = ['access', 'forms', 'live', 'charts'];

/**
 * @param {string[]} folders of src/lib
 * @param {string} message
 */
function folders(folders, message) {
	return { regex: `^(?:\\$lib|\\.\\.(?:/\\.\\.)*)/(?:${folders.join('|')})(?:/|$)`, message };
}

const noRoutes = {
	regex: '(?:^|/)routes/',
	message: 'Routes are the top of the house: nothing imports them.'
};
const noDatabase = {
	regex:
		'^(?:\\$lib|\\.\\.(?:/\\.\\.)*)/server/db(?:/|$)|^(?:drizzle-orm|libsql|@libsql/client|postgres)(?:/|$)',
	allowTypeImports: true,
	message: 'Only *.server.ts under src/lib asks the database; call the server API of a feature.'
};
const noZod = {
	regex: '^zod(?:/|$)',
	allowTypeImports: true,
	message: 'zod stays out of the browser: schemas stand in *.schema.server.ts.'
};

const noServerModule = {
	regex: '\\.server$',
	message: 'The schema may read the words of pure modules, never the server code built on it.'
};

/** @param {{ regex: string, message: string }[]} bans */
function restrict(...bans) {
	return { '@typescript-eslint/no-restricted-imports': ['error', { patterns: bans.flat() }] };
}

/**
 * The import rules of one folder under src/lib: its page code, its server code and its schemas each
 * have one rule, for a later rule replaces an earlier one.
 * @param {string} folder
 * @param {ReturnType<typeof folders>[]} bans
 */
function boundary(folder, bans) {
	const inside = `src/lib/${folder}/**`;
	return [
		{
			files: [`${inside}/*.{ts,svelte}`],
			ignores: [`${inside}/*.server.ts`, `${inside}/*.test.ts`],
			rules: restrict(...bans, noRoutes, noDatabase, noZod)
		},
		{
			files: [`${inside}/*.server.ts`],
			ignores: [`${inside}/*.schema.server.ts`],
			rules: restrict(...bans, noRoutes, noZod)
		},
		{
			files: [`${inside}/*.schema.server.ts`],
			rules: restrict(...bans, noRoutes)
		}
	];
}

const featureBoundaries = features.flatMap((group, at) =>
	group.flatMap((feature) => {
		const others = [...group.filter((name) => name !== feature), ...features.slice(at + 1).flat()];
		const line = features.map((names) => names.join(' · ')).join(' ← ');
		return boundary(
			feature,
			others.length > 0
				? [
						folders(
							others,
							`Features import leftwards only: ${line}. ${feature} stands before this.`
						)
					]
				: []
		);
	})
);

const above = 'Imports go one way: routes → features → access · forms · live · charts → ui · i18n.';
const sharedBoundaries = [
	...shared.flatMap((name) => boundary(name, [folders(everyFeature, above)])),
	...['ui', 'i18n'].flatMap((name) =>
		boundary(name, [folders([...everyFeature, ...shared, 'server'], above)])
	),
	{
		files: ['src/lib/server/**/*.ts'],
		ignores: ['src/lib/server/**/*.test.ts', 'src/lib/server/db/schema/*.ts'],
		rules: restrict(folders([...everyFeature, ...shared, 'ui'], above), noRoutes, noZod)
	},
	// A column that holds one of a few words takes them from the pure module that knows them.
	{
		files: ['src/lib/server/db/schema/*.ts'],
		rules: restrict(noServerModule, noRoutes, noZod)
	}
];

const oneManner = {
	selector:
		"CallExpression[callee.property.name=/^(?:get|all|run|values)$/][callee.object.type='CallExpression'][callee.object.callee.property.name=/^(?:select|selectDistinct|from|where|limit|offset|orderBy|groupBy|having|set|returning|values|innerJoin|leftJoin|prepare|onConflictDoNothing|onConflictDoUpdate|delete)$/]",
	message: 'These verbs exist on one engine only: await the query and take [0].'
};

export default defineConfig(
	includeIgnoreFile(`${root}.gitignore`),
	{ ignores: ['drizzle/', 'src/messages/project.inlang/', 'src/packs/'] },
	js.configs.recommended,
	ts.configs.strictTypeChecked,
	svelte.configs.recommended,
	prettier,
	svelte.configs.prettier,
	{
		languageOptions: {
			globals: { ...globals.browser, ...globals.node },
			parserOptions: {
				projectService: {
					allowDefaultProject: ['*.js', 'src/commands/*.mjs', 'tests/support/*.mjs']
				},
				// The same for every kind of file: a change of it makes the project load anew.
				extraFileExtensions: ['.svelte'],
				tsconfigRootDir: root
			}
		},
		rules: {
			'no-undef': 'off',
			'no-console': ['error', { allow: ['error'] }],
			'@typescript-eslint/consistent-type-imports': [
				'error',
				{ fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }
			],
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }
			],
			'@typescript-eslint/restrict-template-expressions': [
				'error',
				{ allowNumber: true, allowBoolean: true }
			],
			// `error()` and `redirect()` of Kit are thrown by Kit; the compiler knows that they never return.
			'@typescript-eslint/only-throw-error': 'off',
			'@typescript-eslint/no-confusing-void-expression': 'off',
			// What keeps a promise in its type need not wait for anything yet.
			'@typescript-eslint/require-await': 'off',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/unbound-method': 'off',
			// Spreading text into code points is what the code means where it does it.
			'@typescript-eslint/no-misused-spread': 'off'
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			parserOptions: {
				parser: ts.parser,
				svelteConfig
			}
		},
		rules: {
			'svelte/no-at-html-tags': 'error',
			// Links are often composed from a resolved start, which the rule cannot see; the one below can
			// tell a written-out path.
			'svelte/no-navigation-without-resolve': ['error', { ignoreLinks: true }],
			'no-restricted-syntax': [
				'error',
				{
					selector:
						'SvelteAttribute[key.name=/^(?:href|action)$/] > SvelteLiteral:first-child[value=/^\\u002F/]',
					message: 'Write links with resolve() of $app/paths.'
				}
			]
		}
	},
	{
		files: ['src/lib/**/*.server.ts', 'src/commands/**/*.ts', 'tests/support/*.ts'],
		rules: { 'no-restricted-syntax': ['error', oneManner] }
	},
	// The one place that writes sanitised HTML into a page.
	{ files: ['src/lib/readings/Prose.svelte'], rules: { 'svelte/no-at-html-tags': 'off' } },
	featureBoundaries,
	sharedBoundaries,
	{
		files: ['src/routes/**/*.{ts,svelte}'],
		ignores: ['src/routes/**/*.test.ts'],
		rules: restrict(noDatabase, noZod)
	},
	{
		files: ['src/commands/**', 'tests/bench/**', 'tests/support/**'],
		rules: { 'no-console': 'off' }
	},
	{
		files: ['tests/**/*.ts', '**/*.test.ts'],
		rules: { '@typescript-eslint/no-non-null-assertion': 'off' }
	},
	{
		// svelte-check checks their types. Rules that ask for types make the type checker begin anew for
		// each of them, which took longer than everything else together; logic belongs into plain files.
		files: ['**/*.svelte'],
		extends: [ts.configs.disableTypeChecked]
	},
	{
		// Checked by the compiler through JSDoc where TypeScript imports them; not part of its project.
		files: ['**/*.js', '**/*.mjs'],
		extends: [ts.configs.disableTypeChecked]
	}
);
