import { describe, expect, test } from "vitest";
import { wallClock } from "./clock.ts";
import { replayRecord } from "./replayRecord.ts";
import { runTrial } from "./runTrial.ts";
import { sgdSource, trialOptions } from "./testing/trialFixture.ts";

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
