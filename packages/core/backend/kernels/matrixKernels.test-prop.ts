import { matMul, type Tensor } from "@tensorflow/tfjs";
import fc from "fast-check";
import { test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";

const length = fc.integer({ min: 1, max: 19 });
const batches = fc.constantFrom<readonly [number[], number[]]>(
  [[], []],
  [[1], [1]],
  [[3], [3]],
  [[5], [1]],
  [[1], [4]],
  [
    [2, 3],
    [2, 3],
  ],
  [
    [2, 3],
    [1, 3],
  ],
);

test("matrix products of any transposition and batch equal those of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      length,
      length,
      length,
      batches,
      fc.boolean(),
      fc.boolean(),
      fc.nat(1000),
      async (rows, inner, columns, [batchesOfA, batchesOfB], transposeA, transposeB, seed) => {
        const a = [...batchesOfA, ...(transposeA ? [inner, rows] : [rows, inner])];
        const b = [...batchesOfB, ...(transposeB ? [columns, inner] : [inner, columns])];
        await compareWithCpu([randomTensor(a, seed), randomTensor(b, seed + 1)], (left, right) =>
          matMul(left as Tensor, right as Tensor, transposeA, transposeB),
        );
      },
    ),
    { numRuns: 120, seed: 2 },
  );
});
