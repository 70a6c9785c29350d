import { splitWords } from "./splitWords.ts";
import { firstCharacterId, joinPair, pairKey, type SubwordRules } from "./subwords.ts";

export interface LearnOptions {
  /** Ids in all, three of them special. Fewer are learned where no pair occurs twice. */
  readonly size: number;
  /** Characters that occur less often are unknown. */
  readonly leastCharacterCount: number;
}

interface CountedWord {
  ids: readonly number[];
  readonly count: number;
}

/**
 * Learns byte-pair rules (Sennrich et al. 2016, arXiv 1508.07909): again and again the most frequent pair of neighbours within
 * words becomes a piece. Deterministic: of equally frequent pairs the one with the smallest ids, which follow code points
 * and then the order of learning.
 */
export function learnSubwords(texts: Iterable<string>, options: LearnOptions): SubwordRules {
  const wordCounts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) wordCounts.set(word, (wordCounts.get(word) ?? 0) + 1);
  }
  const characters = frequentCharacters(wordCounts, options.leastCharacterCount);
  const idOf = new Map(characters.map((character, at) => [character, firstCharacterId + at]));
  const words: CountedWord[] = Array.from(wordCounts, ([word, count]) => ({
    // An unknown character keeps its neighbours apart: no pair has a negative id.
    ids: [...word].map((character) => idOf.get(character) ?? -1),
    count,
  }));
  const pairs = new PairCounts(words);
  const merges: [number, number][] = [];
  for (let next = firstCharacterId + characters.length; next < options.size; next++) {
    const best = pairs.mostFrequent();
    if (best === null) break;
    merges.push(best);
    pairs.join(best, next);
  }
  return { characters, merges };
}

function frequentCharacters(wordCounts: ReadonlyMap<string, number>, least: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of wordCounts) {
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  }
  const codePoint = (character: string) => character.codePointAt(0) as number;
  return [...counts.keys()]
    .filter((character) => (counts.get(character) as number) >= least)
    .sort((a, b) => codePoint(a) - codePoint(b));
}

/** How often every pair of neighbours occurs, and in which words, kept up while pairs join. */
class PairCounts {
  readonly #words: CountedWord[];
  readonly #pairs = new Map<
    number,
    { readonly pair: [number, number]; count: number; in: Set<CountedWord> }
  >();

  constructor(words: CountedWord[]) {
    this.#words = words;
    for (const word of this.#words) this.#add(word, 1);
  }

  /** The pair that occurs most often, at least twice; null where there is none. */
  mostFrequent(): [number, number] | null {
    let best: { pair: [number, number]; count: number } | null = null;
    for (const each of this.#pairs.values()) {
      if (each.count < 2) continue;
      if (best === null || each.count > best.count) best = each;
      else if (each.count === best.count && isBefore(each.pair, best.pair)) best = each;
    }
    return best?.pair ?? null;
  }

  join([left, right]: readonly [number, number], joined: number): void {
    const affected = this.#pairs.get(pairKey(left, right))?.in ?? [];
    for (const word of [...affected]) {
      this.#add(word, -1);
      word.ids = joinPair(word.ids, (a, b) => a === left && b === right, joined);
      this.#add(word, 1);
    }
  }

  #add(word: CountedWord, sign: 1 | -1): void {
    for (let at = 0; at + 1 < word.ids.length; at++) {
      const [left, right] = [word.ids[at] as number, word.ids[at + 1] as number];
      if (left < 0 || right < 0) continue;
      const key = pairKey(left, right);
      const entry = this.#pairs.get(key) ?? { pair: [left, right], count: 0, in: new Set() };
      entry.count += sign * word.count;
      if (sign === 1) entry.in.add(word);
      else entry.in.delete(word);
      if (entry.count === 0) this.#pairs.delete(key);
      else this.#pairs.set(key, entry);
    }
  }
}

const isBefore = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]);
