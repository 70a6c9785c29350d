import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { WorkloadProblem } from "@steepest/core/harness/workloadProblem.ts";
import type { LossRequest } from "@steepest/core/sandbox/problem.ts";
import type { LoadedWorkload, Workload } from "@steepest/core/workload/workload.ts";
import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { dispose, memory, type Tensor, tensor2d, zeros } from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadWorkload } from "./loadWorkload.ts";
import { prepareData } from "./node/prepareData.ts";

const facts = {
  hyperparameters: {},
  stepHint: 100,
  budget: 1,
  target: { metric: "loss", direction: "min", value: 0 },
  lossType: "",
} as const;
/** In eval mode: without masks, and without batch statistics, so that a block's gradient is its own examples' alone. */
const plain: LossRequest = { dropoutRate: null, labelSmoothing: null, updateBatchNorm: false, mode: "eval" };

const numbersOf = (tensors: readonly Tensor[]): number[][] => {
  const numbers = tensors.map((tensor) => [...tensor.dataSync()]);
  dispose([...tensors]);
  return numbers;
};

describe.each(["mnist_mlp", "mnist_cnn", "brown_lm"])("the blocks of %s", (id) => {
  let workload: Workload;
  let loaded: LoadedWorkload;
  let problem: WorkloadProblem;
  let parameters: Tensor[];
  let others: Tensor[];
  let state: Tensor[];
  let heads: Tensor[];
  let before = 0;

  beforeAll(async () => {
    await openBackend("wasm");
    workload = await loadWorkload(id);
    loaded = await workload.load(await prepareData(id));
    before = memory().numTensors;
    problem = new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
    [parameters, others] = [problem.initialParameters(0), problem.initialParameters(1)];
    state = problem.initialModelState();
    heads = (loaded.localShapes ?? []).map(([features, classes], at) =>
      tensor2d(normal(keyFromSeed(at), features * classes), [features, classes]),
    );
  });
  afterAll(() => {
    dispose([...parameters, ...others, ...state, ...heads]);
    problem.dispose();
    expect(memory().numTensors).toBe(before);
    loaded.dispose();
  });

  const blockOf = (at: number): number => workload.parameterSpecs[at]?.block ?? -1;
  const last = () => (loaded.localShapes ?? []).length;
  const gradient = (at: readonly Tensor[], request: LossRequest) => {
    const made = problem.lossAndGrad(at, state, problem.batch(0, 4), request);
    const [loss = []] = numbersOf([made.loss]);
    const result = { loss, grads: numbersOf(made.grads), heads: numbersOf(made.localHeads ?? []) };
    dispose(made.modelState);
    problem.endStep();
    return result;
  };
  const close = (actual: readonly number[], expected: readonly number[]) => {
    const size = Math.max(1e-12, ...expected.map(Math.abs));
    const apart = actual.map((value, i) => Math.abs(value - (expected[i] ?? 0)) / size);
    expect(Math.max(...apart)).toBeLessThan(1e-4);
  };

  test("go from 0 at the inputs to the output layer, and every parameter is of one", () => {
    const blocks = workload.parameterSpecs.map((_, at) => blockOf(at));
    expect(blocks).toEqual([...blocks].sort((a, b) => a - b));
    expect(new Set(blocks)).toEqual(new Set(Array.from({ length: last() + 1 }, (_, block) => block)));
    expect(last()).toBeGreaterThan(0);
  });

  test("the loss is the model's own, and so is the last block's gradient", () => {
    const [own, local] = [gradient(parameters, plain), gradient(parameters, { ...plain, localHeads: heads })];
    expect(local.loss[0]).toBeCloseTo(own.loss[0] ?? Number.NaN, 6);
    for (const [at, grads] of own.grads.entries()) {
      if (blockOf(at) === last()) close(local.grads[at] ?? [], grads);
    }
  });

  test("a block's gradient comes from its own head: what lies behind it does not matter, and its head does", () => {
    const request = { ...plain, localHeads: heads };
    const here = gradient(parameters, request);
    const elsewhere = gradient(
      parameters.map((own, at) => (blockOf(at) === 0 ? own : (others[at] as Tensor))),
      request,
    );
    const zero = zeros((loaded.localShapes ?? [])[0] as [number, number]);
    const headless = gradient(parameters, { ...plain, localHeads: [zero, ...heads.slice(1)] });
    dispose(zero);
    let moved = 0;
    for (const [at, grads] of here.grads.entries()) {
      if (blockOf(at) !== 0) continue;
      close(elsewhere.grads[at] ?? [], grads);
      moved += grads.filter((value) => value !== 0).length;
      // Without a head nothing is asked of it.
      expect(headless.grads[at]?.every((value) => value === 0)).toBe(true);
    }
    expect(moved).toBeGreaterThan(0);
    expect(elsewhere.heads[0]).toEqual(here.heads[0]);
  });

  test("a head's gradient is the slope of its loss: the sum of all losses falls along it", () => {
    const request = { ...plain, localHeads: heads };
    const { heads: grads } = gradient(parameters, request);
    expect(grads.map(({ length }) => length)).toEqual(heads.map(({ size }) => size));
    // The columns of a cross-entropy's gradient add up to 0, whatever the features.
    const [features = 0, classes = 0] = (loaded.localShapes ?? [])[0] ?? [];
    for (let row = 0; row < features; row++) {
      const sum = grads[0]
        ?.slice(row * classes, (row + 1) * classes)
        .reduce((total, value) => total + value, 0);
      expect(sum).toBeCloseTo(0, 4);
    }
  });
});

test("the hidden layer of a perceptron learns as if its head were the output layer", async () => {
  await openBackend("wasm");
  const workload = await loadWorkload("mnist_mlp");
  const loaded = await workload.load(await prepareData("mnist_mlp"));
  const problem = new WorkloadProblem(workload, loaded, keyFromSeed(3), facts);
  const [weight, bias, output, outputBias] = problem.initialParameters(0) as [Tensor, Tensor, Tensor, Tensor];
  const head = tensor2d(normal(keyFromSeed(9), 1280), [128, 10]);
  const at = (parameters: readonly Tensor[], request: LossRequest) => {
    const made = problem.lossAndGrad(parameters, [], problem.batch(0, 8), request);
    const numbers = numbersOf([...made.grads, ...(made.localHeads ?? [])]);
    dispose(made.loss);
    problem.endStep();
    return numbers;
  };
  const local = at([weight, bias, output, outputBias], { ...plain, localHeads: [head] });
  const shallow = at([weight, bias, head, outputBias], plain);
  for (const [mine, theirs] of [
    [local[0], shallow[0]],
    [local[1], shallow[1]],
    [local[4], shallow[2]],
  ] as const) {
    for (const [i, value] of (mine ?? [Number.NaN]).entries()) {
      expect(value).toBeCloseTo(theirs?.[i] ?? Number.NaN, 5);
    }
  }
  dispose([weight, bias, output, outputBias, head]);
  problem.dispose();
  loaded.dispose();
});
