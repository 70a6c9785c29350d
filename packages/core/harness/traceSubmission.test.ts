import { openBackend } from "@steepest/tensors/backend/openBackend.ts";
import { memory } from "@tensorflow/tfjs";
import { beforeAll, describe, expect, test } from "vitest";
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

/** A submission whose step `code` makes `grads`, with more functions beside. */
const stepping = (code: string, more = "") => ({
  entry: "a.ts",
  files: {
    "a.ts": `import { addScaled, defineSubmission, mul } from "steepest";
let chosen = 0;
export default defineSubmission({
  name: "stepping", ruleset: "self", hyperparameters: [{ lr: 0.1 }], init: () => null, ${more}
  update(ctx) { ${code} return { params: addScaled(ctx.params, grads, -ctx.hyperparameters.lr) }; },
});`,
  },
});

/** One step of descent whose gradient is multiplied by `factor` of the parameters. */
const scaled = (factor: (p: readonly number[]) => number, settings: GoldenTrajectory["hyperparameters"]) =>
  trajectory({
    hyperparameters: { lr: 0.1, ...settings },
    checkpoints: [{ step: 1, train: problem.p0.map((p, i) => p - 0.1 * factor(problem.p0) * slope(p, i)) }],
  });

test("losses of examples are one for each of the batch, and weigh them", async () => {
  const code = `const weights = ctx.perExampleLoss(ctx.params, ctx.batch);
    const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { weights });`;
  for (const bs of [1, 8]) {
    expect(await traceSubmission(stepping(code), scaled(lossAt, { bs }), problem, options)).toMatchObject({
      within: true,
    });
  }
});

describe("the submission's batchSize", () => {
  const code =
    "const grads = mul(ctx.lossAndGrad(ctx.params, ctx.batch).grads, chosen * ctx.size(ctx.batch));";
  const chooses = (what: string) =>
    stepping(code, `batchSize(limits, hp) { chosen = ${what}; return chosen; },`);

  test.each([
    ["what only it reads is read, and what it stores is there", "hp.examples", { examples: 3 }, 9],
    ["the file's size is the default", "limits.default", { bs: 4 }, 16],
    ["the file's size is the largest", "limits.max", { bs: 2 }, 4],
    ["what it answers below the file's size is the size", "hp.examples", { bs: 8, examples: 2 }, 4],
  ])("%s", async (_, what, settings, factor) => {
    const golden = scaled(() => factor, settings);
    expect(await traceSubmission(chooses(what), golden, problem, options)).toMatchObject({
      unread: {},
      within: true,
    });
  });

  test("above the file's size it is refused", async () => {
    await expect(
      traceSubmission(
        chooses("limits.max + 1"),
        scaled(() => 1, { bs: 8 }),
        problem,
        options,
      ),
    ).rejects.toThrow("batchSize must return an integer from 1 to 8, not 9");
  });
});

test.each([
  [
    "ctx.lossAndGrad(ctx.params, ctx.perturb(ctx.batch, { radius: 0.1 }))",
    "perturb: the inputs are no real numbers",
  ],
  ["ctx.lossAndGrad(ctx.params, ctx.batch, { local: ctx.params })", "local: this model has no blocks"],
  ["ctx.lossAndGrad(ctx.params, ctx.batch, { keep: [0.5] })", "keep: no examples can be dropped"],
  [
    "ctx.lossAndGrad(ctx.params, ctx.batch, { outputNoise: 0.1 })",
    "outputNoise: this model's layers take no noise",
  ],
  [
    "ctx.lossAndGrad(ctx.params, ctx.batch, { feedback: ctx.params })",
    "feedback: slopes go back through this model's own",
  ],
  [
    '{ grads: ctx.hvp(ctx.params, ctx.batch, ctx.params, { curvature: "gaussNewton" }) }',
    "labels: this loss has no classes to predict",
  ],
])("what a formula cannot do is refused with the kind of file that can: %s", async (call, message) => {
  const tracing = traceSubmission(stepping(`const { grads } = ${call};`), trajectory(), problem, options);
  await expect(tracing).rejects.toThrow(message);
  await expect(tracing).rejects.toThrow("record the trajectory on a golden-network/1 file");
});
