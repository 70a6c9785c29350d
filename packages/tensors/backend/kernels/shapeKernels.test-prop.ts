import { uniform } from "@steepest/base/random/uniform.ts";
import {
  cast,
  concat,
  logicalAnd,
  logicalNot,
  logicalOr,
  pad,
  reverse,
  slice,
  split,
  stack,
  type Tensor,
  tidy,
  tile,
  transpose,
  unstack,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu, randomTensor, type TestTensor } from "../compareWithCpu.ts";

const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 5 });
const dtypes = fc.constantFrom<"float32" | "int32" | "bool">("float32", "int32", "bool");

/** Whole numbers from 0 to 8, or flags. */
function numbers(shape: readonly number[], seed: number, dtype: "float32" | "int32" | "bool"): TestTensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const range = dtype === "bool" ? 2 : 9;
  return { shape, values: [...uniform([seed, 1], size)].map((value) => Math.floor(value * range)), dtype };
}

/** The axes of a shape in an order that the seed decides. */
function permutation(rank: number, seed: number): number[] {
  return [...uniform([seed, 2], rank).entries()].sort(([, a], [, b]) => a - b).map(([axis]) => axis);
}

function check(name: string, run: (x: Tensor, seed: number, shape: number[]) => Tensor): void {
  test(`${name} of any shape and dtype is that of cpu`, async () => {
    await fc.assert(
      fc.asyncProperty(shapes, dtypes, fc.nat(1000), async (shape, dtype, seed) => {
        await compareWithCpu([numbers(shape, seed, dtype)], (x) => tidy(() => run(x as Tensor, seed, shape)));
      }),
      { numRuns: 60, seed: 31 },
    );
  });
}

check("transpose", (x, seed, shape) => transpose(x, permutation(shape.length, seed)));
check("reverse", (x, seed, shape) => reverse(x, permutation(shape.length, seed).slice(0, 1 + (seed % 2))));
check("tile", (x, seed, shape) =>
  tile(
    x,
    shape.map((_, axis) => 1 + ((seed >> axis) % 3)),
  ),
);
check("pad", (x, seed, shape) =>
  pad(
    x,
    shape.map((_, axis): [number, number] => [(seed >> axis) % 3, (seed >> (axis + 1)) % 2]),
    1,
  ),
);
check("slice", (x, seed, shape) => {
  const begin = shape.map((length, axis) => (seed >> axis) % length);
  return slice(
    x,
    begin,
    shape.map(
      (length, axis) =>
        length - (begin[axis] as number) - ((seed >> (axis + 3)) % (length - (begin[axis] as number))),
    ),
  );
});
check("concat with itself and a part", (x, seed, shape) => {
  const axis = seed % shape.length;
  return concat([x, slice(x, 0, shape.with(axis, 1)), x], axis);
});
check("stack", (x, seed, shape) => stack([x, x, x], seed % (shape.length + 1)));
check("unstack", (x, seed, shape) => unstack(x, seed % shape.length).at(-1) as Tensor);
check("split", (x, seed, shape) => {
  const axis = seed % shape.length;
  const first = (seed >> 2) % (shape[axis] as number);
  return split(x, [first, (shape[axis] as number) - first], axis)[1] as Tensor;
});
check("cast to float32", (x) => cast(x, "float32"));
check("cast to int32", (x) => cast(x, "int32"));
check("cast to bool", (x) => cast(x, "bool"));

test.each([
  [
    [64, 50],
    [1, 0],
  ],
  [
    [3, 33, 47],
    [0, 2, 1],
  ],
  [
    [5, 18, 4, 16],
    [0, 2, 1, 3],
  ],
  [
    [5, 18, 4, 16],
    [0, 2, 3, 1],
  ],
  [
    [2, 3, 5, 17, 7],
    [4, 2, 0, 3, 1],
  ],
  [
    [2, 3, 2, 3, 2, 3],
    [5, 3, 1, 4, 2, 0],
  ],
] as const)("a transposition of %j to %j is that of cpu", async (shape, perm) => {
  await compareWithCpu([randomTensor(shape, 3)], (x) => transpose(x as Tensor, [...perm]));
});

test("fractions, NaN and numbers beyond int32 are cast as on cpu", async () => {
  const values = [0.5, -0.5, 256, Number.NaN, -0, 1.99, -1.99, 2 ** 31, 3e9, -3e9, 2 ** 24 + 2, 1e-40, 7];
  for (const dtype of ["int32", "bool"] as const) {
    await compareWithCpu([{ shape: [values.length], values }], (x) => cast(x as Tensor, dtype));
  }
});

test("logic of flags is that of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 70 }), fc.nat(1000), async (length, seed) => {
      const flags = [numbers([length], seed, "bool"), numbers([length], seed + 1, "bool")];
      await compareWithCpu(flags, (a, b) => logicalAnd(a as Tensor, b as Tensor));
      await compareWithCpu(flags, (a, b) => logicalOr(a as Tensor, b as Tensor));
      await compareWithCpu(flags, (a) => logicalNot(a as Tensor));
    }),
    { numRuns: 30, seed: 32 },
  );
});

test("nothing can be moved, too", async () => {
  await compareWithCpu([{ shape: [0, 3] }], (x) => transpose(x as Tensor));
  await compareWithCpu([{ shape: [0, 3] }], (x) => concat([x as Tensor, x as Tensor], 1));
  await compareWithCpu([{ shape: [2, 0] }], (x) =>
    pad(x as Tensor, [
      [1, 1],
      [2, 0],
    ]),
  );
  await compareWithCpu([{ shape: [0, 3] }], (x) => tile(x as Tensor, [2, 2]));
  await compareWithCpu([{ shape: [3, 0] }], (x) => reverse(x as Tensor, 1));
});
