import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { FunctionTree } from "./namedFunctions.ts";

export interface FunctionSplit {
  readonly train: readonly FunctionTree[];
  readonly validation: readonly FunctionTree[];
  readonly test: readonly FunctionTree[];
}

/**
 * Cuts functions, in the order of the source, into regions of equally many, of which `validation` and `test` are drawn (threefry, seed 0) for those splits. A
 * function that reaches into another region is left out: it holds functions of that one.
 */
export function splitFunctions(
  functions: readonly FunctionTree[],
  { regions, validation, test }: { regions: number; validation: number; test: number },
): FunctionSplit {
  const perRegion = Math.ceil(functions.length / regions);
  const rank = permutation(deriveKey(keyFromSeed(0), "source regions"), regions);
  const chosen = (from: number, to: number) =>
    functions.filter((each, at) => {
      const region = Math.floor(at / perRegion);
      const next = functions[(region + 1) * perRegion];
      const place = rank[region] as number;
      return place >= from && place < to && (next === undefined || each.end <= next.start);
    });
  return {
    validation: chosen(0, validation),
    test: chosen(validation, validation + test),
    train: chosen(validation + test, regions),
  };
}
