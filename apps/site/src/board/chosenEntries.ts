/** Lines that can be told apart on one chart. */
export const mostLines = 8;

/** The entries that an address names as `entry`, at most `mostLines`; where it names none of these, the first of `standing`: those that have something to show. */
export function chosenEntries<Entry extends { readonly entry: string }>(
  asked: URLSearchParams,
  entries: readonly Entry[],
  standing: readonly Entry[] = entries,
): Entry[] {
  const named = new Set(asked.getAll("entry"));
  const chosen = entries.filter(({ entry }) => named.has(entry));
  return (chosen.length > 0 ? chosen : standing).slice(0, mostLines);
}
