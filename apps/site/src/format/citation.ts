/** What is cited: the benchmark, or an entry of it. */
export interface Cited {
  readonly key: string;
  readonly authors: readonly string[];
  readonly title: string;
  readonly url: string;
  /** When it was entered, or read. */
  readonly date: Date;
}

/** What TeX would take for something else. Everything comes from strangers. */
const texText = (text: string): string =>
  text
    .replace(/\p{Cc}/gu, " ")
    .replace(/[\\{}]/g, "")
    .replace(/[&%$#_]/g, "\\$&")
    .replaceAll("~", "\\textasciitilde{}")
    .replaceAll("^", "\\textasciicircum{}");

/** A BibTeX entry. Names that BibTeX would take apart are kept whole in braces. */
export function bibtex({ key, authors, title, url, date }: Cited): string {
  const name = (author: string) => (/\band\b|,/i.test(author) ? `{${texText(author)}}` : texText(author));
  return [
    `@misc{${key.replace(/[^A-Za-z0-9_:-]/g, "")},`,
    `  author = {${authors.map(name).join(" and ")}},`,
    `  title = {{${texText(title)}}},`,
    `  year = {${date.getUTCFullYear()}},`,
    `  month = {${date.getUTCMonth() + 1}},`,
    `  howpublished = {\\url{${url.replace(/[{}\\\s]/g, encodeURIComponent)}}}`,
    "}",
  ].join("\n");
}
