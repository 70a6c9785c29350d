import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { runTrial } from "./runTrial.ts";
import { tinyPrices, trialOptions } from "./testing/trialFixture.ts";
import type { TrialOptions } from "./trialOptions.ts";

/** Some steps of a submission with this update (or these fields) under a price list by which a gradient of a batch of 8 is 10 ms. */
async function run(fields: string, options: Partial<TrialOptions> = {}): Promise<TrialRecord> {
  const whole =
    fields.includes("optimizer:") || fields.includes("update(") ? fields : `update(ctx) { ${fields} }`;
  return runTrial(
    await trialOptions({
      source: {
        entry: "a.ts",
        files: {
          "a.ts": `import * as s from "steepest";
const { add, addScaled, chain, clipByGlobalNorm, constant, globalNorm, matmul, mul, readNumber, scaleByLearningRate, stateless, workers, zerosLike } = s;
export default s.defineSubmission({ name: "beside", ruleset: "self", hyperparameters: [{ lr: 0.05 }],
${whole.includes("optimizer:") || whole.includes("init") ? "" : "init: () => null,"} ${whole} });`,
        },
      },
      ...{ prices: tinyPrices(), maxSteps: 3, evaluationPeriodSeconds: 0.02 },
      ...options,
    }),
  );
}

/** Nanoseconds that were charged, and those of them that the critical path is without. */
function spent({ totals, evaluations, outcome }: TrialRecord) {
  expect(outcome).toMatchObject({ kind: "exhausted" });
  for (const { charged, criticalSeconds } of [...evaluations, totals]) {
    if (criticalSeconds === undefined) continue;
    expect(criticalSeconds).toBeGreaterThan(0);
    expect(criticalSeconds).toBeLessThanOrEqual(charged.reference ?? Number.NaN);
  }
  const charged = Math.round(1e9 * (totals.charged.reference ?? Number.NaN));
  return { charged, saved: charged - Math.round(1e9 * (totals.criticalSeconds ?? charged / 1e9)) };
}

const mean = (branches: number, more = "") =>
  `const made = ctx.sideBySide(${branches}, () => ctx.lossAndGrad(ctx.params, ctx.batch)${more});
   const sum = made.map(({ grads }) => grads).reduce((a, b) => add(a, b));
   return { params: addScaled(ctx.params, sum, -0.01 / ${branches}) };`;

/** A gradient of eight examples, and the call that begins or ends a branch. */
const [gradient, call] = [10e6, 1000];

test("of n equal branches the critical path has one, and every branch is charged in full", async () => {
  for (const branches of [1, 2, 5]) {
    const record = await run(mean(branches));
    const { saved } = spent(record);
    expect(saved).toBe(3 * (branches - 1) * (gradient + call));
    expect(record.totals.gradientEvaluations).toBe(3 * branches);
    expect("criticalSeconds" in record.totals).toBe(branches > 1);
  }
});

test("of unequal branches the longest counts, whichever it is", async () => {
  for (const longest of [0, 1, 2]) {
    const { saved } = spent(
      await run(
        `ctx.sideBySide(3, (k) => { for (let i = 0; i < (k === ${longest} ? 4 : 1); i++) ctx.lossAndGrad(ctx.params, ctx.batch); });
         return { params: ctx.params };`,
      ),
    );
    // The first branch brings the batch to the device.
    expect(saved).toBe(3 * (2 * (gradient + call) + (longest === 0 ? 0 : 8 * call)));
  }
});

test("a run is the same to the bit each time, with the same parameters as without branches, and costs no less", async () => {
  const [one, again] = [await run(mean(3)), await run(mean(3))];
  expect(again.totals).toEqual({
    ...one.totals,
    charged: { ...one.totals.charged, wall: expect.any(Number), cpu: expect.any(Number) },
  });
  const plain = await run(
    `const grads = [0, 1, 2].map(() => ctx.lossAndGrad(ctx.params, ctx.batch).grads);
     return { params: addScaled(ctx.params, grads.reduce((a, b) => add(a, b)), -0.01 / 3) };`,
  );
  expect(one.parametersSha256).toBe(plain.parametersSha256);
  expect(spent(one).charged).toBeGreaterThan(spent(plain).charged);
  expect(spent(plain).saved).toBe(0);
  expect(one.evaluations.map(({ criticalSeconds }) => criticalSeconds !== undefined)).toEqual(
    one.evaluations.map(() => true),
  );
});

