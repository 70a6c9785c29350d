import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { leafQuantile } from "./orderOperations.ts";
import { bucketOf, fromRows, lookUp, toRows } from "./quantization.ts";
import type { TreeMaker } from "./treeMaker.ts";
import { StructureTable, sizeOf } from "./treeStructure.ts";
import { TreeValue } from "./treeValue.ts";

const structures = new StructureTable();
let reserved = 0;
const maker: TreeMaker = {
  structures,
  reserve(elements) {
    reserved += elements;
  },
};
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

interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}
const treeOf = (leaves: readonly Plain[]): TreeValue =>
  keep(
    TreeValue.fromLeaves(
      structures.intern(leaves.map(({ shape }, index) => ({ index, kind: "weight" as const, shape }))),
      leaves.map(({ shape, values }) => tf.tensor([...values], [...shape], "float32")),
    ),
  );
const vector = (values: readonly number[]) => treeOf([{ shape: [values.length], values }]);
const plain = (tree: TreeValue): Plain[] =>
  tree.leaves().map((leaf) => ({ shape: leaf.shape, values: [...leaf.dataSync()] }));
const valuesOf = (tree: TreeValue): number[] => plain(tree).flatMap(({ values }) => values);

const number = fc.float({ min: -4, max: 4, noNaN: true }).map((x) => x + 0);
const leaves = fc
  .array(fc.integer({ min: 1, max: 4 }), { maxLength: 3 })
  .chain((shape) =>
    fc
      .array(number, { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
      .map((values): Plain => ({ shape, values })),
  );
const trees = fc.array(leaves, { minLength: 1, maxLength: 4 });
const runs = { numRuns: 25 };

test("toRows begins every leaf in a row of its own, and fromRows gives the tree back", () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 1, max: 9 }), (tree, length) => {
      const value = treeOf(tree);
      const rows = keep(toRows(maker, value, length));
      const expected = tree.flatMap(({ values }) => {
        const missing = (length - (values.length % length)) % length;
        return [...values, ...new Array<number>(missing).fill(0)];
      });
      expect(plain(rows)).toEqual([{ shape: [expected.length / length, length], values: expected }]);
      const back = keep(fromRows(maker, rows, value));
      expect(plain(back)).toEqual(plain(value));
      expect(back.structure).toBe(value.structure);
    }),
    runs,
  );
});

describe.each([true, false])("with a kernel for sorted search: %s", (has) => {
  const name = "SearchSorted";
  let kernel: tf.KernelConfig | undefined;
  beforeAll(() => {
    kernel = tf.getKernel(name, tf.getBackend());
    if (!has && kernel) tf.unregisterKernel(name, tf.getBackend());
  });
  afterAll(() => {
    if (!has && kernel) tf.registerKernel(kernel);
  });

  test("bucketOf counts the bounds that are not above an element, on it counted", () => {
    fc.assert(
      fc.property(trees, fc.array(number, { minLength: 1, maxLength: 300 }), (tree, some) => {
        const elements = tree.flatMap(({ values }) => values);
        const bounds = [...some, ...elements.slice(0, 2)].sort((a, b) => a - b);
        const buckets = keep(bucketOf(maker, treeOf(tree), vector(bounds)));
        expect(buckets.flat().shape).toEqual([elements.length]);
        expect(valuesOf(buckets)).toEqual(elements.map((x) => bounds.filter((bound) => bound <= x).length));
      }),
      runs,
    );
  });

  test("bucketOf puts infinities at the ends, and what is not a number at one of them", () => {
    const buckets = keep(bucketOf(maker, vector([Number.NaN, -Infinity, Infinity]), vector([1, 2, 3])));
    const [missing, ...infinite] = valuesOf(buckets);
    expect(infinite).toEqual([0, 3]);
    expect([0, 3]).toContain(missing);
  });
});

test("lookUp takes the entry at a place, and stays inside the table", () => {
  const places = [0, 1, 2, 1.9, -5, 99, Number.NaN, Infinity];
  const found = keep(lookUp(maker, vector(places), vector([10, 20, 30])));
  expect(valuesOf(found)).toEqual([10, 20, 30, 20, 10, 30, 10, 30]);
});

test("leafQuantile lies between order statistics, as type 7 has it", () => {
  fc.assert(
    fc.property(trees, fc.double({ min: 0, max: 1, noNaN: true }), (tree, q) => {
      const quantiles = plain(keep(leafQuantile(maker, treeOf(tree), q)));
      quantiles.forEach(({ shape, values: [actual = Number.NaN] }, i) => {
        const sorted = [...(tree[i]?.values ?? [])].sort((a, b) => a - b);
        const place = q * (sorted.length - 1);
        const low = sorted[Math.floor(place)] ?? 0;
        const high = sorted[Math.ceil(place)] ?? 0;
        expect(shape).toEqual([]);
        expect(actual).toBeCloseTo(low + (high - low) * (place - Math.floor(place)), 5);
      });
    }),
    { numRuns: 60 },
  );
});

test("arguments that do not fit are refused before memory is taken", () => {
  const tree = vector([1, 2, 3]);
  const taken = reserved;
  expect(() => toRows(maker, tree, 0)).toThrow("not a length of rows");
  expect(() => toRows(maker, tree, 2 ** 21)).toThrow("not a length of rows");
  expect(() => fromRows(maker, tree, tree)).toThrow("not what toRows makes");
  expect(() =>
    bucketOf(
      maker,
      tree,
      treeOf([
        { shape: [1], values: [1] },
        { shape: [1], values: [2] },
      ]),
    ),
  ).toThrow("one leaf");
  expect(() => lookUp(maker, tree, vector(new Array(2 ** 16 + 1).fill(0)))).toThrow("one leaf");
  expect(() => leafQuantile(maker, tree, 1.5)).toThrow("not between 0 and 1");
  expect(reserved).toBe(taken);
});
