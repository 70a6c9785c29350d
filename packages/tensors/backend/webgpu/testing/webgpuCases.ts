import { concat, env, grads, reshape, type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { describe, test } from "vitest";
import { compareWithCpu, randomTensor, type TestTensor } from "../../compareWithCpu.ts";
import { describeBackends } from "../../describeBackends.ts";
import { openBackend } from "../../openBackend.ts";

export type Run = (...tensors: Tensor[]) => Tensor;

/** Says, to the terminal too, why tests on WebGPU cannot run here; null where they can. Any adapter will do, SwiftShader too. */
export async function whyNoWebgpu(): Promise<string | null> {
  const webgpu = (await describeBackends()).find(({ name }) => name === "webgpu");
  if (webgpu?.available) return null;
  const reason = `skipped, no WebGPU here: ${webgpu?.reason}`;
  if (!isSaid) console.warn(`Tests on WebGPU are ${reason}`);
  isSaid = true;
  return reason;
}

let isSaid = false;

/** A group of comparisons of `webgpu` with `cpu`; skipped, saying why, where there is no adapter. */
export async function describeOnWebgpu(title: string, define: () => void): Promise<void> {
  const reason = await whyNoWebgpu();
  if (reason === null) {
    await openBackend("webgpu");
    // Small tensors would otherwise be computed by tfjs's own CPU code, and no shader tested.
    env().set("WEBGPU_CPU_FORWARD", false);
  }
  describe.skipIf(reason !== null)(reason === null ? title : `${title} (${reason})`, define);
}

/** Compares one operation. */
export function forward(title: string, inputs: readonly TestTensor[], run: Run, tolerance = 1e-4): void {
  test(title, async () => {
    const backend = await openBackend("webgpu");
    try {
      await compareWithCpu(inputs, (...tensors) => tidy(() => run(...tensors)), tolerance, "webgpu");
    } finally {
      // A shader that does not compile leaves zeros; this says why.
      await backend.sync();
    }
  });
}

/** Compares one operation together with its gradients for a random gradient of its result. */
export function withGradient(title: string, inputs: readonly TestTensor[], run: Run, tolerance = 1e-4): void {
  forward(`${title}, with gradients`, inputs, valueAndGradients(run), tolerance);
}

/** An operation's result and its gradients, one after the other. */
export const valueAndGradients =
  (run: Run): Run =>
  (...tensors) => {
    const value = run(...tensors);
    const upstream = tensor(randomTensor(value.shape, 99).values as Float32Array, value.shape);
    return concat([value, ...grads(run)(tensors, upstream)].map((each) => reshape(each, [-1])));
  };

let seed = 0;

/** Fresh random numbers, different for each call of a file. */
export function numbers(...shape: number[]): TestTensor {
  seed += 1;
  return randomTensor(shape, seed);
}

export function positiveNumbers(...shape: number[]): TestTensor {
  const { values } = numbers(...shape);
  return { shape, values: (values as Float32Array).map((x) => Math.abs(x) + 0.1) };
}

export const integers = (
  values: readonly number[],
  shape: readonly number[] = [values.length],
): TestTensor => ({
  shape,
  values: Int32Array.from(values),
  dtype: "int32",
});

export const booleans = (...values: readonly (0 | 1)[]): TestTensor => ({
  shape: [values.length],
  values,
  dtype: "bool",
});
