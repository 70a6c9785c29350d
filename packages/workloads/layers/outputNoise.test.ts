import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { perceptron } from "../mnist_mlp/model.ts";
import mnist from "../mnist_mlp/workload.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { conv, convSpecs } from "./conv.ts";
import { dense, denseSpecs } from "./dense.ts";
import type { Model } from "./model.ts";

beforeAll(() => openBackend("wasm"));

const plain = { dropoutRate: null, labelSmoothing: 0, updateBatchNorm: true, mode: "train" } as const;
const facts = {
  ...{ hyperparameters: {}, stepHint: 1, budget: 1, lossType: "softmax_cross_entropy" },
  target: { metric: "loss", direction: "min" as const, value: 0 },
};

/** A problem of eight made-up images. */
function problemOf(model: Model, imageShape: readonly number[]) {
  const pixels = imageShape.reduce((product, length) => product * length, 1);
  const images = Uint8Array.from({ length: 8 * pixels }, (_, at) => (at * 37) % 256);
  const data = { images, labels: Uint8Array.from({ length: 8 }, (_, at) => at % 3) };
  const loaded = imageClassification({
    ...{ model, imageShape, data: { train: data, validation: data, test: data }, evaluationBatchSize: 8 },
    pixelValues: Float32Array.from({ length: 256 }, (_, byte) => byte / 128 - 1),
  });
  const workload = { ...mnist, parameterSpecs: model.parameterSpecs, modelStateSpecs: [] };
  return new WorkloadProblem(workload, loaded, keyFromSeed(3), facts, null);
}

/** A convolution and a dense layer. */
const small: Model = {
  parameterSpecs: [
    ...convSpecs("conv", 3, 1, 2),
    ...denseSpecs("output", 4 * 4 * 2, 3, { kind: "output_weight" }),
  ],
  modelStateSpecs: [],
  noisyOutputs: 4 * 4 * 2 + 3,
  apply: (scope, images) =>
    dense(scope, "output", tf.reshape(tf.tanh(conv(scope, "conv", images)), [-1, 32])),
};

const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);

/** Of the perceptron 4–3–3 the mean gradient over noise on both layers, by backward passes from float64. */
function smoothed(
  parameters: readonly tf.Tensor[],
  images: readonly number[][],
  sigma: number,
  draws: number,
) {
  const [w1 = [], b1 = [], w2 = [], b2 = []] = parameters.map((tensor) => [...tensor.dataSync()]);
  const noise = normal(keyFromSeed(99), draws * images.length * 6);
  const sums = Array<number>(w1.length + b1.length + w2.length + b2.length).fill(0);
  let at = 0;
  for (let draw = 0; draw < draws; draw++) {
    images.forEach((x, row) => {
      const h = b1.map(
        (b, j) =>
          b + x.reduce((sum, value, i) => sum + value * (w1[3 * i + j] ?? 0), 0) + sigma * (noise[at++] ?? 0),
      );
      const active = h.map((value) => Math.max(0, value));
      const z = b2.map(
        (b, k) =>
          b +
          active.reduce((sum, value, j) => sum + value * (w2[3 * j + k] ?? 0), 0) +
          sigma * (noise[at++] ?? 0),
      );
      const exponentials = z.map(Math.exp);
      const total = exponentials.reduce((sum, e) => sum + e, 0);
      const dz = exponentials.map((e, k) => e / total - (k === row % 3 ? 1 : 0));
      const dh = h.map((value, j) =>
        value > 0 ? dz.reduce((sum, d, k) => sum + d * (w2[3 * j + k] ?? 0), 0) : 0,
      );
      const own = [
        ...x.flatMap((value) => dh.map((d) => value * d)),
        ...dh,
        ...active.flatMap((value) => dz.map((d) => value * d)),
        ...dz,
      ];
      own.forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + value / (images.length * draws);
      });
    });
  }
  return sums;
}

