import { expect, test } from 'vitest';
import { questionsByParagraph } from './beside';

const asking = (name: string, ...pointers: string[]) => ({
	name,
	asked: {
		paragraphs: pointers.map((pointer) => {
			const [reading = '', id = ''] = pointer.split(':');
			return { reading, id };
		})
	}
});

test('a question stands beside the first paragraph it asks about that has none yet', () => {
	const found = questionsByParagraph(
		[
			asking('a', '002:p3', '002:p2'),
			asking('b', '004:p1', '002:p3'),
			asking('c', '002:p2', '002:p3'),
			asking('the whole reading'),
			asking('a paragraph that is gone', '002:p9')
		],
		'002',
		['p1', 'p2', 'p3']
	);
	expect([...found].map(([id, here]) => [id, here.map((q) => q.name)])).toEqual([
		['p2', ['a', 'c']],
		['p3', ['b']],
		['p1', ['the whole reading', 'a paragraph that is gone']]
	]);
});
