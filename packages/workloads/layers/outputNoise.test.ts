import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LoadedWorkload } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { classLosses } from "@steepest/tensors/operations/classLosses.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { decoder } from "../brown_lm/model.ts";
import { configs } from "../brown_lm_large/config.ts";
import { rotaryDecoder } from "../brown_lm_large/model.ts";
import { loadWorkload } from "../loadWorkload.ts";
import { convolutional } from "../mnist_cnn/model.ts";
import { perceptron } from "../mnist_mlp/model.ts";
import mnist from "../mnist_mlp/workload.ts";
import { prepareData } from "../node/prepareData.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { conv, convSpecs } from "./conv.ts";
import { dense, denseSpecs } from "./dense.ts";
import { layerNorm, layerNormSpecs } from "./layerNorm.ts";
import type { Model } from "./model.ts";
import { projection, projectionSpec } from "./projection.ts";
import { rmsNorm, rmsNormSpecs } from "./rmsNorm.ts";
import { createScope, type Scope } from "./scope.ts";

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
  return openProblem(model, loaded);
}

function openProblem(model: Model, loaded: LoadedWorkload) {
  const { parameterSpecs, modelStateSpecs } = model;
  return new WorkloadProblem({ ...mnist, parameterSpecs, modelStateSpecs }, loaded, keyFromSeed(3), facts);
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

/** The same pass with the same kind of noise, through which gradients go: their mean is the gradient of the smoothed loss. */
function backward(model: Model, sigma: number) {
  const through = (scope: Scope, draw: number): Scope => {
    let isInNoisy = false;
    let layers = 0;
    return {
      ...scope,
      noisy(x, layer) {
        if (isInNoisy) return layer(x);
        isInNoisy = true;
        const outputs = layer(x);
        isInNoisy = false;
        const noise = normal(keyFromSeed(7 + 1000 * draw + layers++), outputs.size);
        return tf.add(outputs, tf.mul(tf.tensor(noise, outputs.shape), sigma));
      },
    };
  };
  return (
    parameters: readonly tf.Tensor[],
    modelState: readonly tf.Tensor[],
    inputs: tf.Tensor,
    labels: tf.Tensor,
    draw: number,
  ) =>
    tf.tidy(() => {
      const { grads } = tf.valueAndGrads((...at: tf.Tensor[]) => {
        const options = { ...plain, outputNoise: sigma, key: keyFromSeed(1) };
        const logits = model.apply(through(createScope(model, at, modelState, options), draw), inputs);
        return tf.mean(classLosses(logits as tf.Tensor2D, tf.reshape(labels, [-1]), options)) as tf.Scalar;
      })([...parameters]);
      return flat(grads);
    });
}

/** Sum and squares of vectors. */
class Moments {
  readonly #sums: number[] = [];
  readonly #squares: number[] = [];
  #count = 0;
  add(values: readonly number[]) {
    this.#count += 1;
    values.forEach((value, i) => {
      this.#sums[i] = (this.#sums[i] ?? 0) + value;
      this.#squares[i] = (this.#squares[i] ?? 0) + value ** 2;
    });
  }
  get each() {
    return this.#sums.map((sum, i) => {
      const mean = sum / this.#count;
      return { mean, variance: ((this.#squares[i] ?? 0) / this.#count - mean ** 2) / this.#count };
    });
  }
}

const decoderOf = (symbols: number, length: number) =>
  decoder({ symbols, length, blocks: 1, width: 4, heads: 2, hidden: 3, dropoutRate: 0 });

/** Whatever else takes noise, one after the other. */
const others: Model = {
  parameterSpecs: [
    ...convSpecs("conv", 3, 1, 2),
    ...rmsNormSpecs("rms", 2),
    projectionSpec("projection", [8, 3], "weight", { type: "fan_in_normal", scale: 1 }),
    ...layerNormSpecs("norm", 3),
    ...denseSpecs("output", 3, 3, { kind: "output_weight" }),
  ],
  modelStateSpecs: [],
  noisyOutputs: 8 + 8 + 3 + 3 + 3,
  apply(scope, images) {
    const maps = rmsNorm(scope, "rms", tf.tanh(conv(scope, "conv", images)));
    const row = projection(scope, "projection", tf.reshape(maps, [-1, 8]));
    return dense(scope, "output", layerNorm(scope, "norm", row));
  },
};

const imagesOf = (model: Model, size: number) => {
  const images = Uint8Array.from({ length: 8 * size * size }, (_, at) => (at * 37) % 256);
  const data = { images, labels: Uint8Array.from({ length: 8 }, (_, at) => at % 3) };
  return imageClassification({
    ...{ model, imageShape: [size, size, 1], data: { train: data, validation: data, test: data } },
    ...{
      evaluationBatchSize: 8,
      pixelValues: Float32Array.from({ length: 256 }, (_, byte) => byte / 128 - 1),
    },
  });
};

const symbolsOf = (model: Model, length: number) => {
  const symbols = Uint8Array.from({ length: 8 * length + 1 }, (_, at) => ((at * at + at) % 5) % 3);
  return languageModel({
    ...{ model, length, data: { train: symbols, validation: symbols, test: symbols } },
    ...{ evaluationWindows: 4, evaluationBatchSize: 4 },
  });
};

/** A tied table, which is in two layers; RMS norms, rotated and normalized queries, gated units. */
const rotary = rotaryDecoder({
  ...{
    ...configs.standard,
    vocabulary: 3,
    length: 2,
    blocks: 1,
    width: 4,
    heads: 1,
    hidden: 3,
    deviation: 1,
  },
});

const small3 = convolutional({ imageSize: 4, channels: [1, 2], classes: 3, dropoutRate: 0 });

test.each([
  ["a convolution with its batch norm", small3, imagesOf(small3, 4), 0.5, []],
  ["RMS norm, layer norm and a projection", others, imagesOf(others, 2), 1, ["rms.scale"]],
  [
    "a causal transformer with rotary positions and a tied table",
    rotary,
    symbolsOf(rotary, 2),
    1,
    ["q", "k", "out", "scale"]
      .map((part) => `block0.attention.${part}`)
      .concat(["up", "gate", "down"].map((part) => `block0.${part}`)),
  ],
  [
    "a causal transformer: tables, norms, attention",
    decoderOf(3, 2),
    symbolsOf(decoderOf(3, 2), 2),
    1,
    ["q.weight", "q.bias", "k.weight", "k.bias"].map((part) => `block0.attention.${part}`),
  ],
] as const)("unbiased in every parameter: %s", (_, model, loaded, sigma, faint) => {
  const problem = openProblem(model, loaded);
  // Of one size all, so that what is small to begin with (branches, biases) matters, too.
  const parameters = model.parameterSpecs.map(({ kind, shape }, i) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const numbers = normal(keyFromSeed(i), size);
    return tf.tensor(
      numbers.map((value) => (kind === "norm_scale" ? 1 : 0) + value),
      [...shape],
    );
  });
  const modelState = problem.initialModelState();
  const batch = problem.batch(0, 8);
  const [inputs, labels] = Object.values(loaded.batch(batch.indices, batch.key)) as [tf.Tensor, tf.Tensor];
  const exact = backward(model, sigma);
  const [estimated, wanted] = [new Moments(), new Moments()];
  for (let draw = 0; draw < 4000; draw++) {
    const made = problem.lossAndGrad(parameters, modelState, batch, { ...plain, outputNoise: sigma });
    estimated.add(flat(made.grads));
    tf.dispose([made.loss, made.grads, made.modelState]);
    if (draw < 1000) wanted.add(exact(parameters, modelState, inputs, labels, draw));
  }
  const [each, exactly] = [estimated.each, wanted.each];
  const offBy = each.map(({ mean, variance }, i) => {
    const other = exactly[i] ?? { mean: Number.NaN, variance: Number.NaN };
    return Math.abs(mean - other.mean) / Math.sqrt(variance + other.variance);
  });
  expect(Math.max(...offBy)).toBeLessThan(4);
  expect(Math.min(...each.map(({ variance }) => variance))).toBeGreaterThan(0);
  // And it is a gradient: along that of the smoothed loss it is told from 0, in each but what hardly moves this loss.
  let from = 0;
  const unseen = model.parameterSpecs.filter(({ shape }) => {
    const [start, size] = [from, shape.reduce((product, length) => product * length, 1)];
    from += size;
    const along = exactly.slice(start, start + size).map(({ mean }) => mean);
    const error = Math.hypot(...along.map((g, i) => g * Math.sqrt(each[start + i]?.variance ?? 0)));
    return along.reduce((sum, g, i) => sum + g * (each[start + i]?.mean ?? 0), 0) < 4 * error;
  });
  expect(unseen.map(({ name }) => name)).toEqual(faint);
  tf.dispose([parameters, modelState, inputs, labels]);
  problem.dispose();
});

test.each([
  ...[
    "mnist_mlp",
    "mnist_cnn",
    "brown_lm",
    "brown_lm_large",
    "flights_dlrm",
    "quickdraw_resnet",
    "quickdraw_vit",
  ],
  ...["brown_lm_large_untied", "flights_dlrm_layer_norm"],
  ...["quickdraw_vit_glu", "quickdraw_vit_map_head"],
])("%s counts the numbers that its noise is charged for", async (id) => {
  const workload = await loadWorkload(id);
  const loaded = await workload.load(await prepareData(id));
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
  const [parameters, modelState] = [problem.initialParameters(0), problem.initialModelState()];
  tf.tidy(() => {
    const batch = loaded.batch(Int32Array.of(0, 1), keyFromSeed(1));
    const { noised = [] } = loaded.forward(parameters, modelState, batch, {
      ...plain,
      outputNoise: 1,
      key: keyFromSeed(1),
    });
    expect(noised.reduce((sum, { noise }) => sum + noise.size, 0)).toBe(
      2 * (problem.noisyOutputs ?? Number.NaN),
    );
  });
  tf.dispose([parameters, modelState]);
  problem.dispose();
  loaded.dispose();
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
