import type { TranslationData } from "../tasks/translationData.ts";
import { endId, firstCharacterId, type Subwords } from "../text/subwords.ts";

/** Sixteen made-up sentence pairs of 4 to 7 ids with their ends: a target is its source backwards, every id one higher. */
export function tinyTranslation(vocabularySize: number): TranslationData {
  const words = vocabularySize - firstCharacterId - 1;
  const sentences = Array.from({ length: 16 }, (_, row) =>
    Array.from(
      { length: 3 + (row % 4) },
      (__, at) => firstCharacterId + ((row * 7 + at * at * 3 + at) % words),
    ),
  );
  const translated = sentences.map((ids) => ids.toReversed().map((id) => id + 1));
  const ended = (ids: readonly number[]) => Uint16Array.from([...ids, endId]);
  const split = { sources: sentences.map(ended), targets: translated.map(ended) };
  const vocabulary = numbers(vocabularySize);
  const judged = { ...split, references: translated.map((ids) => vocabulary.decode(ids)) };
  return { vocabulary, train: split, validation: judged, test: judged };
}

/** Every id is written as its number. */
const numbers = (size: number): Subwords => ({
  size,
  encode: (text) => text.split(" ").map(Number),
  decode: (ids) => [...ids].join(" "),
});
