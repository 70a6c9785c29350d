import { uniform } from "@steepest/base/random/uniform.ts";
import {
  add,
  div,
  equal,
  floorDiv,
  gather,
  grad,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  mul,
  notEqual,
  pow,
  prelu,
  square,
  squaredDifference,
  sub,
  sum,
  type Tensor,
  tidy,
  tile,
  unsortedSegmentSum,
  where,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu, randomTensor, type TestTensor } from "../compareWithCpu.ts";

/** Two shapes that broadcast: axes of one or the other are 1 or, at the front, missing. */
const broadcastable = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 5 }), left: fc.boolean(), right: fc.boolean() }), {
    maxLength: 4,
  })
  .chain((axes) =>
    fc.record({
      a: fc.constant(axes.map(({ length, left }) => (left ? length : 1))),
      b: fc
        .nat(axes.length)
        .map((missing) => axes.slice(missing).map(({ length, right }) => (right ? length : 1))),
    }),
  );

/** Small whole numbers, so that equal ones meet. */
function smallIntegers(shape: readonly number[], seed: number, dtype: "float32" | "int32"): TestTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return { shape, values: [...uniform([seed, 1], size)].map((value) => Math.floor(value * 4)), dtype };
}

const operations = {
  add,
  equal,
  greater,
  greaterEqual,
  less,
  lessEqual,
  maximum,
  minimum,
  mul,
  notEqual,
  pow,
  squaredDifference,
  sub,
};

test.each(Object.entries(operations))("%s broadcasts as on cpu", async (_, operation) => {
  await fc.assert(
    fc.asyncProperty(
      broadcastable,
      fc.constantFrom<"float32" | "int32">("float32", "int32"),
      fc.nat(1000),
      async ({ a, b }, dtype, seed) => {
        await compareWithCpu([smallIntegers(a, seed, dtype), smallIntegers(b, seed + 1, dtype)], (x, y) =>
          operation(x as Tensor, y as Tensor),
        );
      },
    ),
    { numRuns: 40, seed: 7 },
  );
});

test("quotients and leaks of random numbers broadcast as on cpu", async () => {
  await fc.assert(
    fc.asyncProperty(broadcastable, fc.nat(1000), async ({ a, b }, seed) => {
      const operands = [randomTensor(a, seed), randomTensor(b, seed + 1)];
      for (const operation of [div, floorDiv, prelu]) {
        await compareWithCpu(operands, (x, y) => operation(x as Tensor, y as Tensor), 1e-6);
      }
    }),
    { numRuns: 40, seed: 12 },
  );
});

test.each([
  [[40, 50], [50]],
  [
    [40, 50],
    [40, 1],
  ],
  [
    [1, 50],
    [40, 1],
  ],
  [[40, 50], []],
  [
    [7, 9, 33],
    [7, 1, 33],
  ],
  [
    [3, 2, 3, 2, 3, 2, 5],
    [2, 1, 2, 1, 2, 1],
  ],
  [[0, 5], [5]],
])("%j and %j broadcast as on cpu", async (a, b) => {
  for (const operation of [add, mul, greater, maximum]) {
    const operands = [randomTensor(a, 1), randomTensor(b, 2)];
    await compareWithCpu(operands, (x, y) => operation(x as Tensor, y as Tensor), 0);
    await compareWithCpu(operands, (x, y) => operation(y as Tensor, x as Tensor), 0);
  }
});

test.each([2, 3, 1.5, 0.5, -1, 2.7])(
  "the power %f of infinities, zeros and NaN is that of cpu",
  async (exponent) => {
    const values = [Number.NEGATIVE_INFINITY, -3, -1, -0, 0, 0.5, 1, 7, Number.POSITIVE_INFINITY, Number.NaN];
    await compareWithCpu([{ shape: [10], values }], (x) => pow(x as Tensor, exponent));
  },
);

test("where takes from either side, with everything broadcast", async () => {
  await fc.assert(
    fc.asyncProperty(broadcastable, fc.nat(1000), async ({ a, b }, seed) => {
      const condition = { ...smallIntegers(a, seed, "int32") };
      await compareWithCpu([condition, randomTensor(b, seed), randomTensor(a, seed + 1)], (flags, yes, no) =>
        tidy(() => where(greater(flags as Tensor, 1), yes as Tensor, no as Tensor)),
      );
    }),
    { numRuns: 60, seed: 8 },
  );
});

test("tile repeats along every axis", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 })), {
        minLength: 1,
        maxLength: 4,
      }),
      fc.nat(1000),
      async (axes, seed) => {
        const shape = axes.map(([length]) => length);
        const reps = axes.map(([, times]) => times);
        await compareWithCpu([randomTensor(shape, seed)], (x) => tile(x as Tensor, reps));
      },
    ),
    { numRuns: 60, seed: 9 },
  );
});

test("gather along any axis, and its gradient, equal those of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
      fc.nat(2),
      fc.nat(6),
      fc.nat(1000),
      async (shape, anyAxis, count, seed) => {
        const axis = anyAxis % shape.length;
        const length = shape[axis] as number;
        const indices: TestTensor = {
          shape: [count + 1],
          values: [...uniform([seed, 3], count + 1)].map((value) => Math.floor(value * length)),
          dtype: "int32",
        };
        await compareWithCpu([randomTensor(shape, seed), indices], (x, at) =>
          gather(x as Tensor, at as Tensor, axis),
        );
        await compareWithCpu([randomTensor(shape, seed), indices], (x, at) =>
          grad((table: Tensor) => sum(square(gather(table, at as Tensor, axis))))(x as Tensor),
        );
      },
    ),
    { numRuns: 40, seed: 10 },
  );
});

test("segment sums equal those of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 4 }),
      fc.nat(1000),
      async (rows, width, seed) => {
        await compareWithCpu(
          [randomTensor([rows, width], seed), smallIntegers([rows], seed, "int32")],
          (x, ids) => unsortedSegmentSum(x as Tensor, ids as Tensor as never, 4),
        );
      },
    ),
    { numRuns: 40, seed: 11 },
  );
});
