import { mostCompared } from "@steepest/core/schema/api/compare.ts";

/** What permalinks name entries by, in their order: `?a=…&b=…`. */
const letters = "abcdefgh".slice(0, mostCompared).split("");

/** The entries that a page is asked to compare: those of letters, then ticked ones (`entry`), each once. */
export const comparedIds = (asked: URLSearchParams): string[] => [
  ...new Set(
    [...letters.flatMap((letter) => asked.getAll(letter)), ...asked.getAll("entry")].filter(
      (id) => id !== "",
    ),
  ),
];

/** The page's address for these entries, with whatever else is asked. */
export function compareHref(ids: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const named = ids.map((id, at) => [letters[at] ?? "entry", id]);
  return `/compare?${new URLSearchParams([...named, ...Object.entries(more)])}`;
}
