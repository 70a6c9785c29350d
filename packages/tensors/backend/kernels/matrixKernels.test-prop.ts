import { einsum, matMul, type Tensor } from "@tensorflow/tfjs";
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

test("matrix products larger than a block equal those of cpu", async () => {
  const sizes = [
    [130, 300, 20],
    [7, 257, 530],
    [8, 600, 8],
    [250, 4, 3],
    [1, 520, 1],
  ] as const;
  for (const [rows, inner, columns] of sizes) {
    for (const [transposeA, transposeB] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      const a = transposeA ? [inner, rows] : [rows, inner];
      const b = transposeB ? [columns, inner] : [inner, columns];
      await compareWithCpu([randomTensor(a, rows), randomTensor(b, columns)], (left, right) =>
        matMul(left as Tensor, right as Tensor, transposeA, transposeB),
      );
    }
  }
});

test.each([
  ["ij,jk->ik", [3, 4], [4, 5]],
  ["bthd,bshd->bhts", [2, 3, 2, 4], [2, 5, 2, 4]],
  ["bhts,bshd->bthd", [2, 2, 3, 5], [2, 5, 2, 4]],
  ["ij,kl->ljik", [2, 3], [4, 5]],
  ["ij,ij->", [3, 4], [3, 4]],
])("einsum %s equals that of cpu", async (equation, a, b) => {
  await compareWithCpu([randomTensor(a, 1), randomTensor(b, 2)], (x, y) =>
    einsum(equation, x as Tensor, y as Tensor),
  );
});

test.each(["ij->ji", "ij->i", "ij->j", "ij->"])("einsum %s equals that of cpu", async (equation) => {
  await compareWithCpu([randomTensor([3, 4], 1)], (x) => einsum(equation, x as Tensor));
});
