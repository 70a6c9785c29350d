import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LossRequest } from "@steepest/core/sandbox/problem.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { decoder } from "../brown_lm/model.ts";
import { perceptron } from "../mnist_mlp/model.ts";
import mnist from "../mnist_mlp/workload.ts";
import { configs } from "../quickdraw_vit/config.ts";
import { visionTransformer } from "../quickdraw_vit/model.ts";
import { imageClassification } from "../tasks/imageClassification.ts";
import { languageModel } from "../tasks/languageModel.ts";
import { chooseExamples } from "./backwardSampling.ts";
import type { Model } from "./model.ts";

beforeAll(() => openBackend("wasm"));

const plain: LossRequest = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: true, mode: "train" };
const facts = {
  ...{ hyperparameters: {}, stepHint: 1, budget: 1, lossType: "softmax_cross_entropy" },
  target: { metric: "loss", direction: "min" as const, value: 0 },
};
const flat = (tensors: readonly tf.Tensor[]) => tensors.flatMap((tensor) => [...tensor.dataSync()]);

const problemOf = (model: Model, loaded: ReturnType<typeof imageClassification>) =>
  new WorkloadProblem(
    { ...mnist, parameterSpecs: model.parameterSpecs, modelStateSpecs: [] },
    loaded,
    keyFromSeed(3),
    facts,
  );

/** A problem of eight made-up images. */
function ofImages(model: Model, imageShape: readonly number[]) {
  const pixels = imageShape.reduce((product, length) => product * length, 1);
  const images = Uint8Array.from({ length: 8 * pixels }, (_, at) => (at * at * 37) % 256);
  const data = { images, labels: Uint8Array.from({ length: 8 }, (_, at) => at % 3) };
  const loaded = imageClassification({
    ...{ model, imageShape, data: { train: data, validation: data, test: data }, evaluationBatchSize: 8 },
    pixelValues: Float32Array.from({ length: 256 }, (_, byte) => byte / 128 - 1),
  });
  return problemOf(model, loaded);
}

function ofText(model: Model, length: number) {
  const symbols = Uint8Array.from({ length: 8 * length + 1 }, (_, at) => (at * at) % 7);
  const loaded = languageModel({
    ...{ model, data: { train: symbols, validation: symbols, test: symbols }, length },
    ...{ evaluationWindows: 2, evaluationBatchSize: 2 },
  });
  return problemOf(model, loaded);
}

/** Parameters of which none is 0, as the vision transformer's head is at first. */
const parametersOf = (problem: WorkloadProblem) =>
  tf.tidy(() =>
    problem
      .initialParameters(1)
      .map((tensor, at) =>
        tf.add(tensor, tf.tensor(normal(keyFromSeed(at), tensor.size), tensor.shape).mul(0.2)),
      ),
  );

const problems = {
  perceptron: () => ofImages(perceptron({ inputs: 4, hidden: 3, classes: 3 }), [4]),
  transformer: () => {
    const small = { imageSize: 4, patchSize: 2, width: 8, hidden: 8, heads: 2, classes: 3 };
    return ofImages(visionTransformer({ ...configs.standard, ...small, dropoutRate: 0.2 }), [4, 4, 1]);
  },
  decoder: () => {
    const small = { symbols: 7, length: 4, blocks: 2, width: 8, heads: 2, hidden: 8 };
    return ofText(decoder({ ...small, dropoutRate: 0.2 }), 4);
  },
};

test("examples are drawn with their probabilities, at most once each, and weighed by the inverse", () => {
  const lengths = [8, 1, 1, 0, 2, 2, 1, 1];
  // Three of them: the first is certain, the others share two by length.
  const wanted = [1, 0.25, 0.25, 0, 0.5, 0.5, 0.25, 0.25];
  const times = Array<number>(8).fill(0);
  const offsets = 200;
  for (let at = 0; at < offsets; at++) {
    const [indices, weights] = tf.tidy(() => {
      const made = chooseExamples(tf.tensor1d(lengths), 3, tf.tensor1d([(at + 0.5) / offsets]));
      return [[...made.indices.dataSync()], [...made.weights.dataSync()]];
    });
    expect(new Set(indices).size).toBe(3);
    indices.forEach((index, place) => {
      times[index] = (times[index] ?? 0) + 1;
      expect(weights[place]).toBeCloseTo(1 / (wanted[index] ?? 0), 4);
    });
  }
  expect(times.map((count) => count / offsets)).toEqual(wanted.map((p) => expect.closeTo(p, 2)));
});

