import { expect, test } from "vitest";
import { runTrial } from "../../packages/core/harness/runTrial.ts";
import { tinyPrices, trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import type { TrialRecord } from "../../packages/core/schema/record.ts";
import { oneFile } from "./runCheat.ts";

// What claims to be done at the same time by others: every gradient of it is charged, and only what none had to wait for is off the critical path.

const steps = 4;
/** A gradient of a batch of eight by these prices, in nanoseconds. */
const gradient = 10_000_000;

/** Some steps of a submission under prices, or as many as a budget in seconds allows. */
async function run(fields: string, budgetSeconds?: number): Promise<TrialRecord> {
  const source = oneFile(`import * as s from "steepest";
const { add, addScaled, chain, delayed, mul, read, readNumber, scaleByLearningRate, stateless, workers } = s;
const once = (ctx) => ctx.lossAndGrad(ctx.params, ctx.batch);
export default s.defineSubmission({
  name: "cheat",
  ruleset: "self",
  hyperparameters: [{ lr: 0.01 }],
  ${fields}
});
`);
  const limits = budgetSeconds === undefined ? { maxSteps: steps } : { budgetSeconds };
  return runTrial(await trialOptions({ source, prices: tinyPrices(), ...limits }));
}

/** Nanoseconds that were charged, and those that the critical path is without. */
function spent({ totals, outcome }: TrialRecord) {
  expect(outcome.kind).toBe("exhausted");
  const charged = Math.round(1e9 * (totals.charged.reference ?? Number.NaN));
  return { charged, saved: charged - Math.round(1e9 * (totals.criticalSeconds ?? charged / 1e9)) };
}

test.each([
  ["four workers", "optimizer: ({ lr }) => chain(workers(4), scaleByLearningRate(lr)),", 4],
  ["four branches", "init: () => null, update(ctx) { ctx.sideBySide(4, () => once(ctx)); return { params: ctx.params }; },", 4],
  [
    "workers of workers, by messages that are gradients themselves",
    `optimizer: ({ lr }) => chain(workers(2, { message: { init: () => null, update: (g, state, ctx) => ({ updates: ctx.lossAndGrad(ctx.params, ctx.batch).grads, state }) } }), scaleByLearningRate(lr)),`,
    4,
  ],
  ["gradients of ten steps ago", "optimizer: ({ lr }) => chain(delayed(10), scaleByLearningRate(lr)),", 1],
] as const)("a budget is spent on all gradients of %s, whatever the critical path is", async (_, fields, gradients) => {
  const { totals, outcome } = await run(fields, 0.4);
  expect(outcome.kind).toBe("exhausted");
  // 40 gradients are 0.4 s, and what else is done leaves no more.
  expect(totals.gradientEvaluations).toBe(gradients * totals.steps);
  expect(totals.gradientEvaluations).toBeLessThanOrEqual(40 + gradients - 1);
  expect(totals.charged.reference).toBeGreaterThanOrEqual((totals.gradientEvaluations * gradient) / 1e9);
});

test.each([
  [
    "workers whose messages need the last worker's",
    `optimizer({ lr }) {
      let last = null;
      const waiting = stateless((g) => { last = last === null ? g : add(g, last); return last; });
      const fresh = stateless((g) => { last = null; return g; });
      return chain(workers(3, { message: waiting }), fresh, scaleByLearningRate(lr));
    },`,
    3,
    0,
  ],
  [
    "a worker whose gradient is taken at what another made",
    `optimizer({ lr }) {
      let at = null;
      const chained = { init: () => null, update(g, state, ctx) {
        const { grads } = ctx.lossAndGrad(at ?? ctx.params, ctx.batch);
        at = addScaled(at ?? ctx.params, grads, -0.01);
        return { updates: grads, state };
      } };
      const fresh = stateless((g) => { at = null; return g; });
      return chain(workers(2, { message: chained }), fresh, scaleByLearningRate(lr));
    },`,
    4,
    0,
  ],
  [
    "a group that says it has a thousand branches and breaks off",
    `init: () => null, update(ctx) {
      try { ctx.sideBySide(1000, (place) => { once(ctx); if (place === 1) throw new Error("enough"); }); } catch {}
      return { params: ctx.params };
    },`,
    2,
    1,
  ],
  [
    "one gradient among empty branches",
    "init: () => null, update(ctx) { ctx.sideBySide(50, (place) => place === 7 && once(ctx)); return { params: ctx.params }; },",
    1,
    0,
  ],
  [
    "groups of one branch",
    "init: () => null, update(ctx) { for (let i = 0; i < 3; i++) ctx.sideBySide(1, () => once(ctx)); return { params: ctx.params }; },",
    3,
    0,
  ],
  [
    "workers that are only claimed",
    "init(ctx) { workers(1000).init(ctx.params); return null; }, update(ctx) { once(ctx); once(ctx); return { params: ctx.params }; },",
    2,
    0,
  ],
])("of %s every gradient is charged, and the critical path is without those alone that none waits for", async (_, fields, gradients, apart) => {
  const record = await run(fields);
  const { charged, saved } = spent(record);
  expect(record.totals.gradientEvaluations).toBe(gradients * steps);
  expect(charged).toBeGreaterThanOrEqual(gradients * steps * gradient);
  expect(saved).toBeGreaterThanOrEqual(apart * steps * gradient);
  // Calls, where branches are empty.
  expect(saved).toBeLessThan(apart * steps * gradient + gradient / 10);
});

test("branches that wait take nothing off the charge, and none is told a number of another", async () => {
  const fields = (made: string) =>
    `init: () => null, async update(ctx) { ${made}; return { params: ctx.params }; },`;
  const apart = spent(await run(fields("await ctx.sideBySide(2, async () => { once(ctx); })")));
  expect(apart.saved).toBeGreaterThan(0.99 * steps * gradient);
  expect(apart.charged).toBeGreaterThan(2 * steps * gradient);
  const { outcome } = await run(
    fields("let seen = 0; await ctx.sideBySide(2, async () => { seen += await readNumber(once(ctx).loss); })"),
  );
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission" });
});
