import { describe, expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { wallClock } from "./clock.ts";
import { replayRecord } from "./replayRecord.ts";
import { runTrial } from "./runTrial.ts";
import { sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";

describe("replay", () => {
  test("of a run on a real clock gives the same bits", async () => {
    const options = await trialOptions({ clock: wallClock, evaluationPeriodSeconds: 0.01 });
    const record = await runTrial(options);
    expect(record.outcome.kind).toBe("reached");
    const report = await replayRecord(record, options);
    expect(report.differences).toEqual([]);
    expect(report.identical).toBe(true);
    expect(report.compared).toBeGreaterThan(5);
  });

  test("finds a number that was changed", async () => {
    const options = await trialOptions({
      evaluationSteps: [3, 5],
      maxSteps: 5,
      ignoreBudget: true,
      target: -1,
    });
    const record = await runTrial(options);
    const [first, ...rest] = record.evaluations;
    const forged = { ...record, evaluations: [{ ...first!, validation: { loss: 0.5 } }, ...rest] };
    const report = await replayRecord(forged, options);
    expect(report.differences).toEqual([
      { path: "evaluations[0].validation.loss", recorded: 0.5, replayed: first?.validation["loss"] },
    ]);
  });

  test("of another seed differs", async () => {
    const options = await trialOptions({ maxSteps: 5, target: -1, ignoreBudget: true, evaluationSteps: [5] });
    const record = await runTrial(options);
    const report = await replayRecord({ ...record, seed: 2 }, options);
    expect(report.identical).toBe(false);
  });

  test.each([
    ["the clock was read", "replay-elapsed-read", { elapsedRead: true }],
    ["the source is another version", "replay-other-version", { source: sgdSource("// other") }],
  ])("is refused where %s", async (_title, code, change) => {
    const options = await trialOptions({ maxSteps: 1, target: -1 });
    const record = await runTrial(options);
    const { source = options.source, ...rest } = change as { source?: typeof options.source };
    await expect(replayRecord({ ...record, ...rest }, { ...options, source })).rejects.toMatchObject({
      code,
    });
  });
});

describe("what ends a replay is what ended the run", () => {
  const priced = { prices: tinyPrices(), target: -1, budgetSeconds: 100, evaluationPeriodSeconds: 0.05 };

  test.each([
    ["capped", { capSeconds: () => 0.2 }],
    ["out of budget", { budgetSeconds: 0.2 }],
    ["at its last step", { maxSteps: 12, ignoreBudget: true }],
  ])("one that ended %s", async (_, change) => {
    const options = await trialOptions({ ...priced, ...change });
    const record = await runTrial(options);
    const { capSeconds: _cap, ...fit } = options;
    const report = await replayRecord(record, fit);
    expect(report).toMatchObject({ identical: true, differences: [] });
    expect(report.record.totals.steps).toBe(record.totals.steps);
    expect(report.compared).toBeGreaterThan(20);
  });

  test("one that was cancelled", async () => {
    const controller = new AbortController();
    const options = await trialOptions(priced);
    const onProgress = ({ step }: { readonly step: number }) => step === 7 && controller.abort();
    const record = await runTrial({ ...options, signal: controller.signal, onProgress });
    expect(record.outcome.kind).toBe("cancelled");
    expect(await replayRecord(record, options)).toMatchObject({
      identical: true,
      record: { totals: { steps: 7 } },
    });
  });

  test("under reference time another outcome is a difference", async () => {
    const options = await trialOptions({ ...priced, budgetSeconds: 0.2 });
    const record = await runTrial(options);
    const { differences } = await replayRecord({ ...record, outcome: { kind: "reached" } }, options);
    expect(differences).toEqual([{ path: "outcome.kind", recorded: "reached", replayed: "exhausted" }]);
  });
});

test.each([
  [
    "the data are others",
    "replay-other-data",
    (record: TrialRecord) => ({ workload: { ...record.workload, dataSha256: "1" } }),
  ],
  [
    "prices are of another version",
    "replay-other-prices",
    () => ({ library: { sha256: "", guest: null, prices: 2 } }),
  ],
  ["no price is known of the record", "replay-other-prices", () => ({ library: null })],
  [
    "the backend is another",
    "replay-other-backend",
    (record: TrialRecord) => ({ environment: { ...record.environment, backend: "wasm" as const } }),
  ],
  [
    "the feature level is another",
    "replay-other-backend",
    (record: TrialRecord) => ({ environment: { ...record.environment, featureLevel: "simd" } }),
  ],
])("a replay is refused where %s", async (_title, code, change) => {
  const options = await trialOptions({ prices: tinyPrices(), maxSteps: 1, target: -1 });
  const record = await runTrial(options);
  await expect(replayRecord({ ...record, ...change(record) }, options)).rejects.toMatchObject({ code });
});

test("a replay that is refused for its prices says by which either is priced", async () => {
  const options = await trialOptions({ prices: tinyPrices(), maxSteps: 1, target: -1 });
  const record = await runTrial(options);
  const other = { ...record, library: { sha256: "", guest: null, prices: 2 } };
  await expect(replayRecord(other, options)).rejects.toThrow(/by version 2 .*, this is version 3\.$/);
  await expect(replayRecord(other, { ...options, prices: null })).rejects.toThrow(/this is version none\.$/);
});

test("a run that read its reference time replays, and prices are none of a clock's business", async () => {
  const source = sgdSource("prepareForEval(ctx) { return ctx.elapsed > 0 ? {} : {}; },");
  const priced = await trialOptions({
    source,
    prices: tinyPrices(),
    target: -1,
    budgetSeconds: 0.2,
    evaluationPeriodSeconds: 0.1,
  });
  expect(await replayRecord(await runTrial(priced), priced)).toMatchObject({
    identical: true,
    record: { elapsedRead: true },
  });
  const clocked = await trialOptions({ maxSteps: 2, target: -1, ignoreBudget: true, evaluationSteps: [2] });
  const record = await runTrial(clocked);
  expect(
    (await replayRecord({ ...record, library: { sha256: "", guest: null, prices: 9 } }, clocked)).identical,
  ).toBe(true);
});
