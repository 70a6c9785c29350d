import { setBackend, type Tensor, tensor } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import type { LossRequest } from "../sandbox/problem.ts";
import type { TrialFacts } from "../submission/guest/runtime.ts";
import { GoldenAnalyticProblem } from "./goldenAnalyticProblem.ts";
import type { GoldenProblem } from "./goldenTrajectory.ts";

beforeAll(() => setBackend("cpu"));

/** All numbers of tensors, one after the other, are near to these. */
function expectNumbers(found: readonly Tensor[] | Float32Array, wanted: readonly number[], digits = 5): void {
  const numbers = found instanceof Float32Array ? [...found] : found.flatMap((one) => [...one.dataSync()]);
  expect(numbers).toEqual(wanted.map((number) => expect.closeTo(number, digits)));
}

const golden: GoldenProblem = {
  ...{ format: "golden-problem/1", name: "p", size: 5, noise: 0.2 },
  params: [
    { name: "w", kind: "weight", shape: [2, 2], offset: 0, size: 4 },
    { name: "b", kind: "bias", shape: [1], offset: 4, size: 1 },
  ],
  H: [1, 2, 3, 4, 5],
  t: [0.1, 0.2, 0.3, 0.4, 0.5],
  p0: [1, -1, 2, 0.5, 0.25],
};
const make = (hyperparameters: TrialFacts["hyperparameters"] = {}) =>
  new GoldenAnalyticProblem(golden, {
    ...{ hyperparameters, stepHint: 1, budget: 1, lossType: "analytic" },
    target: { metric: "loss", direction: "min", value: 0 },
  });
const request = (more: Partial<LossRequest> = {}): LossRequest => ({
  ...{ dropoutRate: null, labelSmoothing: null, updateBatchNorm: false, mode: "train" },
  ...more,
});
const noiseAt = (step: number, i: number) => 0.2 * Math.cos(0.7 * step + 1.3 * i);
const quiet = (p: number, i: number) => {
  const [h = 0, t = 0] = [golden.H[i], golden.t[i]];
  return [0.5 * h * (p - t) ** 2 + 0.1 * (1 - Math.cos(3 * p)), h * (p - t) + 0.3 * Math.sin(3 * p)] as const;
};
const lossOf = (step: number | null) =>
  golden.p0.reduce((sum, p, i) => sum + quiet(p, i)[0] + (step === null ? 0 : noiseAt(step, i) * p), 0);
const slopesOf = (step: number) => golden.p0.map((p, i) => quiet(p, i)[1] + noiseAt(step, i));

test("starts at the file's parameters, in its shapes and kinds", () => {
  const problem = make();
  const parameters = problem.initialParameters();
  expect(parameters.map(({ shape }) => shape)).toEqual([[2, 2], [1]]);
  expect(parameters.flatMap((one) => [...one.dataSync()])).toEqual(golden.p0);
  expect(problem.parameterSpecs.map(({ name, kind, shape }) => [name, kind, shape])).toEqual([
    ["w", "weight", [2, 2]],
    ["b", "bias", [1]],
  ]);
  expect(problem.initialModelState()).toEqual([]);
  expect(problem.samplesLabels).toBe(true);
});

test("loss and gradient are those of the formula, with the noise of the step", () => {
  const problem = make();
  const parameters = problem.initialParameters();
  for (const step of [1, 2, 3]) {
    const { loss, grads, modelState } = problem.lossAndGrad(
      parameters,
      [],
      problem.batch(0, problem.batchSizeLimits.default),
      request(),
    );
    expect(loss.dataSync()[0]).toBeCloseTo(lossOf(step), 5);
    expectNumbers(grads, slopesOf(step));
    expect(grads.map(({ shape }) => shape)).toEqual([[2, 2], [1]]);
    expect(modelState).toEqual([]);
    const alone = problem.loss(
      parameters,
      [],
      problem.batch(0, problem.batchSizeLimits.default),
      request(),
      false,
    );
    expect(alone.dataSync()[0]).toBe(loss.dataSync()[0]);
    const each = problem.loss(
      parameters,
      [],
      problem.batch(0, problem.batchSizeLimits.default),
      request(),
      true,
    );
    expect([...each.dataSync()]).toEqual([...loss.dataSync()]);
    expect(each.shape).toEqual([1]);
    expect(
      problem
        .forward(parameters, [], problem.batch(0, problem.batchSizeLimits.default), request())
        .loss.dataSync()[0],
    ).toBe(loss.dataSync()[0]);
    problem.endStep();
  }
  expect(problem.lossAt(golden.p0)).toBeCloseTo(lossOf(null), 12);
});

