/** A piece of what can be found. */
export interface SearchSection {
  readonly href: string;
  readonly title: string;
  /** The document, or what kind of thing it is. */
  readonly of: string;
  readonly text: string;
}

/** Markdown as a reader sees it, near enough to be found by its words. */
const plain = (markdown: string): string =>
  markdown
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replaceAll(/^[-|: ]+$/gm, "")
    .replaceAll(/[`*|]/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();

/** A document cut at its headings. `headings` are those of the rendered page, in order: they know their addresses. */
export function searchSections(
  href: string,
  markdown: string,
  headings: readonly { readonly depth: number; readonly slug: string; readonly text: string }[],
): SearchSection[] {
  const parts: string[][] = [[]];
  let isCode = false;
  for (const line of markdown.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    if (!isCode && /^#{1,6} /.test(line)) parts.push([]);
    else parts.at(-1)?.push(line);
  }
  const [before = [], ...bodies] = parts;
  const title = headings.find(({ depth }) => depth === 1)?.text ?? href;
  return bodies.map((lines, at) => {
    const heading = headings[at];
    const text = plain((at === 0 ? [...before, ...lines] : lines).join("\n"));
    const address = heading === undefined || heading.depth === 1 ? href : `${href}#${heading.slug}`;
    return { href: address, title: heading?.text ?? title, of: title, text };
  });
}
