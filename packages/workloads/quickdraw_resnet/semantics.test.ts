import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { type Tensor, tensor, tidy } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import { prepareData } from "../node/prepareData.ts";
import algoperfModels from "../testing/algoperfModels.json" with { type: "json" };
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { trainingOptions } from "../testing/trainingOptions.ts";
import { configs, type ResnetConfig, variants } from "./config.ts";
import { resnet } from "./model.ts";
import workload from "./workload.ts";

beforeAll(() => openBackend("wasm"));

/** A small one of every part: two stages, the second with a shortcut. */
const small: ResnetConfig = {
  ...configs.standard,
  imageSize: 12,
  classes: 5,
  stem: { channels: 4, size: 3, stride: 2, maxPool: true },
  stages: [
    { channels: 4, blocks: 1, stride: 1 },
    { channels: 6, blocks: 2, stride: 2 },
  ],
};
const evaluation: ForwardOptions = { ...trainingOptions, mode: "eval" };
const images = (count: number): Tensor =>
  tensor(
    Float32Array.from({ length: count * 144 }, (_, at) => Math.sin(at * at)),
    [count, 12, 12, 1],
  );
const numbers = (x: Tensor): number[] => [...x.dataSync()];

test("AlgoPerf's configuration has the parameters of its ResNet-50, shape for shape", () => {
  const { parameterSpecs } = resnet(configs.algoperf);
  const { parameters, tensors, shapes } = algoperfModels.models.imagenet_resnet;
  expect(torchShapes(parameterSpecs)).toEqual(shapes);
  expect(parameterSpecs.length).toBe(tensors);
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  expect(parameterSpecs.reduce((total, { shape }) => total + size(shape), 0)).toBe(parameters);
});

test("strides halve maps, rounding up, and a block that starts at 0 hands on its shortcut", () => {
  const model = resnet({ ...small, stages: [{ channels: 4, blocks: 1, stride: 1 }] });
  const without = resnet({ ...small, stages: [] });
  const { parameters, state } = initialize(model);
  const kept = (at: number) => (name: { readonly name: string }, i: number) =>
    name.name.startsWith("stage") ? [] : [at === 0 ? parameters[i] : state[i]];
  const logits = model.apply(createScope(model, parameters, state, trainingOptions), images(3));
  const of = createScope(
    without,
    model.parameterSpecs.flatMap(kept(0)) as Tensor[],
    model.modelStateSpecs.flatMap(kept(1)) as Tensor[],
    trainingOptions,
  );
  expect(numbers(without.apply(of, images(3)))).toEqual(numbers(logits));
});

test("in training images share their batch's statistics, in evaluation each stands for itself", () => {
  const model = resnet(small);
  const { parameters, state } = initialize(model, { moved: 0.2 });
  const logits = (options: ForwardOptions, count: number) =>
    tidy(() =>
      numbers(model.apply(createScope(model, parameters, state, options), images(count))).slice(0, 5),
    );
  const distance = (a: number[], b: number[]) =>
    Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));
  expect(distance(logits(evaluation, 4), logits(evaluation, 2))).toBeLessThan(1e-5);
  expect(distance(logits(trainingOptions, 4), logits(trainingOptions, 2))).toBeGreaterThan(1e-2);
});

test("running statistics end where a batch seen again and again has its own", () => {
  const model = resnet(small);
  const { parameters, state } = initialize(model, { moved: 0.2 });
  let running: readonly Tensor[] = state;
  let trained: number[] = [];
  for (let pass = 0; pass < 150; pass++) {
    const next = tidy(() => {
      const scope = createScope(model, parameters, running, trainingOptions);
      trained = numbers(model.apply(scope, images(4)));
      return [...scope.newModelState()];
    });
    for (const each of running) each.dispose();
    running = next;
  }
  const evaluated = numbers(model.apply(createScope(model, parameters, running, evaluation), images(4)));
  for (const [at, value] of evaluated.entries()) expect(value).toBeCloseTo(trained[at] as number, 4);
});

test("names and order of parameters change nothing", () => {
  const model = resnet(small);
  const other = rearranged(model);
  const { parameters, state } = initialize(model, { moved: 0.1 });
  const scope = createScope(model, parameters, state, trainingOptions);
  const ofOther = createScope(other, parameters.toReversed(), state.toReversed(), trainingOptions);
  expect(numbers(other.apply(ofOther, images(3)))).toEqual(numbers(model.apply(scope, images(3))));
  expect(ofOther.newModelState().toReversed().map(numbers)).toEqual(scope.newModelState().map(numbers));
});

test("every variant is another model or other data, and starts finite", () => {
  const logits = (config: ResnetConfig) => {
    const model = resnet(config);
    const { parameters, state } = initialize(model);
    return numbers(model.apply(createScope(model, parameters, state, trainingOptions), images(4)));
  };
  const base = logits(small);
  expect(Object.keys(variants).length).toBeGreaterThanOrEqual(2);
  for (const [name, patch] of Object.entries(variants)) {
    const varied = logits({ ...small, ...patch });
    expect(varied.every(Number.isFinite), name).toBe(true);
    if (patch.augmentation === undefined) expect(varied, name).not.toEqual(base);
  }
});

test("sixteen drawings are learnt by heart", async () => {
  const losses = overfit(workload, await workload.load(await prepareData("quickdraw_resnet")), {
    steps: 40,
    rate: 0.01,
  });
  expect(losses[0]).toBeGreaterThan(4);
  expect(losses.at(-1)).toBeLessThan(0.02);
});
