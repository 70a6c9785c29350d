import { checkedOptions, count, type Kind } from "../checkedOptions.ts";
import { abs, add, div, floor, maximum, mul, sub } from "../operations/elementwise.ts";
import { fromRows, toRows } from "../operations/quantization.ts";
import { maxAxis } from "../operations/reductions.ts";
import { placed } from "../placement.ts";
import type { Transform } from "../transform.ts";
import { stateless } from "./stateless.ts";

/** One bit is the sign: it leaves no step between 0 and the largest. */
const atLeastTwo: Kind = {
  what: "a whole number from 2 to 24",
  allows: (value) => count.allows(value) && (value as number) >= 2 && (value as number) <= 24,
};

/**
 * Leaves the parameters, after the update, on a grid of so many bits in each block of elements: s·⌊p/s + u⌋ with u uniform in [0, 1) and s the block's
 * largest size over 2^(bits−1) − 1. Unbiased, so that updates below the grid add up in the mean. Last in the chain. Zhang et al. 2024,
 * arXiv 2407.08296, section 3.4.
 */
export function roundStochastically(
  options: { readonly bits?: number | undefined; readonly blockSize?: number | undefined } = {},
): Transform<null> {
  const { bits, blockSize } = checkedOptions("roundStochastically", options, {
    bits: [atLeastTwo, 8],
    blockSize: [count, 256],
  });
  return placed(
    stateless((updates, { params, rng }) => {
      const moved = toRows(add(params, updates), blockSize);
      const grid = mul(maximum(maxAxis(abs(moved), 1), 1e-30), 1 / (2 ** (bits - 1) - 1));
      const rounded = mul(floor(add(div(moved, grid), rng.uniform(moved))), grid);
      return sub(fromRows(rounded, params), params);
    }),
    { name: "roundStochastically", takes: "steps", gives: "final" },
  );
}
