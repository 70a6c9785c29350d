import MiniSearch from "minisearch";
import type { SearchSection } from "./searchSections.ts";

export interface Found extends Pick<SearchSection, "href" | "title" | "of"> {
  /** The words around the first that was looked for. */
  readonly excerpt: string;
}

const mostResults = 30;
const around = 90;
/** Of a question no more is read: what nearly a word is takes more than its length to find. */
const mostAsked = 200;

/** Finds sections by words, by beginnings of words and, from five letters on, by nearly the word. The same in the Worker and in a tab. */
export function createSearch(sections: readonly SearchSection[]): (query: string) => Found[] {
  const index = new MiniSearch<SearchSection & { id: number }>({
    fields: ["title", "of", "text"],
    searchOptions: {
      boost: { title: 4, of: 2 },
      prefix: true,
      combineWith: "AND",
      fuzzy: (term) => (term.length >= 5 ? 0.2 : false),
    },
  });
  index.addAll(sections.map((section, id) => ({ ...section, id })));
  return (query) =>
    index
      .search(query.slice(0, mostAsked))
      .slice(0, mostResults)
      .flatMap(({ id, terms }) => {
        const section = sections[id as number];
        return section === undefined ? [] : [{ ...section, excerpt: excerptOf(section.text, terms) }];
      });
}

function excerptOf(text: string, terms: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = terms.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...(places.length > 0 ? places : [0])) - around);
  const end = Math.min(text.length, start + 2.5 * around);
  return `${start > 0 ? "… " : ""}${text.slice(start, end).trim()}${end < text.length ? " …" : ""}`;
}
