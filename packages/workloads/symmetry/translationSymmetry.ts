import { deriveKey } from "@steepest/base/random/key.ts";
import type { TranslationOptions } from "../tasks/translation.ts";
import type { TranslationSplit } from "../tasks/translationData.ts";
import { firstCharacterId } from "../text/subwords.ts";
import { drawIds, inverseOf, renamed } from "./drawIds.ts";
import type { DrawSymmetry } from "./symmetric.ts";

/**
 * The pieces of the shared vocabulary change names, in both languages alike; padding, end and unknown keep theirs. What is decoded is read by its old
 * names, so that translations are compared as text.
 */
export const translationSymmetry: DrawSymmetry<TranslationOptions> = (options, key) => {
  const { vocabulary, train, validation, test } = options.data;
  const names = drawIds(deriveKey(key, "pieces"), vocabulary.size, firstCharacterId);
  const oldNames = inverseOf(names);
  const change = <Sentences extends TranslationSplit>(split: Sentences): Sentences => ({
    ...split,
    sources: split.sources.map((ids) => renamed(ids, names)),
    targets: split.targets.map((ids) => renamed(ids, names)),
  });
  return {
    ...options,
    data: {
      vocabulary: {
        ...vocabulary,
        encode: (text) => vocabulary.encode(text).map((id) => names[id] as number),
        decode: (ids) => vocabulary.decode(Array.from(ids, (id) => oldNames[id] ?? id)),
      },
      train: change(train),
      validation: change(validation),
      test: change(test),
    },
  };
};
