import { normal } from "@steepest/base/random/normal.ts";
import {
  backend,
  conv2d,
  grads,
  matMul,
  memory,
  type Tensor,
  type Tensor4D,
  tensor,
  tidy,
} from "@tensorflow/tfjs";
import { afterAll, expect, test } from "vitest";
import { featureLevelHere } from "../modules/trainingModules.ts";
import { openBackend } from "../openBackend.ts";

const here = await featureLevelHere();
const levels = here === "simd-fma" ? (["simd", "simd-fma"] as const) : (["simd"] as const);

afterAll(async () => void (await openBackend("wasm")));

const numbers = (seed: number, size: number) => normal([seed, 11], size);

/** a [rows, inner] · b [inner, columns] in float64. */
function exactProduct(a: Float32Array, b: Float32Array, rows: number, inner: number, columns: number) {
  return Array.from({ length: rows * columns }, (_, at) => {
    let sum = 0;
    for (let k = 0; k < inner; k++) {
      sum +=
        (a[Math.floor(at / columns) * inner + k] as number) * (b[k * columns + (at % columns)] as number);
    }
    return sum;
  });
}

test.each(levels)("products at feature level %s are those of float64, rounded", async (featureLevel) => {
  const opened = await openBackend("wasm", { featureLevel });
  expect(opened.featureLevel).toBe(featureLevel);
  const [rows, inner, columns] = [37, 300, 29];
  const [a, b] = [numbers(1, rows * inner), numbers(2, inner * columns)];
  const product = tidy(() =>
    matMul(tensor(a, [rows, inner]), tensor(b, [inner, columns])).dataSync(),
  ) as Float32Array;
  const exact = exactProduct(a, b, rows, inner, columns);
  // Partial sums reach about 60, where float32 is exact to 4e-6; 300 roundings of either sign come to about 17 of them.
  const worst = Math.max(...exact.map((value, i) => Math.abs(value - (product[i] as number))));
  expect(worst).toBeLessThan(7e-5);
});

/** A convolution, both its gradients and a transposed product: bits of everything that the matrix module does. */
function everything(): Float32Array[] {
  return tidy(() => {
    const x = tensor(numbers(3, 2 * 9 * 9 * 5), [2, 9, 9, 5]);
    const filter = tensor(numbers(4, 3 * 3 * 5 * 11), [3, 3, 5, 11]);
    const convolve = (a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, 2, "same");
    const gradients = grads(convolve as (...tensors: Tensor[]) => Tensor)([x, filter]);
    const a = tensor(numbers(5, 40 * 17), [40, 17]);
    return [convolve(x, filter), ...gradients, matMul(a, a, true, false), matMul(a, a, false, true)].map(
      (each) => each.dataSync() as Float32Array,
    );
  });
}

test("each feature level gives its own bits every time, and the levels agree to rounding", async () => {
  const bits = new Map<string, Float32Array[]>();
  for (const featureLevel of [...levels, ...levels]) {
    await openBackend("wasm", { featureLevel });
    const results = everything();
    expect(results).toEqual(bits.get(featureLevel) ?? results);
    bits.set(featureLevel, results);
  }
  const [first, second] = [...bits.values()];
  if (first === undefined || second === undefined) return;
  first.forEach((values, i) => {
    values.forEach((value, at) => {
      expect(value).toBeCloseTo(second[i]?.[at] as number, 4);
    });
  });
  // Otherwise the fused build would not be fused, and the level would mean nothing.
  expect(first).not.toEqual(second);
});

test("ten thousand products and convolutions leave wasm's memory as large as it was", async () => {
  await openBackend("wasm");
  const x = tensor(numbers(6, 2 * 6 * 6 * 3), [2, 6, 6, 3]) as Tensor4D;
  const filter = tensor(numbers(7, 3 * 3 * 3 * 4), [3, 3, 3, 4]) as Tensor4D;
  const gradients = grads((a: Tensor, b: Tensor) => conv2d(a as Tensor4D, b as Tensor4D, 2, "same"));
  const run = () => tidy(() => void gradients([x, filter]));
  for (let i = 0; i < 100; i++) run();
  const before = { ...memory(), heap: heapBytes() };
  for (let i = 0; i < 10_000 / 3; i++) run();
  expect({ ...memory(), heap: heapBytes() }).toEqual(before);
});

/** Bytes of tfjs's WebAssembly memory, which never shrinks. */
function heapBytes(): number {
  const { wasm } = backend() as unknown as { readonly wasm: { readonly HEAPU8: Uint8Array } };
  return wasm.HEAPU8.byteLength;
}
