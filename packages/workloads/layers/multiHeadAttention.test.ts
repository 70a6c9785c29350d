import { gather, setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { initialize } from "../testing/initialize.ts";
import type { Model } from "./model.ts";
import { multiHeadAttention, multiHeadAttentionSpecs } from "./multiHeadAttention.ts";
import { createScope } from "./scope.ts";

beforeAll(() => setBackend("cpu"));

const width = 4;
const model: Model = {
  parameterSpecs: multiHeadAttentionSpecs("attention", width),
  modelStateSpecs: [],
  apply: (scope, x) =>
    multiHeadAttention(scope, "attention", { queries: x, memory: x }, { heads: 2, dropoutRate: 0 }),
};
const { parameters } = initialize(model, { moved: 0.3 });
const scopeOf = (options: { mode: "train" | "eval"; dropoutRate: number | null }) =>
  createScope(model, parameters, [], {
    labelSmoothing: null,
    updateBatchNorm: true,
    key: [5, 6],
    ...options,
  });
const evaluation = scopeOf({ mode: "eval", dropoutRate: null });
const inputs = (length: number): Tensor =>
  tensor(
    Array.from({ length: 2 * length * width }, (_, at) => Math.sin(at * at)),
    [2, length, width],
  );
const numbers = (x: Tensor): number[] => [...x.dataSync()];
const expectClose = (found: Tensor, expected: Tensor) => {
  expect(found.shape).toEqual(expected.shape);
  const values = numbers(expected);
  for (const [at, value] of numbers(found).entries()) expect(value).toBeCloseTo(values[at] as number, 5);
};

test("the order of what is looked at changes nothing, the order of queries that of results", () => {
  const order = tensor([2, 0, 1], [3], "int32");
  const [queries, memory] = [inputs(3), inputs(5)];
  const looked = (q: Tensor, k: Tensor) =>
    multiHeadAttention(evaluation, "attention", { queries: q, memory: k }, { heads: 2, dropoutRate: 0 });
  const before = looked(queries, memory);
  expectClose(looked(queries, gather(memory, tensor([4, 2, 0, 3, 1], [5], "int32"), 1)), before);
  expectClose(looked(gather(queries, order, 1), memory), gather(before, order, 1));
});

test("probabilities are dropped in training only", () => {
  const still = numbers(model.apply(evaluation, inputs(4)));
  expect(numbers(model.apply(scopeOf({ mode: "train", dropoutRate: 0.5 }), inputs(4)))).not.toEqual(still);
  expect(numbers(model.apply(scopeOf({ mode: "train", dropoutRate: null }), inputs(4)))).toEqual(still);
  expect(numbers(model.apply(scopeOf({ mode: "eval", dropoutRate: 0.5 }), inputs(4)))).toEqual(still);
});
