import type { ForwardOptions } from "@steepest/core/workload/workload.ts";
import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { batchNorm, batchNormSpecs, batchNormStateSpecs } from "./batchNorm.ts";
import { layerNorm, layerNormSpecs } from "./layerNorm.ts";
import type { Model } from "./model.ts";
import { createScope } from "./scope.ts";

beforeAll(() => setBackend("cpu"));

const options: ForwardOptions = {
  mode: "train",
  dropoutRate: null,
  labelSmoothing: null,
  updateBatchNorm: true,
  key: [0, 0],
};
const expectNumbers = (found: Tensor | undefined, expected: readonly number[]) => {
  const values = Array.from(found?.dataSync() ?? []);
  expect(values.length).toBe(expected.length);
  values.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] as number, 4);
  });
};

const batchNormModel: Model = {
  parameterSpecs: batchNormSpecs("norm", 2),
  modelStateSpecs: batchNormStateSpecs("norm", 2),
  apply: (scope, x) => batchNorm(scope, "norm", x),
};
// Channel 0: 1, 3, 5, 7 (mean 4, variance 5); channel 1: 0, 0, 2, 2 (mean 1, variance 1).
const maps = () => tensor([1, 0, 3, 0, 5, 2, 7, 2], [2, 1, 2, 2]);
const batchNormScope = (changes: Partial<ForwardOptions>) =>
  createScope(batchNormModel, [tensor([1, 2]), tensor([0, 10])], [tensor([4, 0]), tensor([4, 1])], {
    ...options,
    ...changes,
  });

test("batch norm uses the batch's statistics in training and moves the running ones a tenth of the way", () => {
  const scope = batchNormScope({});
  const root5 = Math.sqrt(5);
  expectNumbers(batchNormModel.apply(scope, maps()), [
    -3 / root5,
    8,
    -1 / root5,
    8,
    1 / root5,
    12,
    3 / root5,
    12,
  ]);
  expectNumbers(scope.newModelState()[0], [4, 0.1]);
  expectNumbers(scope.newModelState()[1], [4.1, 1]);
});

test("batch norm uses the running statistics in evaluation", () => {
  const scope = batchNormScope({ mode: "eval" });
  expectNumbers(batchNormModel.apply(scope, maps()), [-1.5, 10, -0.5, 10, 0.5, 14, 1.5, 14]);
});

test("layer norm gives every row mean 0 and variance 1 before it scales and shifts", () => {
  const model: Model = {
    parameterSpecs: layerNormSpecs("norm", 2),
    modelStateSpecs: [],
    apply: (scope, x) => layerNorm(scope, "norm", x),
  };
  const scope = createScope(model, [tensor([1, 3]), tensor([0, 1])], [], options);
  expectNumbers(model.apply(scope, tensor([1, 5, -10, -30], [2, 2])), [-1, 4, 1, -2]);
});