test("what no signal comes to is never drawn: its place stays empty", () => {
  const [indices, weights] = tf.tidy(() => {
    const made = chooseExamples(tf.tensor1d([0, 3, 0, 5]), 3, tf.tensor1d([0.5]));
    return [[...made.indices.dataSync()], [...made.weights.dataSync()]];
  });
  expect(indices.slice(0, 2)).toEqual([1, 3]);
  expect(weights).toEqual([1, 1, 0]);
});

test.each(Object.entries(problems))(
  "of all examples the gradient of the %s is what it is without, and signals are its own",
  (_, make) => {
    const problem = make();
    const parameters = parametersOf(problem);
    const batch = problem.batch(0, 8);
    const edges = problem.dropping?.numbers.length ?? 0;
    expect(problem.dropping?.shares.reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
    expect(problem.dropping?.shares).toHaveLength(edges + 1);
    const own = problem.lossAndGrad(parameters, [], batch, { ...plain, draw: 1 });
    const all = problem.lossAndGrad(parameters, [], batch, { ...plain, draw: 1, keep: Array(edges).fill(8) });
    expect(flat([all.loss, ...all.grads])).toEqual(flat([own.loss, ...own.grads]));
    expect(all.signals?.shape).toEqual([edges, 8]);
    expect(flat(all.signals ? [all.signals] : []).every((length) => length > 0)).toBe(true);
    tf.dispose([own.loss, own.grads, all.loss, all.grads, parameters, all.signals ?? []]);
    problem.dispose();
  },
);

test.each(Object.entries(problems))(
  "the sampled gradient of the %s is unbiased: its mean is the gradient to 5 standard errors, in every weight",
  (_, make) => {
    const problem = make();
    const parameters = parametersOf(problem);
    const batch = problem.batch(0, 8);
    const edges = problem.dropping?.numbers.length ?? 0;
    // Masks would differ from draw to draw: what is drawn is to be examples alone.
    const still = { ...plain, dropoutRate: 0 };
    const exact = problem.lossAndGrad(parameters, [], batch, still);
    const wanted = flat(exact.grads);
    const keep = Array.from({ length: edges }, (_, edge) => 3 + 2 * edge);
    const draws = 1200;
    const [sums, squares] = [new Float64Array(wanted.length), new Float64Array(wanted.length)];
    const before = tf.memory().numTensors;
    for (let draw = 0; draw < draws; draw++) {
      const made = problem.lossAndGrad(parameters, [], batch, { ...still, keep });
      flat(made.grads).forEach((value, i) => {
        sums[i] = (sums[i] ?? 0) + value;
        squares[i] = (squares[i] ?? 0) + value ** 2;
      });
      tf.dispose([made.loss, made.grads, made.signals ?? []]);
    }
    expect(tf.memory().numTensors).toBe(before);
    let moved = 0;
    wanted.forEach((gradient, i) => {
      const mean = (sums[i] ?? 0) / draws;
      const error = Math.sqrt(Math.max(0, (squares[i] ?? 0) / draws - mean ** 2) / draws);
      expect(Math.abs(mean - gradient), `weight ${i}: ${mean} ± ${error}, not ${gradient}`).toBeLessThan(
        5 * error + 1e-5,
      );
      if (error > 1e-5) moved++;
    });
    expect(moved).toBeGreaterThan(wanted.length / 4);
    expect([...(problem.captured?.refusals ?? [])]).toEqual([]);
    expect(problem.captured?.counts.replayed).toBeGreaterThan(draws - 5);
    tf.dispose([parameters, exact.loss, exact.grads]);
    problem.dispose();
  },
);

test("an example's masks are the same when it is computed again", () => {
  // With one example of eight certain, and the others without a signal, its gradient is all there is.
  const problem = problems.transformer();
  const parameters = parametersOf(problem);
  const batch = problem.batch(0, 8);
  const exampleWeights = tf.tensor1d([0, 0, 0, 1, 0, 0, 0, 0]);
  const request = { ...plain, draw: 4, exampleWeights, dropoutRate: 0.5 };
  const own = problem.lossAndGrad(parameters, [], batch, request);
  const one = problem.lossAndGrad(parameters, [], batch, { ...request, keep: [1, 1] });
  const wanted = flat(own.grads);
  flat(one.grads).forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i] ?? Number.NaN, 5);
  });
  expect(Math.max(...wanted.map(Math.abs))).toBeGreaterThan(1e-3);
  tf.dispose([own.loss, own.grads, one.loss, one.grads, one.signals ?? [], parameters, exampleWeights]);
  problem.dispose();
});
