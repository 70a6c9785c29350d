import { log2 } from "@steepest/base/math/log.ts";
import { deriveKey } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import type { RandomKey } from "@steepest/base/random/threefry.ts";

/** Digits that a base needs so that the last one weighs less than 2⁻³². */
const digitsOf = (base: number): number => Math.ceil(32 / log2(base));

/**
 * Coordinate `index` (from 0) of the van der Corput sequence in a prime base, scrambled after Owen (1995, "Randomly
 * permuted (t,m,s)-nets and (t,s)-sequences"; for Halton: Owen 2017, arXiv 1706.02808): each digit goes through a random
 * permutation of its own that depends on all digits before it. Every coordinate is uniform in [0, 1), and the strata of
 * the plain sequence are kept: any `base` consecutive points starting at a multiple of `base` lie in different 1/base-ths.
 */
export function scrambledHalton(index: number, base: number, key: RandomKey): number {
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
