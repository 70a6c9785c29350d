import type { LeafInfo } from "./tree.ts";

/**
 * A predicate: weights of rank 2 and more that, as matrices [all but the last axis, last axis], have no side above `longest`, so that Gram matrices of
 * both sides are small. Look-up tables are none: few of their rows have a gradient.
 */
export const matrixUpTo =
  (longest: number) =>
  ({ kind, shape }: LeafInfo): boolean => {
    const columns = shape.at(-1) ?? 1;
    const rows = shape.reduce((size, length) => size * length, 1) / columns;
    return shape.length >= 2 && kind !== "embedding" && Math.max(rows, columns) <= longest;
  };
