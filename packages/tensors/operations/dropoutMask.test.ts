import { backend } from "@tensorflow/tfjs";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import { expect, test } from "vitest";
import { emscriptenOf } from "../backend/emscripten.ts";
import { openBackend } from "../backend/openBackend.ts";
import { dropoutMask } from "./dropoutMask.ts";

test("zeroes the given share and scales the rest so that the mean is 1", () => {
  const mask = dropoutMask([1, 2], 20_001, 0.25);
  const zeros = mask.filter((value) => value === 0).length;
  expect(zeros / mask.length).toBeCloseTo(0.25, 1.5);
  expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
});

test("is a function of the key, and a longer mask starts with the shorter one", () => {
  expect(dropoutMask([1, 2], 50, 0.5)).toEqual(dropoutMask([1, 2], 60, 0.5).subarray(0, 50));
  expect(dropoutMask([1, 2], 50, 0.5)).not.toEqual(dropoutMask([1, 3], 50, 0.5));
});

test("is the same where WebAssembly draws it, of any length, and nothing behind it is written", async () => {
  await openBackend("wasm");
  const heap = emscriptenOf(backend() as BackendWasm);
  const address = heap._malloc(4 * 200) >>> 0;
  for (const [size, rate, first] of [
    ...Array.from({ length: 40 }, (_, at) => [at, 0.1, 2 ** 31 + at] as const),
    [150, 0.5, 4_294_967_295],
    [163, 0, 7],
    [199, 0.999_99, 8],
  ] as const) {
    const numbers = new Float32Array(heap.HEAPU8.buffer, address, 200).fill(-1);
    expect(dropoutMask([first, 3], size, rate, numbers)).toBe(numbers);
    expect(numbers.subarray(0, size)).toEqual(dropoutMask([first, 3], size, rate));
    expect(new Set(numbers.subarray(size))).toEqual(new Set([-1]));
  }
  heap._free(address);
});
