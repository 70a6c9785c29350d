import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { loadEngine } from "../sandbox/loadEngine.ts";
import { Sandbox } from "../sandbox/sandbox.ts";
import type { LoadedWorkload, Workload } from "../workload/workload.ts";
import { CheckProblem } from "./checkProblem.ts";
import { ask } from "./testing/ask.ts";
import { softmaxExamples, softmaxWorkload } from "./testing/softmaxWorkload.ts";

/** Softmax of an example's logits, and its features. */
const predictions = (kernel: readonly number[]) =>
  softmaxExamples.map(({ features, label }) => {
    const exponentials = [0, 1, 2, 3].map((k) =>
      Math.exp(features.reduce((sum, x, i) => sum + x * (kernel[4 * i + k] ?? 0), 0)),
    );
    const total = exponentials.reduce((sum, e) => sum + e, 0);
    return { features, label, p: exponentials.map((e) => e / total) };
  });

test("weights multiply each example's loss before the mean, and its gradient", async () => {
  const weights = [0, 2, 0.5, 1, -1, 3, 0, 1];
  const { said, record } = await ask(`
    const weights = constant([${weights}], [8]);
    const { loss, grads } = ctx.lossAndGrad(ctx.params, ctx.batch, { weights });
    await say(ctx.params); await say(ctx.perExampleLoss(ctx.params, ctx.batch)); await say(loss); await say(grads);
    await say(ctx.loss(ctx.params, ctx.batch, { weights }));
    await say(ctx.forward(ctx.params, ctx.batch, { weights }).loss);`);
  const [kernel = [], each = [], [loss = 0] = [], gradient = [], alone, forward] = said;
  expect(loss).toBeCloseTo(each.reduce((sum, value, i) => sum + value * (weights[i] ?? 0), 0) / 8, 5);
  expect([alone, forward]).toEqual([[loss], [loss]]);
  // The batch is in the trial's order: an example is found by its loss.
  const known = predictions(kernel);
  const slopes = Array.from({ length: 12 }, () => 0);
  each.forEach((value, place) => {
    const found = known.find(({ p, label }) => Math.abs(-Math.log(p[label] ?? 0) - value) < 1e-5);
    found?.p.forEach((share, k) => {
      const error = share - (k === found.label ? 1 : 0);
      found.features.forEach((x, i) => {
        slopes[4 * i + k] = (slopes[4 * i + k] ?? 0) + ((weights[place] ?? 0) * x * error) / 8;
      });
    });
  });
  for (const [i, slope] of gradient.entries()) expect(slope).toBeCloseTo(slopes[i] ?? Number.NaN, 5);
  expect(record.totals).toMatchObject({ gradientEvaluations: 1, lossEvaluations: 3 });
});

test("hvp is the Hessian times the vector, and Gauss–Newton's is the same where the logits are linear", async () => {
  const vector = [1, -2, 0.5, 0, 3, 1, -1, 0.2, 0, 0.7, -0.3, 2];
  const { said, record } = await ask(`
    const vector = constant([${vector}], [3, 4]);
    await say(ctx.params); await say(ctx.hvp(ctx.params, ctx.batch, vector));
    await say(ctx.hvp(ctx.params, ctx.batch, vector, { curvature: "gaussNewton" }));
    await say(ctx.hvp(ctx.params, ctx.batch, zerosLike(vector)));
    await say(ctx.hvp(ctx.params, ctx.batch, mul(vector, 1e6)));`);
  const [kernel = [], hessian = [], gaussNewton = [], nothing, million = []] = said;
  // H v of softmax regression: mean over examples of x ⊗ (diag(p) − ppᵀ)(Vᵀx).
  const exact = Array.from({ length: 12 }, () => 0);
  for (const { features, p } of predictions(kernel)) {
    const u = [0, 1, 2, 3].map((k) => features.reduce((sum, x, i) => sum + x * (vector[4 * i + k] ?? 0), 0));
    const mean = u.reduce((sum, value, k) => sum + value * (p[k] ?? 0), 0);
    features.forEach((x, i) => {
      u.forEach((value, k) => {
        exact[4 * i + k] = (exact[4 * i + k] ?? 0) + (x * (p[k] ?? 0) * (value - mean)) / 8;
      });
    });
  }
  const size = Math.hypot(...exact);
  const off = (product: readonly number[], factor = 1) =>
    Math.hypot(...product.map((value, i) => value / factor - (exact[i] ?? 0))) / size;
  expect(off(hessian)).toBeLessThan(1e-6);
  expect(off(gaussNewton)).toBeLessThan(1e-6);
  expect(off(million, 1e6)).toBeLessThan(1e-6);
  expect(nothing?.map(Math.abs)).toEqual(Array(12).fill(0));
  expect(record.totals.gradientEvaluations).toBe(12);
});