test("under a clock nobody knows a critical path", async () => {
  const record = await run(mean(3), { prices: null });
  expect(JSON.stringify(record)).not.toContain("criticalSeconds");
});

test("workers count as side by side, the first with the gradient that the step began with", async () => {
  const { saved } = spent(await run("optimizer: ({ lr }) => chain(workers(4), scaleByLearningRate(lr))"));
  // Sending is a call; each of the others asks for its next batch as well.
  expect(saved).toBeGreaterThan(3 * 3 * gradient);
  expect(saved).toBeLessThan(3 * 3 * 1.02 * gradient);
  const alone = await run("optimizer: ({ lr }) => chain(workers(1), scaleByLearningRate(lr))");
  expect(spent(alone).saved).toBe(0);
});

test("workers whose messages use one another's trees count as one after the other", async () => {
  const { saved } = spent(
    await run(`init: (ctx) => null, update(ctx) {
      let was;
      const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch);
      const message = { init: () => 0, update(u, state) { const updates = was ? add(u, was) : u; was = u; return { updates, state }; } };
      const { updates } = workers(3, { message }).update(grads, [0, 0, 0], ctx);
      return { params: addScaled(ctx.params, updates, -0.01) };
    }`),
  );
  expect(saved).toBe(0);
});

test("what was put off before the branches is nobody's: a chain of operations is not cut into pieces", async () => {
  // Each branch computes one piece of a chain that was there before.
  const chained = `const chain = [ctx.params];
    for (let k = 0; k < 8; k++) chain.push(mul(chain[k], 1.0001));
    ctx.sideBySide(8, (k) => matmul(chain[k + 1], chain[k + 1], { transposeLeft: true }));
    return { params: ctx.params };`;
  const { saved } = spent(await run(chained));
  // The products are the branches' own: 4 + 1 elements and a call each. The loops of the chain are not.
  const own = `ctx.sideBySide(8, (k) => matmul(ctx.params, ctx.params, { transposeLeft: true })); return { params: ctx.params };`;
  expect(saved).toBe(spent(await run(own)).saved);
});

test.each([
  [
    "branches within a branch",
    "ctx.sideBySide(2, () => ctx.sideBySide(2, () => 1))",
    /cannot be split into branches/,
  ],
  [
    "a tree of another branch",
    "let g; ctx.sideBySide(2, () => { if (g) add(g, g); g = ctx.lossAndGrad(ctx.params, ctx.batch).grads; })",
    /another branch made/,
  ],
  [
    "a batch of another branch",
    "let b; ctx.sideBySide(2, () => { if (b) ctx.size(b); b = ctx.next(); })",
    /another branch made/,
  ],
  [
    "a gradient at another branch's parameters",
    "let p = ctx.params; ctx.sideBySide(2, () => { p = add(p, ctx.lossAndGrad(p, ctx.batch).grads); })",
    /another branch made/,
  ],
  ["no branches", "ctx.sideBySide(0, () => 1)", /`count` must be a whole number ≥ 1/],
  ["half a branch", "ctx.sideBySide(1.5, () => 1)", /`count` must be a whole number ≥ 1/],
  ["no function", "ctx.sideBySide(2, 3)", /must be a function/],
  ["a misspelt option", "ctx.sideBySide(2, () => 1, { givn: true })", /no option `givn`/],
  [
    "a first gradient that was not taken",
    "ctx.sideBySide(2, () => 1, { given: true })",
    /none was taken in this call/,
  ],
  [
    "a first gradient that counts twice",
    "ctx.lossAndGrad(ctx.params, ctx.batch); ctx.sideBySide(2, () => 1, { given: true }); ctx.sideBySide(2, () => 1, { given: true })",
    /stands in another group/,
  ],
  [
    "a gradient of a branch as the first of another group",
    "ctx.sideBySide(2, () => ctx.lossAndGrad(ctx.params, ctx.batch)); ctx.sideBySide(2, () => 1, { given: true })",
    /none was taken/,
  ],
  [
    "what was made of the first gradient",
    "const { grads } = ctx.lossAndGrad(ctx.params, ctx.batch); const p = add(ctx.params, grads); ctx.sideBySide(2, (k) => k && mul(p, 2), { given: true })",
    /since the first gradient/,
  ],
])("%s is refused", async (_, lines, says) => {
  const { outcome } = await run(`${lines}; return { params: ctx.params };`);
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission", reason: expect.stringMatching(says) });
});

