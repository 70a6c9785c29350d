import { abs, add, div, floor, maximum, mul, sub } from "../operations/elementwise.ts";
import { fromRows, toRows } from "../operations/quantization.ts";
import { maxAxis } from "../operations/reductions.ts";
import { stateless } from "./stateless.ts";

/**
 * Leaves the parameters, after the update, on a grid of so many bits in each block of elements: s·⌊p/s + u⌋ with u uniform in [0, 1) and s the block's
 * largest size over 2^(bits−1) − 1. Unbiased, so that updates below the grid add up in the mean. Last in the chain. Zhang et al. 2024,
 * arXiv 2407.08296, section 3.4.
 */
export const roundStochastically = ({
  bits = 8,
  blockSize = 256,
}: {
  bits?: number;
  blockSize?: number;
} = {}) =>
  stateless((updates, { params, rng }) => {
    const moved = toRows(add(params, updates), blockSize);
    const grid = mul(maximum(maxAxis(abs(moved), 1), 1e-30), 1 / (2 ** (bits - 1) - 1));
    const rounded = mul(floor(add(div(moved, grid), rng.uniform(moved))), grid);
    return sub(fromRows(rounded, params), params);
  });
