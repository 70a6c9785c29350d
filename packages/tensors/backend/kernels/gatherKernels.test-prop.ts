import {
  gather,
  grads,
  type Tensor,
  type Tensor1D,
  tensor,
  tensor1d,
  tidy,
  unsortedSegmentSum,
} from "@tensorflow/tfjs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { compareWithCpu, randomTensor } from "../compareWithCpu.ts";
import { openBackend } from "../openBackend.ts";

const indices = (count: number, below: number, seed: number) =>
  Int32Array.from({ length: count }, (_, i) => (i * 7919 + seed * 31 + ((i * i) % 13)) % below);

test("gather along any axis, by batch or not, equals that of cpu", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 4 }),
      fc.nat(3),
      fc.integer({ min: 1, max: 12 }),
      fc.boolean(),
      fc.constantFrom<"float32" | "int32" | "bool">("float32", "int32", "bool"),
      fc.nat(1000),
      async (shape, anyAxis, count, byBatch, dtype, seed) => {
        const batchDims = byBatch ? 1 : 0;
        const axis = Math.max(batchDims, anyAxis % shape.length);
        const rows = byBatch ? [shape[0] as number, count] : [count];
        const size = rows.reduce((product, length) => product * length, 1);
        const numbers = randomTensor(shape, seed).values as Float32Array;
        const values = dtype === "float32" ? numbers : numbers.map((value) => (value > 0 ? 1 : 0));
        await compareWithCpu(
          [
            { shape, values, dtype },
            { shape: rows, values: indices(size, shape[axis] as number, seed), dtype: "int32" },
          ],
          (x, at) => gather(x as Tensor, at as Tensor1D, axis, batchDims),
        );
      },
    ),
    { numRuns: 80, seed: 1 },
  );
});

test("a sum over unsorted segments equals that of cpu, whole numbers too, ids outside dropped", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 30 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
      fc.integer({ min: 1, max: 8 }),
      fc.constantFrom<"float32" | "int32">("float32", "int32"),
      fc.nat(1000),
      async (rows, rest, segments, dtype, seed) => {
        const numbers = randomTensor([rows, ...rest], seed).values as Float32Array;
        const values = dtype === "float32" ? numbers : Int32Array.from(numbers, (value) => value * 100);
        const ids = indices(rows, segments + 2, seed).map((id) => id - 1);
        await compareWithCpu(
          [
            { shape: [rows, ...rest], values, dtype },
            { shape: [rows], values: ids, dtype: "int32" },
          ],
          (x, at) => unsortedSegmentSum(x as Tensor, at as Tensor1D, segments),
        );
      },
    ),
    { numRuns: 60, seed: 2 },
  );
});

test("an index outside is refused, and nothing is left behind", async () => {
  await openBackend("wasm");
  for (const wrong of [-1, 3]) {
    tidy(() => {
      const x = tensor([1, 2, 3, 4, 5, 6], [3, 2]);
      expect(() => gather(x, tensor1d([0, wrong], "int32"))).toThrow(`the index ${wrong} is not in [0, 2]`);
    });
  }
});

test("the gradient of a look-up adds up the rows that were taken twice", async () => {
  await openBackend("wasm");
  const gradient = tidy(() => {
    const taken = (x: Tensor) => gather(x, tensor1d([2, 0, 2], "int32"));
    return grads(taken)([tensor([1, 2, 3, 4, 5, 6], [3, 2])])[0]?.dataSync();
  });
  expect([...(gradient as Float32Array)]).toEqual([1, 1, 0, 0, 2, 2]);
});