test("a number that a branch asks for comes when all have ended: none can wait for it", async () => {
  const record = await run(
    `async update(ctx) {
      let number, known;
      ctx.sideBySide(2, (k) => {
        const { loss } = ctx.lossAndGrad(ctx.params, ctx.batch);
        if (k === 0) number = readNumber(loss).then((value) => { known = value; });
        else if (known !== undefined) throw new Error("known too early");
      });
      if (known !== undefined) throw new Error("known too early");
      await number;
      if (known === undefined) throw new Error("never known");
      return { params: ctx.params };
    }`,
  );
  expect(spent(record).saved).toBe(3 * (gradient + call));
});

/** The inverse root of what each branch makes of the first matrix of the parameters, and matrices to take it of. */
const roots = (branch: string) => `async update(ctx) {
  const { symmetricPower, fromLeaves, eye } = s;
  const square = (k) => constant(Array.from({ length: 16 * 16 }, (_, i) => (i % 17 === 0 ? 2 + k : 0)), [16, 16]);
  const given = square(7);
  const made = await ctx.sideBySide(3, ${branch});
  for (const [k, tree] of made.entries()) if (tree && !(Math.abs((await s.read(tree))[0][0] - (2 + k) ** -0.5) < 1e-6)) throw new Error("wrong root " + k);
  return { params: ctx.params };
}`;

test("a branch may wait for matrix functions: all are charged, and the longest branch is on the critical path", async () => {
  const root = "async (k) => symmetricPower(square(k), -0.5)";
  const [one, none] = [
    spent(await run(roots(root))),
    spent(await run(roots("(k) => null").replace("await ctx.sideBySide", "ctx.sideBySide"))),
  ];
  // The first that waits may be any of them. Of three roots two are not on the path, of two one.
  const late = spent(await run(roots("(k) => (k < 1 ? null : symmetricPower(square(k), -0.5))")));
  const oneRoot = late.saved - none.saved;
  expect(oneRoot).toBeGreaterThan(3 * call);
  expect(one.saved - none.saved).toBe(2 * oneRoot);
  expect(one.charged - late.charged).toBeGreaterThanOrEqual(oneRoot);
});

test.each([
  [
    "a number that a branch waits for",
    "async (k) => { await readNumber(s.globalNorm(given)); return null; }",
    /a branch in update waits for a number, which comes when all branches have ended/,
  ],
  [
    "what another branch waited for",
    "(() => { let was; return async (k) => { const made = await symmetricPower(was ?? given, -0.5); was = made; return null; }; })()",
    /another branch made/,
  ],
  [
    "branches within one that waits",
    "async (k) => { await symmetricPower(given, -0.5); await ctx.sideBySide(2, () => 1); return null; }",
    /cannot be split into branches/,
  ],
])("in a branch that waits %s is refused", async (_, branch, says) => {
  const { outcome } = await run(roots(branch));
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission", reason: expect.stringMatching(says) });
});

