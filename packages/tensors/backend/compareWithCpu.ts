import { normal } from "@steepest/base/random/normal.ts";
import { memory, type Tensor, tensor } from "@tensorflow/tfjs";
import { expect } from "vitest";
import { type BackendName, openBackend } from "./openBackend.ts";

/** A tensor's shape, and its numbers where they matter; random ones otherwise. */
export interface TestTensor {
  readonly shape: readonly number[];
  readonly values?: readonly number[] | Float32Array | Int32Array;
  readonly dtype?: "float32" | "int32" | "bool";
}

/** Standard normal numbers that are the same for the same seed. */
export function randomTensor(shape: readonly number[], seed: number): TestTensor {
  return {
    shape,
    values: normal(
      [seed, 7],
      shape.reduce((size, length) => size * length, 1),
    ),
  };
}

/**
 * Test support: runs the same operation on `wasm` (or another backend) with our kernels and on `cpu`, expects equal results and the
 * same bits twice on the former, and expects neither a tensor nor an entry of its memory books to be left behind.
 */
export async function compareWithCpu(
  inputs: readonly TestTensor[],
  run: (...tensors: Tensor[]) => Tensor,
  tolerance = 1e-4,
  backend: BackendName = "wasm",
): Promise<void> {
  await openBackend(backend);
  const first = await runOnce(inputs, run);
  const second = await runOnce(inputs, run);
  await openBackend("cpu");
  const expected = await runOnce(inputs, run);
  expect(first.shape).toEqual(expected.shape);
  expect(first.values).toEqual(second.values);
  for (let i = 0; i < expected.values.length; i++) {
    const reference = expected.values[i] as number;
    // NaN and infinities: nothing but the same will do.
    if (Object.is(first.values[i], reference)) continue;
    const difference = Math.abs((first.values[i] as number) - reference);
    // Written out: one `expect` a number would take most of the test's time.
    if (!(difference <= tolerance * (1 + Math.abs(reference))))
      expect(first.values[i]).toBeCloseTo(reference, 5);
  }
}

async function runOnce(inputs: readonly TestTensor[], run: (...tensors: Tensor[]) => Tensor) {
  const before = memory();
  const tensors = inputs.map(({ values, shape, dtype }) =>
    tensor(values ?? [], [...shape], dtype ?? "float32"),
  );
  const result = run(...tensors);
  const values = await result.data();
  const shape = result.shape;
  for (const each of [...tensors, result]) each.dispose();
  const after = memory();
  expect([after.numTensors, after.numBytes, after.numDataBuffers]).toEqual([
    before.numTensors,
    before.numBytes,
    before.numDataBuffers,
  ]);
  return { values, shape };
}
