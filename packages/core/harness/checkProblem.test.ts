import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import * as tf from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { HostBatch, LossRequest } from "../sandbox/problem.ts";
import { CheckProblem } from "./checkProblem.ts";

beforeAll(() => tf.setBackend("cpu"));

const facts = {
  ...{ hyperparameters: {}, stepHint: 20, budget: 60, lossType: "softmax_cross_entropy" },
  target: { metric: "loss", direction: "min" as const, value: 0 },
};
const request = (more: Partial<LossRequest> = {}): LossRequest => ({
  ...{ dropoutRate: null, labelSmoothing: null, updateBatchNorm: false, mode: "train" },
  ...more,
});
const numbers = (tensor: tf.Tensor | undefined): number[] => [...(tensor?.dataSync() ?? [])];

/** The problem's losses, one example after the other in plain numbers, and what its norm's mean is over them. */
function byHand(
  parameters: readonly tf.Tensor[],
  { indices }: HostBatch,
  evaluatedWith: readonly number[] | null = null,
) {
  const [
    embedding = [],
    filter = [],
    hidden = [],
    bias = [],
    scale = [],
    shift = [],
    output = [],
    outputBias = [],
  ] = parameters.map(numbers);
  const rows = [...indices].map((example) => {
    const drawn = normal(deriveKey(deriveKey(keyFromSeed(0), "features"), example), 12);
    const x = Array.from(
      { length: 12 },
      (_, i) => (embedding[(example % 16) * 12 + i] ?? 0) + (drawn[i] ?? 0),
    );
    // An image of 3 × 4, a filter of 3 × 3 with two outputs, zeros around it.
    const image: number[] = [];
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 4; column++) {
        for (let channel = 0; channel < 2; channel++) {
          let sum = 0;
          for (let a = -1; a <= 1; a++) {
            for (let b = -1; b <= 1; b++) {
              const inside = row + a >= 0 && row + a < 3 && column + b >= 0 && column + b < 4;
              if (inside)
                sum +=
                  (x[(row + a) * 4 + column + b] ?? 0) * (filter[((a + 1) * 3 + b + 1) * 2 + channel] ?? 0);
            }
          }
          image.push(sum);
        }
      }
    }
    return Array.from({ length: 16 }, (_, j) =>
      image.reduce((sum, value, i) => sum + value * (hidden[i * 16 + j] ?? 0), bias[j] ?? 0),
    );
  });
  const mean = Array.from(
    { length: 16 },
    (_, j) => rows.reduce((sum, row) => sum + (row[j] ?? 0), 0) / rows.length,
  );
  const used = evaluatedWith ?? mean;
  const losses = rows.map((row, at) => {
    const active = row.map((value, j) =>
      Math.max(0, (value - (used[j] ?? 0)) * (scale[j] ?? 0) + (shift[j] ?? 0)),
    );
    const logits = Array.from({ length: 5 }, (_, k) =>
      active.reduce((sum, value, j) => sum + value * (output[j * 5 + k] ?? 0), outputBias[k] ?? 0),
    );
    const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
    return Math.log(total) - (logits[((indices[at] ?? 0) % 16) % 5] ?? 0);
  });
  return { losses, mean };
}

/** Parameters of which none is a 0 or a 1 that hides what it does. */
const moved = (problem: CheckProblem) =>
  problem.initialParameters(0).map((parameter, at) => {
    const noise = tf.tensor(normal(keyFromSeed(50 + at), parameter.size), parameter.shape);
    return tf.add(parameter, tf.mul(noise, 0.3));
  });

