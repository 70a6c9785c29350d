import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import type { HyperparameterPoint, SearchSpace } from "../../schema/searchSpace.ts";
import { primes } from "./primes.ts";
import { scrambledHalton } from "./scrambledHalton.ts";
import { valueInDimension } from "./valueInDimension.ts";

/**
 * Draws `count` points of a search space. A list of fixed points is taken in order, without replacement, so a list
 * shorter than `count` gives fewer points (as in AlgoPerf). Dimensions are drawn by a scrambled Halton sequence: the same
 * (space, seed) gives the same points, whatever the order of the keys, and a smaller `count` gives the first of them.
 */
export function samplePoints(space: SearchSpace, count: number, seed: number): HyperparameterPoint[] {
  if (Array.isArray(space)) return space.slice(0, count).map((point) => ({ ...point }));
  const key = deriveKey(keyFromSeed(seed), "search space");
  const names = Object.keys(space).sort();
  const bases = primes(names.length);
  return Array.from({ length: count }, (_, index) =>
    Object.fromEntries(
      names.map((name, j) => {
        const u = scrambledHalton(index, bases[j] as number, deriveKey(key, name));
        return [name, valueInDimension(space[name] as (typeof space)[string], u)];
      }),
    ),
  );
}
