import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { runTrial } from "./runTrial.ts";
import { tinyPrices, trialOptions } from "./testing/trialFixture.ts";

const period = 0.1;
/** A gradient step, with a little to spare. */
const gradientStep = 0.0105;

/** Plain SGD with so many gradient steps of 10 ms in one `update` (../shared/cases/attacks/pack_steps.ts does Adam's). */
const packed = (count: number) => ({
  entry: "packed.ts",
  files: {
    "packed.ts": `import { addScaled, defineSubmission } from "steepest";
export default defineSubmission({
  name: "packed", ruleset: "self", hyperparameters: [{ lr: 0.05 }], init: () => null,
  update(ctx) {
    let { params, modelState, batch } = ctx;
    for (let i = 0; i < ${count}; i++) {
      const made = ctx.lossAndGrad(params, batch, { modelState });
      params = addScaled(params, made.grads, -0.01);
      modelState = made.modelState;
      if (i + 1 < ${count}) batch = ctx.next();
    }
    return { params, modelState };
  },
});
`,
  },
});

const run = async (count: number, evaluationPeriodSeconds = period): Promise<TrialRecord> =>
  runTrial(
    await trialOptions({
      ...{ prices: tinyPrices(), source: packed(count), target: 5, budgetSeconds: 10 },
      evaluationPeriodSeconds,
    }),
  );

const reference = ({ charged }: { charged: TrialRecord["totals"]["charged"] }): number =>
  charged.reference ?? Number.NaN;
const reachedBy = ({ timeToTarget }: TrialRecord) => {
  if (timeToTarget === null) throw new Error("the target was not reached");
  return timeToTarget;
};

test("a step that runs over several points of the grid is evaluated once, at its end, and credited there", async () => {
  const record = await run(25);
  // Each step takes 2.5 periods.
  expect(record.evaluations.map(({ step }) => step)).toEqual(record.evaluations.map((_, at) => at + 1));
  for (const [at, evaluation] of record.evaluations.entries()) {
    expect(reference(evaluation) / period).toBeGreaterThan(2.5 * (at + 1));
    expect(reference(evaluation) / period).toBeLessThan(2.52 * (at + 1));
  }
  const last = record.evaluations.at(-1);
  expect(record.timeToTarget).toEqual({ step: last?.step, charged: last?.charged });
  // Not at a point that lies behind it, when its parameters were not there yet.
  expect(reference(reachedBy(record))).toBe(reference(record.totals));
});

test("packing gradients into one update gains no gradient, and no more time than the grid does not tell apart", async () => {
  const one = reachedBy(await run(1));
  // Evaluated after every step: what it really takes.
  const least = reachedBy(await run(1, 1e-6));
  expect(least.charged.steps).toBe(least.charged.gradients);
  const gradients = least.charged.gradients ?? Number.NaN;
  for (const count of [7, gradients]) {
    const { charged, step } = reachedBy(await run(count));
    expect(charged.gradients).toBe(step * count);
    expect(charged.gradients).toBeGreaterThanOrEqual(gradients);
    // Entering and leaving `update` is saved, less than a hundredth.
    expect(reference({ charged })).toBeGreaterThan(0.99 * reference(least));
    expect(reference({ charged })).toBeGreaterThan(reference(one) - period - gradientStep);
    // The measure that packing does move says so.
    expect(charged.steps).toBe(step);
  }
});
