import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type { ClickExamples, ClickPredictionOptions } from "../tasks/clickPrediction.ts";
import { rearranged } from "./arrangement.ts";
import { drawIds, rename } from "./drawIds.ts";
import { drawSign } from "./drawSign.ts";
import { mapSplits } from "./mapSplits.ts";
import type { DrawSymmetry } from "./symmetric.ts";

/**
 * Rows of the embedding table change names; numbers change places and signs, categories places; and whether the event happens may be asked as whether it
 * does not.
 */
export const clickSymmetry =
  ({ vocabulary }: { readonly vocabulary: number }): DrawSymmetry<ClickPredictionOptions> =>
  (options, key) => {
    const names = drawIds(deriveKey(key, "rows"), vocabulary);
    const numberSources = permutation(deriveKey(key, "numbers"), options.numbers);
    const categorySources = permutation(deriveKey(key, "categories"), options.categories);
    const signs = drawSigns(deriveKey(key, "signs"), options.numbers);
    const isAsked = drawSign(deriveKey(key, "labels")) > 0;
    const change = ({ numbers, categories, labels }: ClickExamples): ClickExamples => ({
      numbers: sign(rearranged(numbers, numberSources), signs),
      categories: rename(rearranged(categories, categorySources), names),
      labels: isAsked ? labels : labels.map((label) => 1 - label),
    });
    return { ...options, data: mapSplits(options.data, change) };
  };

const drawSigns = (key: RandomKey, count: number): Float32Array =>
  Float32Array.from({ length: count }, (_, at) => drawSign(deriveKey(key, at)));

/** Multiplies, where they stand, every number of every row by its column's sign. */
function sign(numbers: Float32Array, signs: Float32Array): Float32Array {
  for (let start = 0; start < numbers.length; start += signs.length) {
    for (let at = 0; at < signs.length; at++) {
      numbers[start + at] = (numbers[start + at] as number) * (signs[at] as number);
    }
  }
  return numbers;
}
