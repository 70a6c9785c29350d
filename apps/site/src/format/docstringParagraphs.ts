/** A piece of a docstring: code between backticks, or text. */
export interface DocstringPart {
  readonly text: string;
  readonly isCode: boolean;
}

/** Paragraphs of a docstring, which empty lines part; within one, single line breaks are only the source's. */
export const docstringParagraphs = (docstring: string): DocstringPart[][] =>
  docstring
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.trim().replace(/\s*\n\s*/g, " "))
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) =>
      paragraph
        .split("`")
        .map((text, i) => ({ text, isCode: i % 2 === 1 }))
        .filter(({ text }) => text !== ""),
    );
