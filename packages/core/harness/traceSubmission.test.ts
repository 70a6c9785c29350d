import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { beforeAll, expect, test } from "vitest";
import { loadEngine } from "../sandbox/loadEngine.ts";
import type { GoldenProblem, GoldenTrajectory } from "./goldenTrajectory.ts";
import { traceSubmission } from "./traceSubmission.ts";

let options: Parameters<typeof traceSubmission>[3];
beforeAll(async () => {
  await openBackend("cpu");
  options = { engine: await loadEngine() };
});

/** Without noise, and of a curvature at which plain descent is easily followed. */
const problem: GoldenProblem = {
  ...{
    format: "golden-problem/1",
    name: "p",
    size: 3,
    noise: 0,
    H: [1, 2, 3],
    t: [0, 0, 0],
    p0: [1, -2, 0.5],
  },
  params: [
    { name: "w", kind: "weight", shape: [2], offset: 0, size: 2 },
    { name: "b", kind: "bias", shape: [1], offset: 2, size: 1 },
  ],
};
const slope = (p: number, i: number) => (problem.H[i] ?? 0) * p + 0.3 * Math.sin(3 * p);
/** Parameters of gradient descent at the rate 0.1 after so many steps. */
const after = (steps: number): number[] => {
  let at = [...problem.p0];
  for (let step = 0; step < steps; step++) at = at.map((p, i) => p - 0.1 * slope(p, i));
  return at;
};
const lossAt = (values: readonly number[]) =>
  values.reduce((sum, p, i) => sum + 0.5 * (problem.H[i] ?? 0) * p * p + 0.1 * (1 - Math.cos(3 * p)), 0);
const trajectory = (more: Partial<GoldenTrajectory> = {}): GoldenTrajectory => ({
  ...{
    format: "golden-trajectory/1",
    optimizer: "sgd",
    problem: "p",
    hyperparameters: { lr: 0.1 },
    tolerance: 1e-5,
  },
  checkpoints: [
    { step: 1, train: after(1) },
    { step: 4, train: after(4), loss: 7 },
  ],
  ...more,
});
const descent = (evaluated = "ctx.params", read = "ctx.hyperparameters.lr") => ({
  entry: "a.ts",
  files: {
    "a.ts": `import { addScaled, defineSubmission, mul } from "steepest";
export default defineSubmission({
  name: "descent", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => null,
  update(ctx) { return { params: addScaled(ctx.params, ctx.lossAndGrad(ctx.params, ctx.batch).grads, -(${read})) }; },
  prepareForEval: (ctx) => ({ params: ${evaluated} }),
});`,
  },
});

test("a submission that does what the reference did is within, with what was compared", async () => {
  const { numTensors } = memory();
  const report = await traceSubmission(descent(), trajectory(), problem, options);
  expect(report).toMatchObject({
    optimizer: "sgd",
    submission: "descent",
    problem: "p",
    unread: {},
    within: true,
  });
  expect(report.checkpoints.map(({ step, tolerance, within }) => [step, tolerance, within])).toEqual([
    [1, 1e-5, true],
    [4, 1e-5, true],
  ]);
  const [first, last] = report.checkpoints;
  expect(first?.statedLoss).toBeNull();
  expect(first?.train).toMatchObject({ outside: 0 });
  expect(first?.train.error).toBeLessThan(1e-6);
  expect(last?.statedLoss).toBe(7);
  expect(last?.loss).toBeCloseTo(lossAt(after(4)), 9);
  expect(memory().numTensors).toBe(numTensors);
});

test("the worst element is told with both values, and how many are outside of the tolerance", async () => {
  const [one = 0, two = 0, three = 0] = after(1);
  const off = trajectory({ checkpoints: [{ step: 1, train: [one + 1e-4, two - 0.5, three] }] });
  const [checkpoint] = (await traceSubmission(descent(), off, problem, options)).checkpoints;
  expect(checkpoint).toMatchObject({
    within: false,
    train: { element: 1, outside: 2, expected: two - 0.5, actual: expect.closeTo(two, 5) },
  });
  // Relative to what is expected where that is above 1.
  expect(checkpoint?.train.error).toBeCloseTo(0.5 / Math.abs(two - 0.5), 4);
  expect(Math.abs(two - 0.5)).toBeGreaterThan(1);
  expect(checkpoint?.eval).toEqual(checkpoint?.train);
});

test("a checkpoint's own tolerance stands before the trajectory's", async () => {
  const train = after(1).map((value) => value + 1e-4);
  const of = async (checkpoint: object, tolerance: number) =>
    (
      await traceSubmission(
        descent(),
        trajectory({ tolerance, checkpoints: [{ step: 1, train, ...checkpoint }] }),
        problem,
        options,
      )
    ).within;
  expect(await of({}, 1e-5)).toBe(false);
  expect(await of({}, 1e-3)).toBe(true);
  expect(await of({ tolerance: 1e-3 }, 1e-5)).toBe(true);
  expect(await of({ tolerance: 1e-5 }, 1e-3)).toBe(false);
  // An error of just the tolerance is within.
  const checkpoints = [{ step: 1, train }];
  const report = await traceSubmission(descent(), trajectory({ checkpoints }), problem, options);
  const error = report.checkpoints[0]?.train.error ?? 0;
  expect(await of({ tolerance: error }, 1e-5)).toBe(true);
});

test("what is evaluated is compared with its own numbers, else with the trained ones", async () => {
  const doubled = descent("mul(ctx.params, 2)");
  const at = (evaluated: readonly number[] | null) =>
    trajectory({ checkpoints: [{ step: 1, train: after(1), eval: evaluated as number[] | null }] });
  const good = await traceSubmission(doubled, at(after(1).map((p) => 2 * p)), problem, options);
  expect(good.within).toBe(true);
  const bad = await traceSubmission(doubled, at(null), problem, options);
  expect(bad.checkpoints[0]).toMatchObject({ within: false, train: { outside: 0 }, eval: { outside: 3 } });
  const untrained = { step: 1, train: after(2), eval: after(1).map((p) => 2 * p) };
  const worse = await traceSubmission(doubled, trajectory({ checkpoints: [untrained] }), problem, options);
  expect(worse.checkpoints[0]).toMatchObject({ within: false, train: { outside: 3 }, eval: { outside: 0 } });
});

test("a setting that the submission never reads is told, and the batch size is the problem's", async () => {
  const settings = { lr: 0.1, eps: 1e-8, bs: 4 };
  const report = await traceSubmission(
    descent(),
    trajectory({ hyperparameters: settings }),
    problem,
    options,
  );
  expect(report.unread).toEqual({ eps: 1e-8 });
  expect(report.within).toBe(false);
  expect(report.checkpoints.every(({ within }) => within)).toBe(true);
});

test("numbers that are none are infinitely far, and a trajectory of another problem is refused", async () => {
  const ruined = await traceSubmission(
    descent("ctx.params", "0 / 0"),
    trajectory({ hyperparameters: {} }),
    problem,
    options,
  );
  expect(ruined.checkpoints[0]?.train).toMatchObject({
    error: Number.POSITIVE_INFINITY,
    outside: 3,
    element: 0,
  });
  await expect(
    traceSubmission(descent(), trajectory({ problem: "q" }), problem, options),
  ).rejects.toMatchObject({
    code: "golden-problem-mismatch",
  });
});
