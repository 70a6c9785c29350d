import { engine, type Tensor, tensor1d } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import type { FeatureLevel } from "../modules/trainingModules.ts";
import { openBackend } from "../openBackend.ts";
import { exactErf } from "./exactErf.ts";

/** The smallest number whose float32 has all its digits. */
const smallestNormal = 2 ** -126;

const functions: Record<string, (x: number) => number> = {
  Exp: Math.exp,
  Expm1: Math.expm1,
  Log: Math.log,
  Log1p: Math.log1p,
  Tanh: Math.tanh,
  Erf: exactErf,
  Sigmoid: (x) => (x < 0 ? Math.exp(x) / (1 + Math.exp(x)) : 1 / (1 + Math.exp(-x))),
  Softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  Elu: (x) => (x >= 0 ? x : Math.expm1(x)),
  Selu: (x) => 1.0507009873554805 * (x >= 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  Sqrt: Math.sqrt,
  Rsqrt: (x) => 1 / Math.sqrt(x),
  Reciprocal: (x) => 1 / x,
};

/** Numbers of every exponent and sign, subnormal ones included, and what is special among them. */
const everywhere = (() => {
  const bits = Uint32Array.from({ length: 2 ** 16 }, (_, i) => (i * 65_537 + 12_345) >>> 0);
  const dense = Float32Array.from({ length: 20_000 }, (_, i) => (i - 10_000) / 100);
  const special = [0, -0, 1, -1, 2 ** -149, -(2 ** -149), 88.72, 88.73, -87.3, -103.9, -104, 3.4e38, -3.4e38];
  return Float32Array.of(
    ...[Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN],
    ...special,
    ...new Float32Array(bits.buffer),
    ...dense,
  );
})();

function apply(kernelName: string, values: Float32Array): Float32Array {
  const x = tensor1d(values);
  const y = engine().runKernel(kernelName, { x }, { alpha: 0.25 }) as Tensor;
  const results = y.dataSync() as Float32Array;
  for (const each of [x, y]) each.dispose();
  return results;
}

const levels: readonly (FeatureLevel | undefined)[] = [undefined, "simd"];

for (const featureLevel of levels) {
  const build = featureLevel ?? "the level of this machine";

  test.each(Object.entries(functions))(
    `%s has a relative error below 1e-6 over all of float32 (${build})`,
    async (kernelName, exact) => {
      await openBackend("wasm", featureLevel === undefined ? {} : { featureLevel });
      const results = apply(kernelName, everywhere);
      const wrong = everywhere.findIndex((value, i) => !isClose(results[i] as number, exact(value)));
      expect({ x: everywhere[wrong], y: results[wrong] }).toEqual({ x: undefined, y: undefined });
    },
  );

  test(`Sin and Cos have an absolute error below 3e-7 (${build})`, async () => {
    await openBackend("wasm", featureLevel === undefined ? {} : { featureLevel });
    for (const [kernelName, exact] of [
      ["Sin", Math.sin],
      ["Cos", Math.cos],
    ] as const) {
      const results = apply(kernelName, everywhere);
      for (const [i, value] of everywhere.entries()) {
        const truth = exact(value);
        if (Number.isNaN(truth)) expect(results[i]).toBeNaN();
        else if (!(Math.abs((results[i] as number) - truth) < 3e-7)) expect([value, results[i]]).toBeNull();
      }
    }
  });
}

/** Within 1e-6 of a normal number; of a subnormal one within the smallest normal number; special numbers exactly. */
function isClose(result: number, truth: number): boolean {
  const rounded = Math.fround(truth);
  if (Object.is(rounded, result)) return true;
  if (!Number.isFinite(rounded)) return false;
  if (Math.abs(truth) < smallestNormal) return Math.abs(result - truth) < smallestNormal;
  return Math.abs(result / truth - 1) < 1e-6;
}

test.each([
  ...Object.keys(functions),
  "Relu",
  "Relu6",
  "LeakyRelu",
  "Step",
  "Neg",
  "Abs",
  "Square",
  "Sign",
  "Sin",
])("%s gives a number the same bits wherever it stands", async (kernelName) => {
  await openBackend("wasm");
  const values = Float32Array.from({ length: 37 }, (_, i) => 1.7 * Math.sin(i * 12.9898));
  const all = apply(kernelName, values);
  for (let length = 1; length < 20; length++) {
    expect(apply(kernelName, values.slice(37 - length))).toEqual(all.slice(37 - length));
  }
  expect(apply(kernelName, new Float32Array(0))).toEqual(new Float32Array(0));
});
