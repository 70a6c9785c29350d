import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type BinaryOperation,
  binaryOperations,
  reductions,
  type UnaryOperation,
  unaryOperations,
} from "../submission/guest/operationNames.ts";
import type { LeafInfo } from "../submission/guest/tree.ts";
import { createTreeOperations } from "./treeOperations.ts";
import { StructureTable, sizeOf } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

/** A leaf in plain JavaScript. */
interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

const structures = new StructureTable();
const operations = createTreeOperations(structures, () => {});
const made: TreeValue[] = [];
const keep = (value: TreeValue): TreeValue => {
  made.push(value);
  return value;
};

let before: number;
beforeAll(async () => {
  await openBackend("wasm");
  before = tf.memory().numTensors;
});
afterAll(() => {
  for (const value of made) value.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

const treeOf = (leaves: readonly Plain[]): TreeValue =>
  keep(
    TreeValue.fromLeaves(
      structures.intern(leaves.map(({ shape }, index): LeafInfo => ({ index, kind: "weight", shape }))),
      leaves.map(({ shape, values }) => tf.tensor([...values], [...shape], "float32")),
    ),
  );
const plain = (tree: TreeValue): Plain[] =>
  tree.leaves().map((leaf) => ({ shape: leaf.shape, values: [...leaf.dataSync()] }));

/** Relative to the largest of 1 and what is expected; infinities and NaN have to be the same. */
function expectClose(actual: readonly Plain[], expected: readonly Plain[], tolerance = 2e-5): void {
  expect(actual.map(({ shape }) => shape)).toEqual(expected.map(({ shape }) => shape));
  actual.forEach(({ values }, leaf) => {
    values.forEach((value, i) => {
      const wanted = Math.fround(expected[leaf]?.values[i] as number);
      if (Object.is(value, wanted) || value === wanted) return;
      expect(Math.abs(value - wanted) / Math.max(1, Math.abs(wanted))).toBeLessThan(tolerance);
    });
  });
}

const numbers = fc.float({ min: -4, max: 4, noNaN: true }).map((x) => (Math.abs(x) < 1e-3 ? 0.5 : x));
const shapes = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 });
const leafOf = (shape: readonly number[]): fc.Arbitrary<Plain> =>
  fc
    .array(numbers, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map((values) => ({ shape, values }));
const trees = fc.array(shapes.chain(leafOf), { minLength: 1, maxLength: 4 });
const pairs = fc
  .array(shapes, { minLength: 1, maxLength: 4 })
  .chain((list) => fc.tuple(fc.tuple(...list.map(leafOf)), fc.tuple(...list.map(leafOf))));
const runs = { numRuns: 25 };

const mapped = (tree: readonly Plain[], map: (x: number) => number): Plain[] =>
  tree.map(({ shape, values }) => ({ shape, values: values.map(map) }));

/** Halves go to even, as in IEEE 754 and tfjs. */
const roundHalfEven = (x: number): number => {
  const floor = Math.floor(x);
  if (x - floor !== 0.5) return Math.round(x);
  return floor % 2 === 0 ? floor : floor + 1;
};

const inJavaScript: Readonly<Record<UnaryOperation, (x: number) => number>> = {
  neg: (x) => -x,
  abs: Math.abs,
  sign: Math.sign,
  square: (x) => x * x,
  sqrt: Math.sqrt,
  rsqrt: (x) => 1 / Math.sqrt(x),
  reciprocal: (x) => 1 / x,
  exp: Math.exp,
  expm1: Math.expm1,
  log: Math.log,
  log1p: Math.log1p,
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  sin: Math.sin,
  cos: Math.cos,
  floor: Math.floor,
  ceil: Math.ceil,
  round: roundHalfEven,
  isFinite: (x) => (Number.isFinite(x) ? 1 : 0),
};
const needsPositive: readonly UnaryOperation[] = ["sqrt", "rsqrt", "log", "log1p"];

describe("unary operations", () => {
  test.each(unaryOperations)("%s is what JavaScript says, element by element", (name) => {
    const positive = needsPositive.includes(name);
    fc.assert(
      fc.property(trees, (tree) => {
        const given = positive ? mapped(tree, Math.abs) : tree;
        const result = keep(operations.unary(unaryOperations.indexOf(name), treeOf(given)));
        expectClose(plain(result), mapped(given, inJavaScript[name]));
      }),
      runs,
    );
  });
});

const binaryInJavaScript: Readonly<Record<BinaryOperation, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  div: (a, b) => a / b,
  pow: (a, b) => a ** b,
  maximum: Math.max,
  minimum: Math.min,
  greater: (a, b) => (a > b ? 1 : 0),
  greaterEqual: (a, b) => (a >= b ? 1 : 0),
  less: (a, b) => (a < b ? 1 : 0),
  lessEqual: (a, b) => (a <= b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
};

describe("binary operations", () => {
  test.each(binaryOperations)("%s goes leaf by leaf, with a number and with a scalar", (name) => {
    const inJs = binaryInJavaScript[name];
    const operation = binaryOperations.indexOf(name);
    fc.assert(
      fc.property(pairs, numbers, ([left, right], constant) => {
        const base = name === "pow" ? mapped(left, Math.abs) : left;
        const number = Math.fround(name === "pow" ? Math.abs(constant) : constant);
        const [a, b] = [treeOf(base), treeOf(right)];
        expectClose(
          plain(keep(operations.binary(operation, a, b))),
          base.map(({ shape, values }, leaf) => ({
            shape,
            values: values.map((x, i) => inJs(x, right[leaf]?.values[i] as number)),
          })),
          1e-4,
        );
        const withConstant = mapped(base, (x) => inJs(x, number));
        const scalar = treeOf([{ shape: [], values: [number] }]);
        expectClose(plain(keep(operations.binaryConstant(operation, a, number, false))), withConstant, 1e-4);
        expectClose(plain(keep(operations.binary(operation, a, scalar))), withConstant, 1e-4);
        expectClose(
          plain(keep(operations.binaryConstant(operation, a, number, true))),
          mapped(base, (x) => inJs(number, x)),
          1e-4,
        );
      }),
      runs,
    );
  });

  test("every leaf broadcasts against its own counterpart", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })), {
          minLength: 2,
          maxLength: 4,
        }),
        (sizes) => {
          const left = sizes.map(([rows, columns], leaf) => ({
            shape: [rows, columns],
            values: Array.from({ length: rows * columns }, (_, i) => i + leaf),
          }));
          const right = sizes.map(([rows], leaf) => ({
            shape: [rows, 1],
            values: Array.from({ length: rows }, (_, i) => 10 * i - leaf),
          }));
          const sum = keep(operations.binary(binaryOperations.indexOf("add"), treeOf(left), treeOf(right)));
          expectClose(
            plain(sum),
            left.map(({ shape, values }, leaf) => ({
              shape,
              values: values.map(
                (x, i) => x + (right[leaf]?.values[Math.floor(i / (shape[1] as number))] as number),
              ),
            })),
          );
        },
      ),
      runs,
    );
  });

  test("ema, addScaled and where are their formulas", () => {
    fc.assert(
      fc.property(pairs, fc.float({ min: 0, max: 1, noNaN: true }), ([left, right], decay) => {
        const [a, b] = [treeOf(left), treeOf(right)];
        const both = (formula: (x: number, y: number) => number): Plain[] =>
          left.map(({ shape, values }, leaf) => ({
            shape,
            values: values.map((x, i) => formula(x, right[leaf]?.values[i] as number)),
          }));
        expectClose(
          plain(keep(operations.ema(a, b, decay))),
          both((x, y) => decay * x + (1 - decay) * y),
        );
        expectClose(
          plain(keep(operations.addScaled(a, b, decay))),
          both((x, y) => x + decay * y),
        );
        const greater = keep(operations.binary(binaryOperations.indexOf("greater"), a, b));
        expectClose(plain(keep(operations.where(greater, a, b))), both(Math.max));
      }),
      runs,
    );
  });
});