test("the estimate is unbiased: its mean is the gradient of the smoothed loss to 4 standard errors, in every weight", () => {
  const problem = problemOf(perceptron({ inputs: 4, hidden: 3, classes: 3 }), [4]);
  const parameters = problem.initialParameters(0);
  const batch = problem.batch(0, 8);
  const sigma = 0.5;
  const draws = 4000;
  const [sums, squares]: [number[], number[]] = [[], []];
  for (let draw = 0; draw < draws; draw++) {
    const made = problem.lossAndGrad(parameters, [], batch, { ...plain, outputNoise: sigma });
    flat(made.grads).forEach((value, i) => {
      sums[i] = (sums[i] ?? 0) + value;
      squares[i] = (squares[i] ?? 0) + value ** 2;
    });
    tf.dispose([made.loss, made.grads]);
  }
  const images = Array.from(batch.indices, (index) =>
    [0, 1, 2, 3].map((pixel) => (((4 * index + pixel) * 37) % 256) / 128 - 1),
  );
  // Rows of the batch have the labels of their own places.
  const order = [...batch.indices];
  const inPlace = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => images[order.indexOf(index)] ?? []);
  const wanted = smoothed(parameters, inPlace, sigma, 20_000);
  wanted.forEach((gradient, i) => {
    const mean = (sums[i] ?? 0) / draws;
    const error = Math.sqrt(((squares[i] ?? 0) / draws - mean ** 2) / draws);
    // The reference is a mean of draws itself.
    expect(Math.abs(mean - gradient), `weight ${i}: ${mean} ± ${error}, not ${gradient}`).toBeLessThan(
      4 * error + 1e-3,
    );
  });
  // And it is a gradient: no weight of the hidden layer is left out.
  expect(Math.hypot(...wanted.slice(0, 12))).toBeGreaterThan(0.05);
  tf.dispose(parameters);
  problem.dispose();
});

test("a filter has its estimate, too, the loss is that under noise, and a draw's noise repeats", () => {
  const problem = problemOf(small, [4, 4, 1]);
  const parameters = problem.initialParameters(0);
  const batch = problem.batch(0, 8);
  const at = (outputNoise: number) => {
    const made = problem.lossAndGrad(parameters, [], batch, { ...plain, outputNoise, draw: 5 });
    const [loss, grads] = [made.loss.dataSync()[0] ?? Number.NaN, flat(made.grads)];
    tf.dispose([made.loss, made.grads]);
    return { loss, grads };
  };
  const { loss, grads } = at(0.3);
  expect(grads).toHaveLength(18 + 96 + 3);
  expect(grads.every(Number.isFinite)).toBe(true);
  // Every parameter has its estimate, and the loss is that under noise.
  expect(grads.filter((value) => value === 0)).toEqual([]);
  const clean = problem.loss(parameters, [], batch, plain, false);
  expect(loss).not.toBeCloseTo(clean.dataSync()[0] ?? 0, 4);
  expect(at(0.3)).toEqual({ loss, grads });
  // Less noise, less of a difference.
  expect(at(1e-4).loss).toBeCloseTo(clean.dataSync()[0] ?? 0, 3);
  tf.dispose([parameters, clean]);
  problem.dispose();
});

test("without noise a pass is what it was, and holds no tensors more", () => {
  const problem = problemOf(small, [4, 4, 1]);
  const parameters = problem.initialParameters(0);
  const batch = problem.batch(0, 8);
  problem.lossAndGrad(parameters, [], batch, plain);
  problem.endStep();
  const before = tf.memory().numTensors;
  for (let time = 0; time < 3; time++) {
    const made = problem.lossAndGrad(parameters, [], batch, { ...plain, outputNoise: 0.1 });
    tf.dispose([made.loss, made.grads]);
    problem.endStep();
  }
  expect(tf.memory().numTensors).toBe(before);
  tf.dispose(parameters);
  problem.dispose();
});