test("losses in training are those of the model by hand, their mean, and weighted", () => {
  const problem = new CheckProblem(facts);
  const [parameters, state] = [moved(problem), problem.initialModelState()];
  const batch = problem.batch(3, 6);
  const { losses } = byHand(parameters, batch);
  const each = numbers(problem.loss(parameters, state, batch, request(), true));
  for (const [at, loss] of each.entries()) expect(loss).toBeCloseTo(losses[at] ?? Number.NaN, 3);
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / 6;
  expect(numbers(problem.loss(parameters, state, batch, request(), false))[0]).toBeCloseTo(mean, 3);
  expect(numbers(problem.forward(parameters, state, batch, request()).loss)[0]).toBeCloseTo(mean, 3);
  const weights = [1, 2, 0, 1, 3, -1];
  const weighted = losses.reduce((sum, loss, at) => sum + loss * (weights[at] ?? 0), 0) / 6;
  const asked = request({ exampleWeights: tf.tensor1d(weights) });
  expect(numbers(problem.loss(parameters, state, batch, asked, false))[0]).toBeCloseTo(weighted, 3);
  expect(numbers(problem.lossAndGrad(parameters, state, batch, asked).loss)[0]).toBeCloseTo(weighted, 3);
});

test("in evaluation the norm has the model state's mean, which training moves, keeps or replaces", () => {
  const problem = new CheckProblem(facts);
  const parameters = moved(problem);
  const given = Array.from({ length: 16 }, (_, j) => j / 10);
  const state = [tf.tensor1d(given)];
  const batch = problem.batch(0, 5);
  const { losses } = byHand(parameters, batch, given);
  const each = numbers(problem.loss(parameters, state, batch, request({ mode: "eval" }), true));
  for (const [at, loss] of each.entries()) expect(loss).toBeCloseTo(losses[at] ?? Number.NaN, 3);
  const { mean } = byHand(parameters, batch);
  const after = (updateBatchNorm: LossRequest["updateBatchNorm"]) =>
    numbers(problem.lossAndGrad(parameters, state, batch, request({ updateBatchNorm })).modelState[0]);
  expect(after(false)).toEqual(numbers(state[0]));
  for (const [j, value] of after(true).entries())
    expect(value).toBeCloseTo(0.9 * (given[j] ?? 0) + 0.1 * (mean[j] ?? 0), 4);
  for (const [j, value] of after("replace").entries()) expect(value).toBeCloseTo(mean[j] ?? 0, 4);
  const [forwarded] = problem.forward(
    parameters,
    state,
    batch,
    request({ updateBatchNorm: true }),
  ).modelState;
  expect(numbers(forwarded)).toEqual(after(true));
});

test("the gradient is the slope of the loss, leaf by leaf", () => {
  const problem = new CheckProblem(facts);
  const [parameters, state] = [moved(problem), problem.initialModelState()];
  const batch = problem.batch(1, 16);
  const { grads } = problem.lossAndGrad(parameters, state, batch, request());
  for (const [leaf, grad] of grads.entries()) {
    const norm = numbers(grad).reduce((sum, value) => sum + value * value, 0);
    // The bias ahead of the norm, which takes the mean away.
    if (norm < 1e-9) {
      expect(problem.parameterSpecs[leaf]?.name).toBe("hidden.bias");
      continue;
    }
    const at = (by: number) => {
      const stepped = parameters.map((one, i) => (i === leaf ? tf.add(one, tf.mul(grad, by)) : one));
      return numbers(problem.loss(stepped, state, batch, request(), false))[0] ?? Number.NaN;
    };
    const reach = 0.01 / Math.sqrt(norm);
    expect((at(reach) - at(-reach)) / (2 * reach) / norm, `leaf ${leaf}`).toBeCloseTo(1, 1);
  }
});

test("batches run through 256 examples in their order, again and again", () => {
  const problem = new CheckProblem(facts);
  expect([...problem.batch(0, 3).indices]).toEqual([0, 1, 2]);
  expect([...problem.batch(2, 3).indices]).toEqual([6, 7, 8]);
  expect([...problem.batch(3, 64).indices].slice(-1)).toEqual([255]);
  expect([...problem.batch(4, 64).indices].slice(0, 2)).toEqual([0, 1]);
  expect(problem.batchSizeLimits).toEqual({ default: 16, max: 64, trainingSet: 256 });
});

