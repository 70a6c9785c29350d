import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { createScope } from "../layers/scope.ts";
import { prepareData } from "../node/prepareData.ts";
import algoperfModels from "../testing/algoperfModels.json" with { type: "json" };
import { initialize } from "../testing/initialize.ts";
import { overfit } from "../testing/overfit.ts";
import { rearranged } from "../testing/rearranged.ts";
import { torchShapes } from "../testing/torchShapes.ts";
import { trainingOptions } from "../testing/trainingOptions.ts";
import { configs, type VisionTransformerConfig, variants } from "./config.ts";
import { visionTransformer } from "./model.ts";
import workload from "./workload.ts";

beforeAll(() => openBackend("wasm"));

const small: VisionTransformerConfig = {
  ...configs.standard,
  imageSize: 6,
  patchSize: 2,
  classes: 5,
  width: 8,
  blocks: 2,
  heads: 2,
  hidden: 12,
};
const image = Float32Array.from({ length: 36 }, (_, at) => Math.sin(at * at));
const numbers = (x: Tensor): number[] => [...x.dataSync()];

function logits(
  config: VisionTransformerConfig,
  options: Partial<ForwardOptions> = {},
  pixels: Float32Array = image,
): number[] {
  const model = visionTransformer(config);
  const { parameters } = initialize(model, { moved: 0.2 });
  const scope = createScope(model, parameters, [], { ...trainingOptions, ...options });
  return numbers(model.apply(scope, tensor(pixels, [1, 6, 6, 1])));
}

test("AlgoPerf's configuration has the parameters of its ViT S/16, shape for shape", () => {
  const { parameterSpecs } = visionTransformer(configs.algoperf);
  const { parameters, tensors, shapes } = algoperfModels.models.imagenet_vit;
  expect(torchShapes(parameterSpecs)).toEqual(shapes);
  expect(parameterSpecs.length).toBe(tensors);
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, 1);
  expect(parameterSpecs.reduce((total, { shape }) => total + size(shape), 0)).toBe(parameters);
});

test("where a patch stands matters", () => {
  // The first and the second row of patches change places.
  const moved = Float32Array.from(
    image,
    (_, at) => image[at < 12 ? at + 12 : at < 24 ? at - 12 : at] as number,
  );
  const [before, after] = [logits(small), logits(small, {}, moved)];
  expect(Math.max(...before.map((value, at) => Math.abs(value - (after[at] as number))))).toBeGreaterThan(
    1e-3,
  );
});

test("dropout acts in training, by the key, and never in evaluation", () => {
  const still = logits(small);
  const dropping = { ...small, dropoutRate: 0.3 };
  expect(logits(dropping)).not.toEqual(still);
  expect(logits(dropping)).toEqual(logits(dropping));
  expect(logits(dropping, { key: [0, 1] })).not.toEqual(logits(dropping));
  expect(logits(dropping, { mode: "eval" })).toEqual(still);
  expect(logits(dropping, { dropoutRate: 0 })).toEqual(still);
});

test("names and order of parameters change nothing", () => {
  const model = visionTransformer(small);
  const other = rearranged(model);
  const { parameters } = initialize(model, { moved: 0.1 });
  const x = tensor(image, [1, 6, 6, 1]);
  const ofOther = createScope(other, parameters.toReversed(), [], trainingOptions);
  const scope = createScope(model, parameters, [], trainingOptions);
  expect(numbers(other.apply(ofOther, x))).toEqual(numbers(model.apply(scope, x)));
});

test("every variant is another model or other data, and starts finite", () => {
  const base = logits(small);
  expect(Object.keys(variants).length).toBeGreaterThanOrEqual(2);
  for (const [name, patch] of Object.entries(variants)) {
    const varied = logits({ ...small, ...patch });
    expect(varied.every(Number.isFinite), name).toBe(true);
    if (patch.augmentation === undefined) expect(varied, name).not.toEqual(base);
  }
});

test("sixteen drawings are learnt by heart", async () => {
  const losses = overfit(workload, await workload.load(await prepareData("quickdraw_vit")), {
    steps: 120,
    rate: 0.003,
  });
  expect(losses[0]).toBeCloseTo(Math.log(configs.standard.classes), 5);
  expect(losses.at(-1)).toBeLessThan(0.06);
});
