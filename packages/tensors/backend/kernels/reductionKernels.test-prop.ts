import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { argMax, argMin, max, mean, min, prod, softmax, sum, type Tensor, tensor } from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";
import { openBackend } from "../openBackend.ts";

/** A shape with axes of length 1 among others, and some of its axes. */
const shapeAndAxes = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 5 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    axes: fc.subarray(
      shape.map((_, axis) => axis),
      { minLength: 0 },
    ),
  }),
);

const reductions = { sum, mean, max, min, prod };

test.each(Object.entries(reductions))("%s over any axes is that of cpu", async (_, reduce) => {
  await fc.assert(
    fc.asyncProperty(shapeAndAxes, fc.boolean(), fc.nat(1000), async ({ shape, axes }, keepDims, seed) => {
      await compareWithCpu([randomTensor(shape, seed)], (x) => reduce(x as Tensor, axes, keepDims));
    }),
    { numRuns: 40, seed: 21 },
  );
});

const longShapes = [
  [5, 1000],
  [1000, 5],
  [300, 70],
  [3, 200, 19],
  [7, 130, 16],
  [1, 4099],
  [4, 65, 3, 33],
];

test.each(longShapes.map((shape) => [shape]))("long axes of %j are reduced as on cpu", async (shape) => {
  for (const axes of [[0], [1], [shape.length - 1], [0, shape.length - 1], shape.map((_, axis) => axis)]) {
    for (const reduce of [sum, mean, max, min]) {
      await compareWithCpu([randomTensor(shape, 5)], (x) => reduce(x as Tensor, axes));
    }
  }
});

test("integers are added up to the last one, and wrap around, along rows and down columns of any length", async () => {
  await openBackend("wasm");
  for (let length = 0; length <= 35; length++) {
    for (const columns of [1, 2, 4, 7, 16, 21]) {
      const values = Int32Array.from({ length: 3 * length * columns }, (_, at) =>
        Math.imul(at + 1, 0x9e3779b1),
      );
      const expected = Array.from({ length: 3 * columns }, () => 0);
      for (const [at, value] of values.entries()) {
        const to = Math.floor(at / (length * columns)) * columns + (at % columns);
        expected[to] = ((expected[to] as number) + value) | 0;
      }
      const x = tensor(values, [3, length, columns], "int32");
      const total = sum(x, 1);
      expect([...total.dataSync()]).toEqual(expected);
      for (const each of [x, total]) each.dispose();
    }
  }
});

test.each(Object.entries({ argMax, argMin }))(
  "%s finds the first extreme number along any axis as on cpu",
  async (_, find) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 11 }), { minLength: 1, maxLength: 3 }),
        fc.nat(2),
        fc.nat(1000),
        async (shape, anyAxis, seed) => {
          const size = shape.reduce((product, length) => product * length, 1);
          // Few different numbers, so that there are several extreme ones.
          const values = [...normal(keyFromSeed(seed), size)].map((value) => Math.round(value));
          await compareWithCpu([{ shape, values }], (x) => find(x as Tensor, anyAxis % shape.length));
        },
      ),
      { numRuns: 40, seed: 22 },
    );
  },
);

test("a NaN is an extreme number only where it comes first", async () => {
  const values = [Number.NaN, 1, 2, 3, 4, 1, Number.NaN, 2, 5, 5];
  await compareWithCpu([{ shape: [2, 5], values }], (x) => argMax(x as Tensor, 1));
});

test("max and min of NaN are NaN, of infinities infinite", async () => {
  const values = [1, Number.NaN, 2, Number.NEGATIVE_INFINITY, 3, Number.POSITIVE_INFINITY, 4, 5, 6];
  for (const reduce of [max, min]) {
    for (const axis of [0, 1])
      await compareWithCpu([{ shape: [3, 3], values }], (x) => reduce(x as Tensor, axis));
  }
});

test("sums of no numbers are 0", async () => {
  await compareWithCpu([{ shape: [0, 3] }], (x) => sum(x as Tensor, 0));
  await compareWithCpu([{ shape: [3, 0] }], (x) => sum(x as Tensor, 1));
  await compareWithCpu([{ shape: [3, 0] }], (x) => sum(x as Tensor, 0));
});

test("a sum of a million numbers is right to six digits, along rows and down columns", async () => {
  await openBackend("wasm");
  const values = new Float32Array(2 ** 20).fill(0.1);
  for (const [shape, axis] of [
    [[4, 2 ** 18], 1],
    [[2 ** 18, 4], 0],
  ] as const) {
    const x = tensor(values, [...shape]);
    const total = sum(x, axis);
    const results = total.dataSync();
    for (const each of [x, total]) each.dispose();
    for (const result of results)
      expect(Math.abs(result / (2 ** 18 * Math.fround(0.1)) - 1)).toBeLessThan(1e-6);
  }
});

test("softmax is that of cpu, also of large, infinite and missing numbers", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 }),
      fc.nat(1000),
      async (shape, seed) => {
        await compareWithCpu([randomTensor(shape, seed)], (x) => softmax(x as Tensor), 1e-6);
      },
    ),
    { numRuns: 30, seed: 23 },
  );
  const values = [
    1000,
    1001,
    999,
    Number.NEGATIVE_INFINITY,
    0,
    -1000,
    Number.NaN,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
  ];
  await compareWithCpu([{ shape: [3, 6], values }], (x) => softmax(x as Tensor), 1e-6);
});