test("initial parameters are the seed's and the draw's, of every rank and of the kinds that models have", () => {
  const drawn = (seed: number, draw: number) =>
    new CheckProblem(facts, seed).initialParameters(draw).map(numbers);
  expect(drawn(0, 0)).toEqual(drawn(0, 0));
  for (const other of [drawn(1, 0), drawn(0, 1)]) expect(other).not.toEqual(drawn(0, 0));
  const { parameterSpecs, modelStateSpecs, samplesLabels, predictsLabels } = new CheckProblem(facts);
  expect(parameterSpecs.map(({ name, kind, shape }) => [name, kind, shape])).toEqual([
    ["embedding", "embedding", [16, 12]],
    ["filter", "conv_weight", [3, 3, 1, 2]],
    ["hidden.kernel", "weight", [24, 16]],
    ["hidden.bias", "bias", [16]],
    ["norm.scale", "norm_scale", [16]],
    ["norm.bias", "norm_bias", [16]],
    ["output.kernel", "output_weight", [16, 5]],
    ["output.bias", "bias", [5]],
  ]);
  expect(modelStateSpecs).toEqual([{ name: "norm.mean", shape: [16], initialValue: 0 }]);
  expect([samplesLabels, predictsLabels]).toEqual([true, true]);
  const deviation = (values: readonly number[] = []) =>
    Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  const [embedding, , hidden, bias, scale, shift] = drawn(0, 0);
  expect(deviation(embedding)).toBeCloseTo(0.5, 1);
  expect(deviation(hidden)).toBeCloseTo(Math.sqrt(2 / 24), 1);
  expect([new Set(bias), new Set(scale), new Set(shift)]).toEqual([new Set([0]), new Set([1]), new Set([0])]);
});

test("labels that are drawn are a draw's own, those that are predicted compare with an evaluation at other parameters", () => {
  const problem = new CheckProblem(facts);
  const [parameters, state] = [moved(problem), problem.initialModelState()];
  const batch = problem.batch(0, 16);
  const loss = (more: Partial<LossRequest>) =>
    numbers(problem.loss(parameters, state, batch, request(more), false))[0];
  const free = [loss({ sampledLabels: true }), loss({ sampledLabels: true })];
  const drawn = [
    loss({ sampledLabels: true, draw: 5 }),
    loss({ sampledLabels: true, draw: 6 }),
    loss({ sampledLabels: true, draw: 5 }),
  ];
  expect(drawn[2]).toBe(drawn[0]);
  expect(new Set([...free, drawn[0], drawn[1]]).size).toBe(4);
  const predictedLabels = { parameters, modelState: state, temperature: 1, weight: 1, given: 0 };
  expect(loss({ predictedLabels, mode: "eval" })).toBeCloseTo(0, 5);
  expect(loss({ predictedLabels, mode: "train" })).toBeGreaterThan(1e-3);
  expect(loss({ predictedLabels: { ...predictedLabels, given: 1 }, mode: "eval" })).toBeCloseTo(
    loss({ mode: "eval" }) ?? 0,
    4,
  );
});

test("what a rehearsal is judged by is the loss of the first 64 examples, and its gradient", async () => {
  const problem = new CheckProblem(facts);
  const parameters = problem.initialParameters(0);
  const { losses } = byHand(parameters, problem.batch(0, 64));
  const { numTensors } = tf.memory();
  expect(await problem.meanLoss(parameters)).toBeCloseTo(losses.reduce((sum, loss) => sum + loss, 0) / 64, 3);
  const gradient = await problem.meanGradient(parameters);
  expect(tf.memory().numTensors).toBe(numTensors);
  const { grads } = problem.lossAndGrad(
    parameters,
    problem.initialModelState(),
    problem.batch(0, 64),
    request(),
  );
  expect(gradient.map((values) => Array.from(values))).toEqual(grads.map(numbers));
});
