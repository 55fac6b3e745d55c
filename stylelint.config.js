/**
 * Only what a review cannot hold: the pages are written once for left-to-right and right-to-left, so
 * every direction is a logical one.
 * @type {import('stylelint').Config}
 */
export default {
	plugins: ['stylelint-use-logical'],
	overrides: [{ files: ['**/*.svelte'], customSyntax: 'postcss-html' }],
	rules: {
		'csstools/use-logical': ['always', { except: ['float', /^width$/i, /^height$/i] }],
		'declaration-property-value-disallowed-list': {
			'/^(?:text-align|float|clear|caption-side)$/': ['left', 'right']
		},
		'declaration-block-no-duplicate-properties': [
			true,
			{ ignore: ['consecutive-duplicates-with-different-values'] }
		],
		'no-duplicate-selectors': true,
		'block-no-empty': true,
		'color-no-invalid-hex': true,
		'unit-no-unknown': true,
		'property-no-unknown': true
	}
};