const reduced: Readonly<Record<(typeof reductions)[number], (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, x) => sum + x, 0),
  mean: (values) => values.reduce((sum, x) => sum + x, 0) / values.length,
  max: (values) => Math.max(...values),
  min: (values) => Math.min(...values),
  norm: (values) => Math.hypot(...values),
};

describe("reductions", () => {
  test.each(reductions)("%s per leaf, over all and along every axis", (name) => {
    const reduction = reductions.indexOf(name);
    const inJs = reduced[name];
    fc.assert(
      fc.property(trees, (leaves) => {
        const tree = treeOf(leaves);
        expectClose(
          plain(keep(operations.reduceLeaves(reduction, tree))),
          leaves.map(({ values }) => ({ shape: [], values: [inJs(values)] })),
        );
        expectClose(plain(keep(operations.reduceAll(reduction, tree))), [
          { shape: [], values: [inJs(leaves.flatMap(({ values }) => values))] },
        ]);
        const [first] = leaves;
        if (!first) return;
        first.shape.forEach((length, axis) => {
          const inner = sizeOf(first.shape.slice(axis + 1));
          const outer = sizeOf(first.shape.slice(0, axis));
          const values = Array.from({ length: outer * inner }, (_, i) =>
            inJs(
              Array.from(
                { length },
                (_unused, k) =>
                  first.values[(Math.floor(i / inner) * length + k) * inner + (i % inner)] as number,
              ),
            ),
          );
          const shape = first.shape.map((size, i) => (i === axis ? 1 : size));
          for (const way of [axis, axis - first.shape.length]) {
            expectClose(plain(keep(operations.reduceAxis(reduction, treeOf([first]), way))), [
              { shape, values },
            ]);
          }
        });
      }),
      runs,
    );
  });

  test("dot is the sum of the products", () => {
    fc.assert(
      fc.property(pairs, ([left, right]) => {
        const values = [
          left.reduce(
            (sum, leaf, l) =>
              sum + leaf.values.reduce((part, x, i) => part + x * (right[l]?.values[i] as number), 0),
            0,
          ),
        ];
        expectClose(plain(keep(operations.dot(treeOf(left), treeOf(right)))), [{ shape: [], values }]);
      }),
      runs,
    );
  });
});

