import { keyFromSeed } from "@steepest/base/random/key.ts";
import { randomWords, uniform } from "@steepest/base/random/uniform.ts";
import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { concat, dispose, grads, mean, type Tensor, tidy, zeros } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { type ClickExamples, clickPrediction } from "../tasks/clickPrediction.ts";
import { evalOptions } from "../tasks/evalOptions.ts";
import models from "../testing/algoperfModels.json" with { type: "json" };
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { trainingOptions } from "../testing/trainingOptions.ts";
import { configs, type DlrmConfig, variants } from "./config.ts";
import { dlrm } from "./model.ts";

beforeAll(() => openBackend("wasm"));

/** A small one with every part of the standard model. */
const small: DlrmConfig = {
  ...configs.standard,
  numbers: 3,
  categories: 4,
  vocabulary: 64,
  width: 8,
  bottom: [16, 8],
  top: [16, 16],
};

/** Random examples that a model of this configuration takes. */
function randomExamples({ numbers, categories, vocabulary }: DlrmConfig, count: number): ClickExamples {
  const words = randomWords(keyFromSeed(1), count * (categories + 1));
  return {
    numbers: uniform(keyFromSeed(2), count * numbers),
    categories: Int32Array.from(words.subarray(count), (word) => word % vocabulary),
    labels: Uint8Array.from(words.subarray(0, count), (word) => word >>> 31),
  };
}

function load(config: DlrmConfig, model = dlrm(config), count = 16) {
  const examples = randomExamples(config, count);
  const { numbers, categories } = config;
  const data = { train: examples, validation: examples, test: examples };
  return clickPrediction({ model, data, numbers, categories, evaluationBatchSize: 5 });
}

function losses(
  config: DlrmConfig,
  parameters: readonly Tensor[],
  options: Partial<ForwardOptions> = {},
  model = dlrm(config),
): number[] {
  const loaded = load(config, model);
  const indices = Int32Array.from({ length: 8 }, (_, at) => at);
  return tidy(() => {
    const result = loaded.forward(parameters, [], loaded.batch(indices, keyFromSeed(0)), {
      ...trainingOptions,
      ...options,
    });
    return [...result.losses.dataSync()];
  });
}

const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);

test("AlgoPerf's configuration has its parameters, shape by shape", () => {
  const { parameterSpecs } = dlrm(configs.algoperf);
  const expected = models.models.criteo1tb;
  expect(parameterSpecs.reduce((sum, { shape }) => sum + size(shape), 0)).toBe(expected.parameters);
  expect(parameterSpecs.length).toBe(expected.tensors);
  expect(torchShapes(parameterSpecs)).toEqual(expected.shapes);
});

test("AlgoPerf's configuration takes a step (of a smaller table)", () => {
  const config = { ...configs.algoperf, vocabulary: 4096 };
  const loaded = load(config, dlrm(config), 2);
  const { parameters } = initialize(dlrm(config));
  const batch = loaded.batch(Int32Array.of(0, 1), keyFromSeed(0));
  const gradients = grads((...at: Tensor[]) => mean(loaded.forward(at, [], batch, trainingOptions).losses))(
    parameters,
  );
  for (const gradient of gradients) expect(gradient.square().sum().dataSync()[0]).toBeGreaterThan(0);
  dispose([parameters, gradients, Object.values(batch)]);
});

test("the loss is binary cross-entropy, the metric its mean", async () => {
  // All parameters 0 but the output's bias: the probability is 3/4 for every example.
  const { parameterSpecs } = dlrm(small);
  const parameters = parameterSpecs.map(({ name, shape }) =>
    name === "output.bias" ? zeros([...shape]).add(Math.log(3)) : zeros([...shape]),
  );
  const { labels } = randomExamples(small, 16);
  const of = (label: number) => (label === 1 ? Math.log(4 / 3) : Math.log(4));
  losses(small, parameters).forEach((loss, at) => {
    expect(loss).toBeCloseTo(of(labels[at] as number), 5);
  });
  // Smoothed by 0.2, targets are 0.9 and 0.1.
  losses(small, parameters, { labelSmoothing: 0.2 }).forEach((loss, at) => {
    const target = labels[at] === 1 ? 0.9 : 0.1;
    expect(loss).toBeCloseTo(target * of(1) + (1 - target) * of(0), 5);
  });
  const { log_loss } = await load(small).evaluate(parameters, [], "validation");
  expect(log_loss).toBeCloseTo(labels.reduce((sum, label) => sum + of(label), 0) / labels.length, 5);
  dispose(parameters);
});

test("a table in chunks is the same table", () => {
  const chunked = { ...small, chunks: 4 };
  const parameters = initialize(dlrm(chunked), { moved: 0.1 }).parameters;
  const whole = [concat(parameters.slice(0, 4), 0), ...parameters.slice(4)];
  expect(losses(chunked, parameters)).toEqual(losses(small, whole));
  dispose([parameters, whole[0] as Tensor]);
});

test("order and names of parameters do not matter", () => {
  const model = dlrm(small);
  const { parameters } = initialize(model, { moved: 0.1 });
  expect(losses(small, parameters.toReversed(), {}, rearranged(model))).toEqual(losses(small, parameters));
  dispose(parameters);
});

test("dropout acts in training only", () => {
  const parameters = initialize(dlrm(small), { moved: 0.1 }).parameters;
  const plain = losses(small, parameters);
  expect(losses(small, parameters, { dropoutRate: 0.5 })).not.toEqual(plain);
  expect(losses(small, parameters, { ...evalOptions, dropoutRate: 0.5 })).toEqual(plain);
  dispose(parameters);
});

test.each([["standard", {}], ...Object.entries(variants)])("%s learns 16 examples by heart", (_, patch) => {
  const width = { ...small, width: 16, bottom: [16, 16], top: [16, 16] };
  const { bottom, top, ...rest } = patch as Partial<DlrmConfig>;
  const config = { ...width, ...rest };
  const model = dlrm(config);
  const seen = overfit(model, load(config, model), { steps: 100, rate: 0.01 });
  expect(seen.at(-1)).toBeLessThan(0.02);
});
