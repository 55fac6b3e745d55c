/*
 * The questions in the margin once they are awake: takes over what the server drew, where it stands and
 * with what was typed into it, and keeps it up to date. Fetched by `margin.ts`, only when it is wanted.
 */
import { flushSync, hydrate, unmount } from 'svelte';
import { Answering, type TypedAnswer } from './answering.svelte';
import type { MarginHere } from './margin';
import type { QuestionHere } from './questions.server';
import QuestionsBeside from './QuestionsBeside.svelte';
import { typedBack, typedFrom, type TypedFields } from './typing';

export { QuestionsBeside };

export class Cards {
	#here: MarginHere;
	#answering: Answering;
	#end: (() => void) | undefined;

	constructor(here: MarginHere) {
		this.#here = $state.raw(here);
		this.#answering = $state.raw(answeringOf(here));
	}

	/** Of the card at a paragraph: as things are now, whenever they are read. */
	props(paragraph: string) {
		const here = () => this.#here;
		const answering = () => this.#answering;
		return {
			get set() {
				return here().set;
			},
			get questions() {
				return here().byParagraph.get(paragraph) ?? [];
			},
			get answering() {
				return answering();
			},
			get around() {
				return here().around;
			}
		};
	}

	/** @returns lets go of the element again */
	take(element: Element, paragraph: string): () => void {
		const typed = this.#typedInto(element, paragraph);
		const folds = [...element.querySelectorAll('details')].map(
			(fold) => [fold, fold.open] as const
		);
		const card = hydrate(QuestionsBeside, { target: element, props: this.props(paragraph) });
		flushSync();
		for (const [fold, open] of folds) fold.open = open;
		for (const [answer, fields] of typed) answer.type(fields);
		return () => void unmount(card);
	}

	begin(): void {
		this.#end = this.#here.set.isOpen ? this.#answering.begin() : undefined;
	}

	/** The page has been told anew how things are. */
	renew(here: MarginHere): void {
		this.end();
		this.#here = here;
		this.#answering = answeringOf(here);
		this.begin();
	}

	end(): void {
		this.#end?.();
		this.#end = undefined;
	}

	/** What stands in the forms and is not what the server drew. */
	#typedInto(element: Element, paragraph: string): [TypedAnswer, TypedFields][] {
		const values: Record<string, string[]> = {};
		for (const form of element.querySelectorAll('form'))
			for (const [name, value] of new FormData(form))
				if (typeof value === 'string') (values[name] ??= []).push(value);
		return this.props(paragraph).questions.flatMap((question) => {
			const answer = this.#answering.answer(question.key);
			const typed = typedBack(question.key, values, question.asked);
			const changed = typed ? changedIn(typed, question) : {};
			return answer && Object.keys(changed).length > 0 ? [[answer, changed]] : [];
		});
	}
}

function answeringOf({ set, around, person }: MarginHere): Answering {
	return new Answering({
		address: `${around.module}/questions/${around.set}`,
		person,
		questions: set.questions,
		form: null
	});
}

function changedIn(typed: TypedFields, { asked, answer }: QuestionHere): TypedFields {
	const drawn = typedFrom(asked, answer?.value ?? null);
	const lines = (text: string | undefined) => text?.replace(/\r\n?/g, '\n');
	return Object.fromEntries(
		Object.entries(typed).filter(([name, value]) => lines(value) !== lines(drawn[name]))
	);
}