test("a model that goes through a kernel without a rule has no products, and nobody takes it for the machine's fault", async () => {
  const plain = softmaxWorkload();
  const workload: Workload = {
    ...plain,
    load: async (...given) => {
      const loaded = await plain.load(...given);
      const forward: LoadedWorkload["forward"] = (parameters, ...rest) => {
        const { losses, ...result } = loaded.forward(parameters, ...rest);
        return { ...result, losses: tf.mul(losses, tf.prod(tf.exp(parameters[0] as tf.Tensor))) };
      };
      return { ...loaded, forward };
    },
  };
  const { record } = await ask("ctx.hvp(ctx.params, ctx.batch, ctx.params);", workload);
  expect(record.outcome).toMatchObject({ kind: "failed", code: "guest-exception" });
  expect(JSON.stringify(record.outcome)).toContain("do not go through the kernel Prod");
});

test("passes of one draw have the same sampled labels, passes of none their own", async () => {
  const { said } = await ask(`
    const sampled = (more) => ctx.loss(ctx.params, ctx.batch, { labels: "sampled", ...more });
    for (let i = 0; i < 2; i++) { await say(sampled({ draw: 3 })); await say(sampled({ draw: 4 })); await say(sampled()); }`);
  const [three, four, free, threeAgain, fourAgain, freeAgain] = said.map(([value]) => value);
  expect([threeAgain, fourAgain]).toEqual([three, four]);
  expect(new Set([three, four, free, freeAgain]).size).toBe(4);
});

test("a draw takes nothing from those of other passes", async () => {
  const of = async (first: string) =>
    (await ask(`${first} await say(ctx.loss(ctx.params, ctx.batch, { labels: "sampled" }));`)).said.at(-1);
  const alone = await of("");
  expect(await of('ctx.loss(ctx.params, ctx.batch, { labels: "sampled", draw: 0 });')).toEqual(alone);
  expect(await of("ctx.hvp(ctx.params, ctx.batch, ctx.params);")).toEqual(alone);
});

test.each([
  ["{ weights: ctx.params }", "weights must have one leaf of shape [8], not [3,4]"],
  ["{ weights: constant([1], [1]) }", "weights must have one leaf of shape [8]"],
  ["{ weights: 2 }", "expected a Tree, not number 2"],
  ["{ draw: -1 }", "draw must be a whole number from 0, not -1"],
  ["{ draw: 0.5 }", "draw must be a whole number from 0, not 0.5"],
  ["{ draw: NaN }", "draw must be a whole number from 0, not NaN"],
  ["{ updateBatchNorm: 'yes' }", "updateBatchNorm must be true, false or `replace`"],
])("lossAndGrad refuses %s", async (options, message) => {
  const { outcome } = (await ask(`ctx.lossAndGrad(ctx.params, ctx.batch, ${options});`)).record;
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission", code: "guest-exception" });
  expect(JSON.stringify(outcome)).toContain(message);
});

test("each example's loss takes no weights, and hvp no curvature that there is not", async () => {
  const weighted = "ctx.perExampleLoss(ctx.params, ctx.batch, { weights: constant(Array(8).fill(1), [8]) });";
  expect(JSON.stringify((await ask(weighted)).record.outcome)).toContain("weights go into mean losses only");
  const fisher = 'ctx.hvp(ctx.params, ctx.batch, ctx.params, { curvature: "fisher" });';
  expect(JSON.stringify((await ask(fisher)).record.outcome)).toContain("`curvature` must be");
});

test("forward gives the model state after the pass, moved or replaced", async () => {
  const { said } = await ask(
    `const { modelState } = ctx.forward(ctx.params, ctx.batch); await say(modelState);
     await say(ctx.lossAndGrad(ctx.params, ctx.batch).modelState);`,
    softmaxWorkload({ shift: 0.5 }),
  );
  expect(said).toEqual([[0.5], [0.5]]);

  const lines: string[] = [];
  const facts = {
    hyperparameters: { size: 8 },
    stepHint: 10,
    budget: 10,
    target: { metric: "loss", direction: "min" as const, value: 0 },
    lossType: "softmax_cross_entropy",
  };
  const sandbox = new Sandbox({
    engine: await loadEngine(),
    source: {
      entry: "a.js",
      files: {
        "a.js": `import { defineSubmission, mul, add, sub, globalNorm, readNumber, scale, globalMax, abs } from "steepest";
export default defineSubmission({ name: "moves", ruleset: "external", hyperparameters: { size: { feasible_points: [8, 16] } },
  batchSize: (limits, { size }) => Math.min(limits.max, size),
  init: () => null,
  async update(ctx) {
    const state = (updateBatchNorm) => ctx.forward(ctx.params, ctx.batch, { updateBatchNorm }).modelState;
    const [kept, moved, replaced] = [state(false), state(true), state("replace")];
    const gap = sub(moved, add(mul(kept, 0.9), mul(replaced, 0.1)));
    console.log(ctx.size(ctx.batch) + " " + ((await readNumber(globalMax(abs(gap)))) < 1e-6) + " " + ((await readNumber(globalNorm(replaced))) > 0.01));
    return { params: ctx.params };
  } });`,
      },
    },
    problem: new CheckProblem(facts),
    key: [1, 2],
    now: () => 0,
    elapsed: () => 0,
    onConsole: (line) => void lines.push(line),
  });
  expect(sandbox.chooseBatchSize()).toBe(8);
  await sandbox.init();
  await sandbox.step(1);
  sandbox.dispose();
  expect(lines).toEqual(["8 true true"]);
});