describe("shapes", () => {
  const side = fc.integer({ min: 1, max: 5 });
  test("matmul takes either operand transposed", () => {
    fc.assert(
      fc.property(side, side, side, fc.boolean(), fc.boolean(), (m, k, n, transposeLeft, transposeRight) => {
        const at = (i: number, j: number, seed: number) => Math.sin(seed + 7 * i + 3 * j);
        const grid = (rows: number, columns: number, value: (i: number, j: number) => number): Plain => ({
          shape: [rows, columns],
          values: Array.from({ length: rows * columns }, (_, p) =>
            value(Math.floor(p / columns), p % columns),
          ),
        });
        const a = transposeLeft ? grid(k, m, (i, j) => at(j, i, 1)) : grid(m, k, (i, j) => at(i, j, 1));
        const b = transposeRight ? grid(n, k, (i, j) => at(j, i, 2)) : grid(k, n, (i, j) => at(i, j, 2));
        const product = grid(m, n, (i, j) =>
          Array.from({ length: k }, (_, l) => at(i, l, 1) * at(l, j, 2)).reduce((sum, x) => sum + x, 0),
        );
        expectClose(plain(keep(operations.matmul(treeOf([a]), treeOf([b]), transposeLeft, transposeRight))), [
          product,
        ]);
      }),
      runs,
    );
  });

  test("transposing twice, and merging what was partitioned, changes nothing", () => {
    const matrices = fc.array(fc.tuple(side, side).chain(leafOf), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(matrices, fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), (leaves, chosen) => {
        const tree = treeOf(leaves);
        const twice = keep(operations.transpose(keep(operations.transpose(tree))));
        expect(plain(twice)).toEqual(plain(tree));
        const places = leaves.map((_, i) => i);
        const [selected, rest] = [true, false].map((want) =>
          keep(
            operations.select(
              tree,
              places.filter((i) => chosen[i] === want),
            ),
          ),
        ) as [TreeValue, TreeValue];
        const merged = keep(operations.join([rest, selected], true));
        expect(merged.structure).toBe(tree.structure);
        expect(plain(merged)).toEqual(plain(tree));
      }),
      runs,
    );
  });

  test("slices put together again are the whole", () => {
    fc.assert(
      fc.property(leafOf([5, 3]), fc.integer({ min: 1, max: 4 }), (leaf, at) => {
        const tree = treeOf([leaf]);
        const top = keep(operations.slice(tree, [0, 0], [at, -1]));
        const rest = keep(operations.slice(tree, [at, 0], [-1, 3]));
        expect(plain(keep(operations.concat([top, rest], 0)))).toEqual(plain(tree));
      }),
      runs,
    );
  });

  test("a slice that is not all inside is refused", () => {
    fc.assert(
      fc.property(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }), (begin, size) => {
        const tree = treeOf([{ shape: [5], values: [1, 2, 3, 4, 5] }]);
        const length = size === -1 ? 5 - begin : size;
        const inside = begin >= 0 && length >= 1 && begin + length <= 5;
        const slice = () => keep(operations.slice(tree, [begin], [size]));
        if (!inside) expect(slice).toThrow("not all inside");
        else expect(plain(slice())[0]?.values).toEqual([1, 2, 3, 4, 5].slice(begin, begin + length));
      }),
    );
  });

  test("arguments are never changed", () => {
    fc.assert(
      fc.property(trees, (leaves) => {
        const tree = treeOf(leaves);
        const original = plain(tree);
        keep(operations.unary(unaryOperations.indexOf("neg"), tree));
        keep(operations.fill(tree, 7));
        keep(operations.reshape(tree, [-1]));
        keep(operations.binaryConstant(binaryOperations.indexOf("mul"), tree, 3, false));
        expect(plain(tree)).toEqual(original);
      }),
      runs,
    );
  });
});

test("operands that do not fit are refused with their shapes", () => {
  const [a, b] = [treeOf([{ shape: [2], values: [1, 2] }]), treeOf([{ shape: [3], values: [1, 2, 3] }])];
  const two = treeOf([
    { shape: [2], values: [1, 2] },
    { shape: [2], values: [1, 2] },
  ]);
  expect(() => operations.binary(0, a, b)).toThrow("leaf 0 of shape [2] does not broadcast with [3]");
  expect(() => operations.binary(0, two, b)).toThrow("does not go with");
  expect(() => operations.matmul(a, a, false, false)).toThrow("does not multiply");
  expect(() => operations.transpose(a)).toThrow("needs two axes");
  expect(() => operations.dot(a, b)).toThrow("different shapes");
  expect(() => operations.join([a, a], true)).toThrow("more than one");
  expect(() => operations.select(a, [1])).toThrow("there is no leaf 1");
  expect(() => operations.reduceAxis(0, a, 1)).toThrow("has no axis 1");
  expect(() => operations.unary(99, a)).toThrow("no operation 99");
  expect(() => operations.constant(new Float32Array(2), [3])).toThrow("do not fill");
  expect(() => operations.constant(new Float32Array(0), [0])).toThrow("do not fill");
});
