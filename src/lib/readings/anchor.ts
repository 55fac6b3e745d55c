/*
 * The one anchor type of the whole product: a passage of one version of one edition. Annotation,
 * citation, comment and card all point with it. Pure: it knows nothing of pages or tables.
 */
export interface Anchor {
	readingId: string;
	versionId: string;
	paragraphId: string;
	/** Half-open offsets into the paragraph's text, in UTF-16 units. */
	start: number;
	end: number;
	exact: string;
	prefix: string;
	suffix: string;
}
