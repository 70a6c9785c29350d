import variant from "@jitl/quickjs-wasmfile-release-sync";
import { memory } from "@tensorflow/tfjs";
import { newQuickJSWASMModuleFromVariant } from "quickjs-emscripten-core";
import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { runTrial } from "./runTrial.ts";
import { tinyWorkload } from "./testing/tinyWorkload.ts";
import { sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";
import type { TrialOptions } from "./trialOptions.ts";
import { type TrialSnapshot, trialFactsSchema, trialId } from "./trialSnapshot.ts";

/** A submission that keeps what it can wherever it can: trees, batches, numbers and functions in its state, numbers in its module, random numbers, text. */
const hoarder = {
  entry: "hoarder.ts",
  files: {
    "hoarder.ts": `import { addScaled, defineSubmission, ema, leafNorm, mul, readNumber, globalNorm, zerosLike } from "steepest";
let calls = 0;
const seen = new Map();
export default defineSubmission({
  name: "hoarder",
  ruleset: "self",
  hyperparameters: [{ lr: 0.05 }],
  init: (ctx) => ({ m: zerosLike(ctx.params), old: [], again: (x) => x + calls, norms: [] }),
  selectBatch(ctx) {
    const batch = ctx.next();
    const extra = ctx.rng.integer(3) === 0 ? ctx.take(batch, [0, 1, 2]) : batch;
    return { batch: extra, state: { ...ctx.state, old: [...ctx.state.old, batch].slice(-2) } };
  },
  async update(ctx) {
    calls += 1;
    const { grads, modelState } = ctx.lossAndGrad(ctx.params, ctx.batch);
    const kept = ctx.state.old[0];
    const other = ctx.lossAndGrad(ctx.params, kept);
    const m = ema(ctx.state.m, addScaled(grads, other.grads, 0.5), 0.9);
    const norm = await readNumber(globalNorm(m));
    seen.set(ctx.step, norm);
    if (ctx.step % 5 === 0) console.log(ctx.step, calls, seen.size, ctx.state.again(1), norm, ctx.elapsed, ctx.rng.number());
    const noise = mul(ctx.rng.normal(ctx.params), 1e-3 / (1 + seen.size));
    const norms = [...ctx.state.norms, leafNorm(m)].slice(-3);
    const params = addScaled(addScaled(ctx.params, m, -ctx.hyperparameters.lr), noise, 1);
    return { params, modelState, state: { ...ctx.state, m, norms } };
  },
  prepareForEval: (ctx) => ({ params: addScaled(ctx.params, ctx.state.m, -0.01), state: { ...ctx.state, evaluated: ctx.step } }),
});
`,
  },
};

/** Without what clocks and the machine say. */
const bits = ({ startedAt, finishedAt, environment, timeSplit, ...record }: TrialRecord) => ({
  ...record,
  memory: { ...record.memory, peakTensorBytes: 0 },
  evaluations: record.evaluations.map(({ evaluationSeconds: _, ...evaluation }) => evaluation),
});

const optionsOf = async (overrides: Partial<TrialOptions> = {}) =>
  trialOptions({
    // One that has run nothing else, as in a trial's own process.
    engine: await newQuickJSWASMModuleFromVariant(variant),
    prices: tinyPrices(),
    maxSteps: 40,
    budgetSeconds: 1000,
    evaluationPeriodSeconds: 0.1,
    target: 1e-9,
    ...overrides,
  });

/** As whoever keeps a snapshot reads it again. */
const throughJson = ({ facts, blobs }: TrialSnapshot): TrialSnapshot => ({
  facts: trialFactsSchema.parse(JSON.parse(JSON.stringify(facts))),
  blobs,
});

test.each([
  ["one that keeps what it can", hoarder],
  ["plain gradient descent", sgdSource()],
])(
  "a trial of %s goes on from any of its snapshots to the same record, to the bit and in reference time",
  async (_, source) => {
    const taken: TrialSnapshot[] = [];
    const whole = await runTrial(
      await optionsOf({
        source,
        snapshots: {
          isDue: (step) => [1, 7, 23].includes(step),
          keep: (one) => void taken.push(throughJson(one)),
        },
      }),
    );
    expect(whole.totals.steps).toBe(40);
    expect(whole.evaluations.length).toBeGreaterThan(3);
    expect(taken.map(({ facts }) => facts.step)).toEqual([1, 7, 23]);
    // Being copied changes nothing.
    expect(bits(await runTrial(await optionsOf({ source })))).toEqual(bits(whole));
    for (const resume of taken) {
      const { numTensors } = memory();
      const steps: number[] = [];
      const again = await runTrial(
        await optionsOf({
          source,
          resume,
          onProgress: ({ step, phase }) => phase === "train" && steps.push(step),
        }),
      );
      expect(bits(again)).toEqual(bits(whole));
      expect(again.startedAt).toBe(whole.startedAt);
      expect(Math.min(...steps)).toBe(resume.facts.step + 1);
      expect(memory().numTensors).toBe(numTensors);
    }
  },
);

test("a snapshot of another trial, or of memory that is laid out otherwise, is left aside: the trial starts anew", async () => {
  const taken: TrialSnapshot[] = [];
  const snapshots = {
    isDue: (step: number) => step === 9,
    keep: (one: TrialSnapshot) => void taken.push(one),
  };
  const whole = await runTrial(await optionsOf({ source: hoarder, snapshots }));
  const [snapshot] = taken as [TrialSnapshot];
  const otherSeed = await optionsOf({ source: hoarder, seed: 2 });
  const other = await runTrial(otherSeed);
  const engine = await newQuickJSWASMModuleFromVariant(variant);
  expect(bits(await runTrial({ ...otherSeed, engine, resume: snapshot }))).toEqual(bits(other));
  const { sandbox } = snapshot.facts;
  const moved = { ...snapshot, facts: { ...snapshot.facts, sandbox: { ...sandbox, layout: "elsewhere" } } };
  expect(bits(await runTrial(await optionsOf({ source: hoarder, resume: moved })))).toEqual(bits(whole));
});

const workload = tinyWorkload();
const idOf = async (change: Partial<TrialOptions> = {}) =>
  trialId(await trialOptions({ workload, ...change }));
const { environment } = await trialOptions({ workload });
const { card } = workload;

test.each<[what: string, change: Partial<TrialOptions>]>([
  ["source", { source: sgdSource("// other") }],
  ["workload", { workload: { ...workload, card: { ...card, id: "other" } } }],
  [
    "data",
    { workload: { ...workload, card: { ...card, dataset: { ...card.dataset, sha256: "1".repeat(64) } } } },
  ],
  ["ruleset", { ruleset: "external" }],
  ["hyperparameters", { hyperparameters: { lr: 0.1 } }],
  ["study", { study: 1 }],
  ["trial", { trial: 1 }],
  ["seed", { seed: 2 }],
  ["library", { librarySha256: "1".repeat(64) }],
  ["budget", { budgetSeconds: 20 }],
  ["evaluation period", { evaluationPeriodSeconds: 2 }],
  ["backend", { environment: { ...environment, backend: "wasm" } }],
  ["feature level", { environment: { ...environment, featureLevel: "simd" } }],
  ["number of steps", { maxSteps: 5 }],
  ["steps to evaluate at", { evaluationSteps: [1] }],
  ["way with its budget", { ignoreBudget: true }],
  ["target", { target: 0.5 }],
  ["step hint", { stepHint: 7 }],
  ["way with its target", { continueAfterTarget: true }],
  ["randomness", { randomness: { init: 1 } }],
])("a trial of another %s is another", async (_, change) => {
  expect(await idOf(change)).not.toBe(await idOf());
});

test("the same trial on another machine is the same", async () => {
  expect(await idOf({ environment: { ...environment, cpu: "other", jobs: 3 } })).toBe(await idOf());
  expect(await idOf()).toMatch(/^[0-9a-f]{64}$/);
});
