import { exp } from "@steepest/base/math/exp.ts";
import { log, log2 } from "@steepest/base/math/log.ts";
import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";
import type {
  HyperparameterDimension,
  HyperparameterPoint,
  HyperparameterValue,
  SearchSpace,
} from "../../schema/searchSpace.ts";

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

/** The first `count` primes: one base per dimension of a Halton sequence. */
function primes(count: number): number[] {
  const found: number[] = [];
  for (let candidate = 2; found.length < count; candidate++) {
    if (found.every((prime) => candidate % prime !== 0)) found.push(candidate);
  }
  return found;
}

/** Digits that a base needs so that the last one weighs less than 2⁻³². */
const digitsOf = (base: number): number => Math.ceil(32 / log2(base));

/**
 * Coordinate `index` (from 0) of the van der Corput sequence in a prime base, scrambled after Owen (1995, "Randomly
 * permuted (t,m,s)-nets and (t,s)-sequences"; for Halton: Owen 2017, arXiv 1706.02808): each digit goes through a random
 * permutation of its own that depends on all digits before it. Every coordinate is uniform in [0, 1), and the strata of
 * the plain sequence are kept: any `base` consecutive points starting at a multiple of `base` lie in different 1/base-ths.
 */
function scrambledHalton(index: number, base: number, key: RandomKey): number {
  let node = key;
  let remaining = index;
  let weight = 1;
  let coordinate = 0;
  for (let position = digitsOf(base); position > 0; position--) {
    const digit = remaining % base;
    remaining = Math.floor(remaining / base);
    weight /= base;
    coordinate += (permutation(node, base)[digit] as number) * weight;
    node = deriveKey(node, digit);
  }
  // The sum of the digits can round up to 1 in a base that is no power of two.
  return Math.min(coordinate, 1 - 2 ** -53);
}

/**
 * Maps u in [0, 1) to a value of the dimension: evenly over a linear range, evenly in the logarithm over a log range,
 * with equal shares over feasible points.
 */
export function valueInDimension(dimension: HyperparameterDimension, u: number): HyperparameterValue {
  if ("feasible_points" in dimension) {
    const points = dimension.feasible_points;
    return points[Math.floor(u * points.length)] as HyperparameterValue;
  }
  const { min, max, scaling } = dimension;
  const value = scaling === "log" ? exp(log(min) + u * (log(max) - log(min))) : min + u * (max - min);
  // exp(log(min)) may miss `min` by a rounding.
  return Math.min(Math.max(value, min), max);
}
