import { spaceMark, splitWords } from "./splitWords.ts";

/** Padding, which also starts a sequence (AlgoPerf shifts targets right by a 0). */
export const paddingId = 0;
export const endId = 1;
export const unknownId = 2;
export const firstCharacterId = 3;

/** A byte-pair vocabulary, as its file holds it. */
export interface SubwordRules {
  /** The characters that have an id of their own, in the order of their ids from 3. */
  readonly characters: readonly string[];
  /** Pairs of ids that join, in the order they were learned; the first makes the id after the last character's. */
  readonly merges: readonly (readonly [number, number])[];
}

/** Ids 0 … size − 1: padding, end, unknown, characters, then merged pieces. */
export interface Subwords {
  readonly size: number;
  /** The ids of a text, without an end. */
  encode(text: string): readonly number[];
  /** The text of ids up to the first end; padding is left out and an unknown character shows as `�`. */
  decode(ids: Iterable<number>): string;
}

/**
 * Byte-pair encoding on characters (Sennrich et al. 2016, arXiv 1508.07909): a word starts as its characters, and the pair of
 * neighbours that was learned first joins until none is left.
 */
export function subwords({ characters, merges }: SubwordRules): Subwords {
  const idOf = new Map(characters.map((character, at) => [character, firstCharacterId + at]));
  const pieces = ["", "", "�", ...characters];
  const ranks = new Map<number, number>();
  for (const [rank, [left, right]] of merges.entries()) {
    ranks.set(pairKey(left, right), rank);
    pieces.push(`${pieces[left]}${pieces[right]}`);
  }
  const known = new Map<string, readonly number[]>();
  const encodeWord = (word: string): readonly number[] => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const ids = join(
      [...word].map((character) => idOf.get(character) ?? unknownId),
      ranks,
      firstCharacterId + characters.length,
    );
    known.set(word, ids);
    return ids;
  };
  return {
    size: pieces.length,
    encode: (text) => splitWords(text).flatMap(encodeWord),
    decode(ids) {
      let text = "";
      for (const id of ids) {
        if (id === endId) break;
        text += pieces[id] ?? pieces[unknownId];
      }
      return text.replaceAll(spaceMark, " ");
    },
  };
}

/** One number for a pair of ids; vocabularies have fewer than 2²⁰ pieces. */
export const pairKey = (left: number, right: number): number => left * 2 ** 20 + right;

function join(ids: number[], ranks: ReadonlyMap<number, number>, firstMerged: number): number[] {
  let joined = ids;
  for (;;) {
    let best = Number.POSITIVE_INFINITY;
    for (let at = 0; at + 1 < joined.length; at++) {
      const rank = ranks.get(pairKey(joined[at] as number, joined[at + 1] as number));
      if (rank !== undefined && rank < best) best = rank;
    }
    if (best === Number.POSITIVE_INFINITY) return joined;
    joined = joinPair(joined, (left, right) => ranks.get(pairKey(left, right)) === best, firstMerged + best);
  }
}

/** Replaces the neighbours that `isPair` by one id, from the left. */
export function joinPair(
  ids: readonly number[],
  isPair: (left: number, right: number) => boolean,
  joined: number,
): number[] {
  const result: number[] = [];
  for (let at = 0; at < ids.length; at++) {
    const id = ids[at] as number;
    if (at + 1 < ids.length && isPair(id, ids[at + 1] as number)) {
      result.push(joined);
      at++;
    } else result.push(id);
  }
  return result;
}
