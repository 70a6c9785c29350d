import { host } from "../host.ts";
import { handleOf, type Tree, treeOf } from "../tree.ts";
import { floor, mul, sub } from "./elementwise.ts";
import { sumAxis } from "./reductions.ts";
import { constant } from "./shapes.ts";

/** All elements as one leaf [rows, length]: every leaf begins a row of its own and is filled up with zeros. */
export const toRows = (tree: Tree, length: number): Tree => treeOf(host.toRows(handleOf(tree), length));

/** The inverse of `toRows`: leaves shaped like `like`. */
export const fromRows = (rows: Tree, like: Tree): Tree =>
  treeOf(host.fromRows(handleOf(rows), handleOf(like)));

/** For every element x how many of the ascending `bounds` (one leaf, at most 65,536) are ≤ x. */
export const bucketOf = (tree: Tree, bounds: Tree): Tree =>
  treeOf(host.bucketOf(handleOf(tree), handleOf(bounds)));

/** For every element the entry of `values` (one leaf, at most 65,536) at that place, which is limited to the table. */
export const lookUp = (places: Tree, values: Tree): Tree =>
  treeOf(host.lookUp(handleOf(places), handleOf(values)));

/** Three codes of 8 bits are all that one float32 holds exactly: 2²⁴ is its last consecutive integer. */
const digits = [1, 256, 65536];

/** Codes 0 … 255, three to an element: one leaf [⌈size/3⌉ a leaf, 1]. */
export const packBytes = (codes: Tree): Tree => sumAxis(mul(toRows(codes, 3), constant(digits, [1, 3])), 1);

/** The inverse of `packBytes`. */
export function unpackBytes(packed: Tree, like: Tree): Tree {
  // Powers of 2: products and differences are exact.
  const shifted = floor(
    mul(
      packed,
      constant(
        digits.map((digit) => 1 / digit),
        [1, 3],
      ),
    ),
  );
  return fromRows(sub(shifted, mul(floor(mul(shifted, 1 / 256)), 256)), like);
}
