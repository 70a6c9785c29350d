import { checkedOptions, count, flag } from "./checkedOptions.ts";
import { abs, div, floor, maximum, mul, sub } from "./operations/elementwise.ts";
import { bucketOf, fromRows, lookUp, packBytes, toRows, unpackBytes } from "./operations/quantization.ts";
import { maxAxis, sumAxis } from "./operations/reductions.ts";
import { constant } from "./operations/shapes.ts";
import type { Tree } from "./tree.ts";

/** A tree in 8 bits an element and one float32 a block. */
export interface QuantizedTree {
  readonly packed: Tree;
  /** [blocks, 1]: the largest size in each block. */
  readonly scales: Tree;
}

/**
 * The 256 values of the dynamic map, ascending: 0, 1 and, for each power of ten from 10⁻⁶ to 1, midpoints of equal intervals between a tenth
 * and the whole of it: 2ᵉ of them for e = 0 … 6 and their negatives (signed), 2ᵉ⁺¹ (unsigned). Dettmers 2016, arXiv 1511.04561.
 */
export function dynamicMap(signed: boolean): number[] {
  const values = [0, 1];
  for (let e = 0; e <= 6; e++) {
    const intervals = 2 ** (signed ? e : e + 1);
    for (let i = 0; i < intervals; i++) {
      const midpoint = (0.1 + (0.9 * (i + 0.5)) / intervals) * 10 ** (e - 6);
      values.push(midpoint);
      if (signed) values.push(-midpoint);
    }
  }
  return values.sort((x, y) => x - y);
}

/** A map and the bounds between its values. */
function tableOf(signed: boolean) {
  const values = dynamicMap(signed);
  return { values, midpoints: values.slice(1).map((value, i) => (value + (values[i] as number)) / 2) };
}

/** Made once, while the library loads, which is free. */
const tables = { signed: tableOf(true), unsigned: tableOf(false) };

/**
 * Block-wise quantisation: each leaf in blocks of `blockSize` elements in order, each divided by its largest size and rounded to the nearest value of
 * the dynamic map (halfway up). Dettmers et al. 2022, arXiv 2110.02861, section 2.
 */
export function blockwiseQuantization(options: { readonly signed: boolean; readonly blockSize: number }) {
  const { signed, blockSize } = checkedOptions("blockwiseQuantization", options, {
    signed: [flag],
    blockSize: [count],
  });
  const { values, midpoints } = signed ? tables.signed : tables.unsigned;
  return {
    quantize(tree: Tree): QuantizedTree {
      const blocks = toRows(tree, blockSize);
      const scales = maximum(maxAxis(abs(blocks), 1), 1e-12);
      const codes = bucketOf(div(blocks, scales), constant(midpoints, [midpoints.length]));
      return { packed: packBytes(fromRows(codes, tree)), scales };
    },
    /** In the shapes of `like`. */
    dequantize({ packed, scales }: QuantizedTree, like: Tree): Tree {
      const normalized = lookUp(unpackBytes(packed, like), constant(values, [values.length]));
      return fromRows(mul(toRows(normalized, blockSize), scales), like);
    },
  };
}

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
