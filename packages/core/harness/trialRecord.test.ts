import { expect, test } from "vitest";
import type { Sandbox } from "../sandbox/sandbox.ts";
import { newMeters } from "../sandbox/sandboxMeters.ts";
import { chargesOf } from "../schema/measures.ts";
import { recordSchema } from "../schema/record.ts";
import { submissionVersion } from "../submission/submissionVersion.ts";
import { sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";
import { type TrialEnd, trialRecord } from "./trialRecord.ts";

const end = async (
  more: Partial<TrialEnd> = {},
  options: Parameters<typeof trialOptions>[0] = {},
): Promise<TrialEnd> => ({
  options: await trialOptions(options),
  ...{ sandbox: null, meters: null, outcome: { kind: "cancelled" }, target: 0.5, steps: 3, batchSize: 8 },
  ...{ timeToTarget: null, evaluations: [], test: null, measure: "wall", parametersSha256: null },
  charged: chargesOf({ wall: 2 }),
  split: { init: 1, select: 2, update: 30, prepare: 4, evaluate: 5, elsewhere: 0 },
  startedAt: new Date("2026-11-29T00:00:00Z"),
  ...more,
});
const meters = {
  ...{
    ...newMeters(),
    gradientEvaluations: 11,
    lossEvaluations: 12,
    examples: 13,
    stateBytes: 14,
    peakTensorBytes: 15,
  },
  ...{ gradientNanoseconds: 6e9, guestNanoseconds: 7e9, gradientSeconds: 8, hostSeconds: 9, callSeconds: 12 },
  elapsedRead: true,
};
const sandbox = {
  ...{ manifest: { name: "tiny_sgd" }, hostCalls: 16, parameterBytes: 17, console: { all: () => ["said"] } },
  communication: { workers: 2, delay: 1, bytesSent: 18 },
} as unknown as Sandbox;

test("a submission that did not even load has a record, with its version and nothing that it did", async () => {
  const record = trialRecord(await end());
  expect(recordSchema.parse(record)).toEqual(record);
  expect(record).toMatchObject({
    ...{ format: "steepest-record/2", measure: "wall", library: { sha256: "0".repeat(64), prices: null } },
    submission: { name: "unknown", version: submissionVersion(sgdSource()), ruleset: "self" },
    workload: {
      ...{ id: "tiny", dataSha256: "0".repeat(64), metric: { name: "loss", direction: "min" }, target: 0.5 },
      ...{ budgetSeconds: 10, evaluationPeriodSeconds: 1, stepHint: 100, maxSteps: null },
    },
    ...{
      study: 0,
      trial: 0,
      seed: 1,
      hyperparameters: { lr: 0.05 },
      batchSize: 8,
      outcome: { kind: "cancelled" },
    },
    totals: {
      ...{ steps: 3, examples: 0, gradientEvaluations: 0, lossEvaluations: 0, hostCalls: 0 },
      charged: chargesOf({ wall: 2 }),
    },
    timeSplit: { init: 1, select: 2, gradient: 0, update: 30, sandbox: 0, prepare: 4, evaluate: 5 },
    memory: { parameterBytes: 0, stateBytes: 0, peakTensorBytes: 0 },
    ...{ communication: null, speed: null, elapsedRead: false, parametersSha256: null, console: [] },
    startedAt: "2026-11-29T00:00:00.000Z",
  });
});

test("under a clock the update is what is neither gradient nor guest, by seconds", async () => {
  const record = trialRecord(await end({ sandbox, meters }));
  expect(record.timeSplit).toEqual({
    ...{ init: 1, select: 2, gradient: 8, update: 30 - 8 - 3, sandbox: 3, prepare: 4, evaluate: 5 },
  });
  expect(record).toMatchObject({
    submission: { name: "tiny_sgd" },
    totals: { examples: 13, gradientEvaluations: 11, lossEvaluations: 12, hostCalls: 16 },
    memory: { parameterBytes: 17, stateBytes: 14, peakTensorBytes: 15 },
    ...{ communication: { workers: 2, delay: 1, bytesSent: 18 }, elapsedRead: true, console: ["said"] },
  });
});

test("under reference time it is by prices, and nothing is negative", async () => {
  const priced = await end({ sandbox, meters, measure: "reference" }, { prices: tinyPrices() });
  expect(trialRecord(priced)).toMatchObject({
    library: { prices: 3 },
    timeSplit: { gradient: 6, sandbox: 7, update: 30 - 6 - 7 },
  });
  // Of the gradients' 6 seconds 2 were not the update's.
  const apart = { ...priced, split: { ...priced.split, elsewhere: 2 } };
  expect(trialRecord(apart).timeSplit).toMatchObject({ gradient: 6, select: 2, update: 30 - 4 - 7 });
  const short = { ...priced, split: { ...priced.split, update: 2 } };
  expect(trialRecord(short).timeSplit.update).toBe(0);
  const odd = await end({ sandbox, meters: { ...meters, hostSeconds: 20 } });
  expect(trialRecord(odd).timeSplit.sandbox).toBe(0);
});

test("steps are a term of the record where they end the trial instead of the budget", async () => {
  const maxSteps = async (options: Parameters<typeof trialOptions>[0]) =>
    trialRecord(await end({}, options)).workload.maxSteps;
  expect(await maxSteps({ maxSteps: 9, ignoreBudget: true })).toBe(9);
  expect(await maxSteps({ maxSteps: 9 })).toBeNull();
  expect(await maxSteps({ ignoreBudget: true })).toBeNull();
  expect(trialRecord(await end({}, { stepHint: 55 })).workload.stepHint).toBe(55);
});
