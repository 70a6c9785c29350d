import type { QuantizedTree } from "./blockwiseQuantization.ts";
import { checkedOptions, count } from "./checkedOptions.ts";
import { abs, div, floor, maximum, mul, sub } from "./operations/elementwise.ts";
import { bucketOf, fromRows, lookUp, toRows } from "./operations/quantization.ts";
import { maxAxis, sumAxis } from "./operations/reductions.ts";
import { constant } from "./operations/shapes.ts";
import type { Tree } from "./tree.ts";

/** The linear-square map: ±(1 − 2j/15)², ascending, and 0 in the place of its smallest negative value. Wang et al. 2024, arXiv 2405.18144, eq. 3. */
const values = Array.from({ length: 16 }, (_, j) => {
  const linear = -1 + (2 * j) / 15;
  return j === 7 ? 0 : Math.sign(linear) * linear ** 2;
});
const midpoints = values.slice(1).map((value, i) => (value + (values[i] as number)) / 2);
/** Six codes of 4 bits are all that one float32 holds exactly. */
const digits = Array.from({ length: 6 }, (_, i) => 16 ** i);
const inverses = digits.map((digit) => 1 / digit);

/** 4 bits an element, six to a float32, and a scale a block of so many elements of a leaf in order. */
export function fourBitQuantization(options: { readonly blockSize?: number | undefined } = {}) {
  const { blockSize } = checkedOptions("fourBitQuantization", options, { blockSize: [count, 64] });
  const table = (numbers: readonly number[]) => constant(numbers, [numbers.length]);
  return {
    quantize(tree: Tree): QuantizedTree {
      const blocks = toRows(tree, blockSize);
      const scales = maximum(maxAxis(abs(blocks), 1), 1e-30);
      const codes = fromRows(bucketOf(div(blocks, scales), table(midpoints)), tree);
      return { packed: sumAxis(mul(toRows(codes, 6), constant(digits, [1, 6])), 1), scales };
    },
    /** In the shapes of `like`. */
    dequantize({ packed, scales }: QuantizedTree, like: Tree): Tree {
      const shifted = floor(mul(packed, constant(inverses, [1, 6])));
      const codes = fromRows(sub(shifted, mul(floor(mul(shifted, 1 / 16)), 16)), like);
      return fromRows(mul(toRows(lookUp(codes, table(values)), blockSize), scales), like);
    },
  };
}
