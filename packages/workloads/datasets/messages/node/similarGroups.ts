/** Lower-case words; placeholders and numbers are all the same, punctuation does not count. */
export const wordsOf = (text: string): ReadonlySet<string> =>
  new Set(
    (text.toLowerCase().match(/\{\d\}|[\p{L}\p{N}]+/gu) ?? []).map((word) =>
      /^(\{\d\}|\d+)$/.test(word) ? "#" : word,
    ),
  );

/** Words that two sets share, over those of either (Jaccard). */
export function overlap(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  let shared = 0;
  for (const word of a) if (b.has(word)) shared++;
  return shared / (a.size + b.size - shared || 1);
}

/**
 * Groups of items, by index: two that overlap by at least `least` in any of their texts are in one group, and so are those that
 * a chain of such pairs connects. Groups and their members are in the order of the items.
 */
export function similarGroups(items: readonly (readonly string[])[], least: number): readonly number[][] {
  const parents = items.map((_, at) => at);
  const rootOf = (at: number): number => {
    let root = at;
    while (parents[root] !== root) root = parents[root] as number;
    parents[at] = root;
    return root;
  };
  const texts = items[0]?.length ?? 0;
  for (let text = 0; text < texts; text++) {
    const words = items.map((item) => wordsOf(item[text] as string));
    for (const [at, other] of pairsSharingAWord(words)) {
      if (rootOf(at) === rootOf(other)) continue;
      if (overlap(words[at] as ReadonlySet<string>, words[other] as ReadonlySet<string>) >= least) {
        parents[Math.max(rootOf(at), rootOf(other))] = Math.min(rootOf(at), rootOf(other));
      }
    }
  }
  const groups = new Map<number, number[]>();
  for (const at of parents.keys()) groups.set(rootOf(at), [...(groups.get(rootOf(at)) ?? []), at]);
  return [...groups.values()];
}

/** Only such pairs can be similar; most pairs share none. */
function* pairsSharingAWord(words: readonly ReadonlySet<string>[]): Generator<[number, number]> {
  const holders = new Map<string, number[]>();
  for (const [at, set] of words.entries()) {
    const others = new Set<number>();
    for (const word of set) {
      const before = holders.get(word) ?? [];
      for (const other of before) others.add(other);
      holders.set(word, before);
      before.push(at);
    }
    for (const other of others) yield [at, other];
  }
}
