import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { openBackend } from "../../packages/tensors/backend/openBackend.ts";
import { CheckProblem } from "../../packages/core/harness/checkProblem.ts";
import { wallClock } from "../../packages/core/harness/clock.ts";
import { replayRecord } from "../../packages/core/harness/replayRecord.ts";
import { runTrial, type TrialOptions } from "../../packages/core/harness/runTrial.ts";
import { ManualClock, tinyPrices, trialOptions } from "../../packages/core/harness/testing/trialFixture.ts";
import { keyFromSeed } from "../../packages/base/random/key.ts";
import { readManifest } from "../../packages/core/sandbox/readManifest.ts";
import { Sandbox } from "../../packages/core/sandbox/sandbox.ts";
import type { SubmissionSource } from "../../packages/core/schema/sourceFiles.ts";
import { referenceNames, referenceSource } from "../../packages/workloads/node/referenceSource.ts";
import { priceListOf } from "../../packages/workloads/priceLists.ts";
import { middlePoint } from "../../submissions/testing/middlePoint.ts";

/** Plain SGD with work in it: `burn` takes so many tenths of a second by the prices below: 5 ms for 5,000 loops. */
function working({ top = "", manifest = "", files = {}, init = "null" }: Partial<Record<"top" | "manifest" | "init", string>> & { files?: Record<string, string> }): SubmissionSource {
  const text = `import { addScaled, defineSubmission, zerosLike } from "steepest";
${files["burn.ts"] === undefined ? burn : ""}
${top}
export default defineSubmission({
  name: "cheat", ruleset: "self", hyperparameters: [{ lr: 0.05 }],
  init: (ctx) => (${init}),
  update(ctx) {
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    return { params: addScaled(ctx.params, grads, -0.05), modelState };
  },
  ${manifest}
});
`;
  return { entry: "cheat.ts", files: { "cheat.ts": text, ...files } };
}
const burn = "const burn = (tenths) => { let n = 0; for (let i = 0; i < tenths * 1e5; i++) n = (n * 31 + i) | 0; return n; };";

let lab: TrialOptions;
let honest: number;
const charged = async (source: SubmissionSource, changes: Partial<TrialOptions> = {}) =>
  (await runTrial({ ...lab, source, ...changes })).totals.charged.reference ?? Number.NaN;
beforeAll(async () => {
  const tiny = tinyPrices();
  const prices = { ...tiny, guest: { ...tiny.guest, tick: 5_000_000 } };
  lab = await trialOptions({ prices, maxSteps: 2, target: -1, evaluationSteps: [], budgetSeconds: 5 });
  honest = await charged(working({}));
});

const places: Readonly<Record<string, SubmissionSource>> = {
  "at the top level": working({ top: "burn(4);" }),
  "in batchSize": working({ manifest: "batchSize: (limits) => (burn(4), limits.default)," }),
  "half at the top level, half in batchSize": working({
    top: "burn(2);",
    manifest: "batchSize: (limits) => (burn(2), limits.default),",
  }),
  "in a getter of the manifest": working({ manifest: "get description() { burn(4); return 'x'; }," }),
  "in a module that is imported": working({
    top: 'import { burnt } from "./burn.ts"; if (burnt === 0.5) throw new Error();',
    files: { "burn.ts": `${burn}\nexport const burnt = burn(4);` },
  }),
  "in a job that the top level leaves behind": working({ top: "Promise.resolve().then(() => burn(4));" }),
  "in what an array asks while it is sorted": working({
    top: "[2, 1].sort((a, b) => (burn(4), a - b));",
  }),
  "in a static block of a class": working({ top: "class Burner { static { burn(4); } }" }),
};

describe.each(Object.entries(places))("four tenths of a second of work %s", (_, source) => {
  test("are charged beyond two", async () => {
    const extra = (await charged(source)) - honest;
    // A getter may be read twice, and where the interpreter stands between two checks differs by one.
    expect(extra).toBeGreaterThan(0.18);
    expect(extra % 0.4).toBeLessThan(0.23);
  });
});

test("up to two tenths of a second are free", async () => {
  expect(Math.abs((await charged(working({ top: "burn(1.7);" }))) - honest)).toBeLessThan(0.011);
});

test("what is charged is the same on every machine, replays, and is where ctx.elapsed starts", async () => {
  const source = working({ top: "burn(4);", init: "console.log(ctx.elapsed)" });
  const still = await runTrial({ ...lab, source, clock: new ManualClock(), evaluationSteps: [1] });
  const { differences } = await replayRecord(still, {
    ...{ ...lab, source, clock: wallClock, evaluationSteps: [1] },
  });
  expect(differences).toEqual([]);
  const elapsed = Number(still.console[0]);
  expect(elapsed).toBeGreaterThan(0.18);
  expect(elapsed).toBeLessThan(0.23);
  expect(still.timeSplit.init).toBeGreaterThan(elapsed);
});

test("work at the top level counts towards the budget, before the first step", async () => {
  const record = await runTrial({ ...lab, source: working({ top: "burn(4);" }), budgetSeconds: 0.15 });
  expect(record.outcome).toEqual({ kind: "exhausted" });
  expect(record.totals.steps).toBe(0);
});

test("calls that are refused while loading cost what they cost elsewhere", async () => {
  const source = working({
    top: 'burn(2); for (let i = 0; i < 3000; i++) try { zerosLike(null); } catch {}\nfor (let i = 0; i < 2000; i++) console.log("x");',
  });
  expect((await charged(source)) - (await charged(working({ top: "burn(2);" })))).toBeGreaterThan(0.002);
});

test("where the clock rules, it is the clock's time beyond two tenths of a second", async () => {
  const clock = new ManualClock();
  const options = { ...lab, prices: null, clock, onConsole: () => clock.advance(0.15) };
  const record = await runTrial({
    ...options,
    source: working({
      top: 'console.log("a"); console.log("b");',
      manifest: 'batchSize: (limits) => { console.log("c"); return limits.default; },',
    }),
  });
  expect(record.totals.charged.wall).toBeCloseTo(3 * 0.15 - 0.2, 12);
  // Half as much by that clock.
  expect(record.totals.charged.cpu).toBeCloseTo((3 * 0.15) / 2 - 0.2, 12);
  expect(record.timeSplit.init).toBeCloseTo(3 * 0.15 - 0.2, 12);
  const short = await runTrial({ ...options, source: working({ top: 'console.log("a");' }) });
  expect(short.totals.charged.wall).toBe(0);
});

test("the references load in a twentieth of what is free", async () => {
  await openBackend("cpu");
  const prices = priceListOf("cpu-wasm");
  if (prices === null) throw new Error("the class has no prices");
  const names = referenceNames();
  expect(names.length).toBeGreaterThan(20);
  const facts = { stepHint: 10, budget: 1, lossType: "softmax_cross_entropy" };
  for (const name of names.filter((_, at) => at % 20 === 0)) {
    const source = referenceSource(name);
    const hyperparameters = middlePoint((await readManifest(source, lab.engine)).hyperparameters);
    const target = { metric: "loss", direction: "min", value: 0 } as const;
    const problem = new CheckProblem({ ...facts, hyperparameters, target });
    const sandbox = new Sandbox({
      ...{ engine: lab.engine, source, problem, key: keyFromSeed(1), prices },
      ...{ now: wallClock.wall, elapsed: () => 0 },
    });
    sandbox.chooseBatchSize();
    expect(sandbox.meters.loadingNanoseconds, name).toBeLessThan(0.01e9);
    expect(sandbox.meters.referenceNanoseconds, name).toBe(0);
    sandbox.dispose();
    problem.dispose();
  }
});
