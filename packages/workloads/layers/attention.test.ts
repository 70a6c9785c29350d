import { keyFromSeed } from "@steepest/base/random/key.ts";
import { initializeParameter } from "@steepest/core/workload/initializeParameter.ts";
import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { attentionSpecs, causalAttention } from "./attention.ts";
import type { Model } from "./model.ts";
import { createScope } from "./scope.ts";

const shape = { batch: 2, length: 4, heads: 2 };
const width = 6;

test("a position sees those before it and its own, of its own sequence only", async () => {
  await setBackend("cpu");
  const model: Model = {
    parameterSpecs: attentionSpecs("attention", width, { type: "fan_in_normal", scale: 1 }),
    modelStateSpecs: [],
    apply: (scope, x) => causalAttention(scope, "attention", x, shape),
  };
  const parameters = model.parameterSpecs.map((spec, at) => initializeParameter(spec, keyFromSeed(at)));
  const options = {
    mode: "eval",
    dropoutRate: null,
    labelSmoothing: null,
    updateBatchNorm: false,
    key: [0, 0],
  } as const;
  const run = (values: number[]) => {
    const x: Tensor = tensor(values, [shape.batch * shape.length, width]);
    return model.apply(createScope(model, parameters, [], options), x).arraySync() as number[][];
  };
  const values = Array.from({ length: shape.batch * shape.length * width }, (_, at) => Math.sin(at));
  const changedRow = 2;
  const before = run(values);
  const after = run(values.map((value, at) => (Math.floor(at / width) === changedRow ? value + 1 : value)));
  const changed = before.flatMap((row, at) => (row.every((v, i) => v === after[at]?.[i]) ? [] : [at]));
  expect(changed).toEqual([2, 3]);
});
