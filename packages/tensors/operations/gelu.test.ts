import { grad, type Tensor, tensor1d, tidy } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { openBackend } from "../backend/openBackend.ts";
import { gelu } from "./activations.ts";

/** Φ by erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)!!, in which nothing cancels (Abramowitz & Stegun 7.1.6). */
function normalDistribution(x: number): number {
  const z = x / Math.SQRT2;
  let term = z;
  let total = 0;
  for (let n = 0; n < 200; n++) {
    total += term;
    term *= (2 * z * z) / (2 * n + 3);
  }
  return 0.5 + (total * Math.exp(-z * z)) / Math.sqrt(Math.PI);
}

const points = Array.from({ length: 1201 }, (_, at) => Math.fround((at - 600) / 100));

test("is x · Φ(x) to 1e-6 of 1 + |x|, and so is its slope", async () => {
  await openBackend("wasm");
  const [values, slopes] = tidy(() => [
    gelu(tensor1d(points)).dataSync(),
    grad((x: Tensor) => gelu(x))(tensor1d(points)).dataSync(),
  ]) as unknown as [Float32Array, Float32Array];
  let worst = 0;
  for (const [at, x] of points.entries()) {
    const share = normalDistribution(x);
    const slope = share + (x * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
    const errors = [(values[at] as number) - x * share, (slopes[at] as number) - slope];
    worst = Math.max(worst, ...errors.map((error) => Math.abs(error) / (1 + Math.abs(x))));
  }
  expect(worst).toBeLessThan(1e-6);
});

test("its approximation by tanh is 0.5 · x · (1 + tanh(√(2/π) · (x + 0.044715 x³)))", async () => {
  await openBackend("wasm");
  const values = tidy(() => gelu(tensor1d(points), "tanh").dataSync());
  for (const [at, x] of points.entries()) {
    const expected = 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
    expect(Math.abs((values[at] as number) - expected)).toBeLessThan(2e-6);
  }
});