test("weights of examples count by their mean, in the gradient too", () => {
  const problem = make({ bs: 4 });
  const parameters = problem.initialParameters();
  const weighted = request({ exampleWeights: tensor([1, 2, 3, 4]) });
  const plain = problem.lossAndGrad(
    parameters,
    [],
    problem.batch(0, problem.batchSizeLimits.default),
    request(),
  );
  const heavy = problem.lossAndGrad(
    parameters,
    [],
    problem.batch(0, problem.batchSizeLimits.default),
    weighted,
  );
  expect(heavy.loss.dataSync()[0]).toBeCloseTo(2.5 * lossOf(1), 4);
  const slopes = plain.grads.flatMap((one) => [...one.dataSync()]);
  expectNumbers(
    heavy.grads,
    slopes.map((slope) => 2.5 * slope),
    4,
  );
  expect(
    problem
      .loss(parameters, [], problem.batch(0, problem.batchSizeLimits.default), weighted, false)
      .dataSync()[0],
  ).toBeCloseTo(2.5 * lossOf(1), 4);
  expect(
    problem
      .forward(parameters, [], problem.batch(0, problem.batchSizeLimits.default), weighted)
      .loss.dataSync()[0],
  ).toBeCloseTo(2.5 * lossOf(1), 4);
});

test("the gradient of sampled labels says the curvature of a batch", () => {
  const problem = make({ bs: 9 });
  problem.endStep();
  const { grads } = problem.lossAndGrad(
    problem.initialParameters(),
    [],
    problem.batch(0, problem.batchSizeLimits.default),
    request({ sampledLabels: true }),
  );
  const curved = golden.H.map((h, i) => Math.sqrt(h / 9) * (1 + 0.3 * Math.sin(0.7 * 2 + 1.3 * i)));
  expectNumbers(grads, curved);
});

test.each([
  [{ bs: 8 }, 8, 8],
  [{ bs: 0 }, 1, 1024],
  [{ bs: -2 }, 1, 1024],
  [{ bs: 1.5 }, 1, 1024],
  [{ bs: "8" }, 1, 1024],
  [{}, 1, 1024],
])("of the settings %j the batch size is %d of at most %d", (hyperparameters, size, max) => {
  const problem = make(hyperparameters);
  expect(problem.batchSizeLimits).toEqual({ default: size, max, trainingSet: max });
  expect(problem.batch(3, 2).indices).toHaveLength(2);
});

test("every example of a batch has the loss, whatever they weigh", () => {
  const problem = make({ bs: 8 });
  const each = problem.loss(problem.initialParameters(), [], problem.batch(0, 8), request(), true);
  expect(each.shape).toEqual([8]);
  expectNumbers([each], Array<number>(8).fill(lossOf(1)));
});

test("what stands for normal numbers is the files' probe, counted over all parameters", () => {
  const problem = make();
  problem.endStep();
  const [w, b] = [
    { index: 0, kind: "weight", shape: [2, 2] },
    { index: 1, kind: "bias", shape: [1] },
  ] as const;
  const probe = (i: number) => Math.SQRT2 * Math.cos(0.9 * 2 + 2.1 * i);
  expectNumbers(problem.normal([w, b]), [0, 1, 2, 3, 4].map(probe));
  expectNumbers(problem.normal([b]), [4].map(probe));
  // A leaf of another size is no parameter: it is counted from 0.
  expectNumbers(problem.normal([{ ...b, shape: [2] }]), [0, 1].map(probe));
  expectNumbers(problem.normal([{ ...b, index: 7 }]), [0].map(probe));
});