test("a chain that began before the branches goes on in none of them by numbers", async () => {
  // Each link reads what it made before: all of them wait until the branches have ended.
  const { saved } = spent(
    await run(`async update(ctx) {
      let links = 0;
      const chain = (async () => { let x = globalNorm(ctx.params); for (let i = 0; i < 6; i++) { x = mul(x, await readNumber(x)); links++; } })();
      const square = constant(Array.from({ length: 256 }, (_, i) => (i % 17 === 0 ? 2 : 0)), [16, 16]);
      await ctx.sideBySide(3, async () => { const made = await s.symmetricPower(square, -0.5); if (links > 0) throw new Error("known too early"); return made; });
      await chain;
      return { params: ctx.params };
    }`),
  );
  expect(saved).toBeGreaterThan(0);
});

test("whatever a submission tries, it is charged in full, and its critical path lies between nothing and all", async () => {
  const tries = [
    // Mistakes that are caught.
    "try { ctx.sideBySide(3, (k) => { ctx.lossAndGrad(ctx.params, ctx.batch); if (k === 1) throw new Error('out'); }); } catch {}",
    "try { ctx.sideBySide(2, () => { ctx.lossAndGrad(ctx.params, ctx.batch); ctx.sideBySide(2, () => 1); }); } catch {}",
    "for (let i = 0; i < 5; i++) try { ctx.sideBySide(2, () => 1, { given: true }); } catch {}",
    // The same gradient for two groups.
    "ctx.lossAndGrad(ctx.params, ctx.batch); ctx.sideBySide(2, () => 1, { given: true }); try { ctx.sideBySide(2, () => 1, { given: true }); } catch {}",
    // A function of an async kind that goes on after the branches.
    "ctx.sideBySide(2, () => { (async () => { await null; ctx.lossAndGrad(ctx.params, ctx.batch); })(); });",
    "ctx.sideBySide(300, () => 1);",
    "ctx.sideBySide.call(null, 2, () => ctx.lossAndGrad(ctx.params, ctx.batch));",
    "ctx.sideBySide(2, { valueOf: () => 3 } ? () => ctx.loss(ctx.params, ctx.batch) : null);",
    "for (let i = 0; i < 20; i++) ctx.sideBySide(4, () => mul(ctx.params, 2));",
    // Branches that wait and are not waited for.
    "ctx.sideBySide(2, async () => { ctx.lossAndGrad(ctx.params, ctx.batch); });",
    "await ctx.sideBySide(3, async (k) => { ctx.lossAndGrad(ctx.params, ctx.batch); await null; if (k === 1) throw new Error('out'); }).catch(() => {});",
  ];
  for (const lines of tries) {
    const record = await run(
      `async update(ctx) { ${lines} await null; await null; return { params: ctx.params }; }`,
    );
    const { charged, saved } = spent(record);
    const { gradientEvaluations, lossEvaluations } = record.totals;
    const passes = gradientEvaluations * gradient + (lossEvaluations * gradient) / 2;
    expect(charged, lines).toBeGreaterThanOrEqual(passes);
    expect(saved, lines).toBeLessThanOrEqual(charged);
    expect(saved, lines).toBeGreaterThanOrEqual(0);
  }
});

test("they may be asked for wherever time is charged", async () => {
  const record = await run(
    `init(ctx) { ctx.sideBySide(2, () => ctx.loss(ctx.params, ctx.next())); return null; },
     selectBatch(ctx) { const [one] = ctx.sideBySide(2, () => { const b = ctx.next(); ctx.loss(ctx.params, b); return b; }); return one; },
     update(ctx) { return { params: ctx.params }; },
     prepareForEval(ctx) { ctx.sideBySide(2, () => ctx.loss(ctx.params, ctx.next())); return {}; }`,
    { evaluationSteps: [3] },
  );
  const { saved } = spent(record);
  // Once in `init`, three times for a batch, once before the evaluation.
  expect(saved).toBeGreaterThanOrEqual(5 * (gradient / 2));
  expect(saved).toBeLessThan(5 * (gradient / 2 + 20 * call));
});
