/** A piece of a docstring: code between backticks, or text. */
export interface DocstringPart {
  readonly text: string;
  readonly isCode: boolean;
}

/** Paragraphs of a docstring, which empty lines part; within one, single line breaks are only the source's. */
export function docstringParagraphs(docstring: string): DocstringPart[][] {
  const paragraphs: string[][] = [[]];
  // Line by line: a regular expression for breaks amid white space tries each blank of a long run anew.
  for (const line of docstring.split("\n").map((one) => one.trim())) {
    if (line === "") paragraphs.push([]);
    else paragraphs.at(-1)?.push(line);
  }
  return paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) =>
      lines
        .join(" ")
        .split("`")
        .map((text, i) => ({ text, isCode: i % 2 === 1 }))
        .filter(({ text }) => text !== ""),
    );
}
