import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import { runTrial } from "./runTrial.ts";
import { sgdSource, tinyPrices, trialOptions } from "./testing/trialFixture.ts";

const run = async (lines: string, fields = ""): Promise<TrialRecord> => {
  const { entry, files } = sgdSource(fields);
  const source = {
    entry,
    files: { [entry]: (files[entry] ?? "").replace("const { grads", `${lines}\n    const { grads`) },
  };
  return runTrial(await trialOptions({ source, maxSteps: 3, prices: tinyPrices() }));
};

test("a record has what the submission stated last, and no field where it stated nothing", async () => {
  const stated = await run("ctx.notePrivacy({ epsilon: ctx.step, delta: 1e-5 });");
  expect(stated.privacy).toEqual({ epsilon: 3, delta: 1e-5 });
  expect(stated.outcome.kind).toBe("exhausted");
  expect("privacy" in (await run(""))).toBe(false);
  const ends = await run("ctx.notePrivacy({ epsilon: 0, delta: 1 });");
  expect(ends.privacy).toEqual({ epsilon: 0, delta: 1 });
  // No −0, which JSON would lose.
  const zero = await run("ctx.notePrivacy({ epsilon: -0, delta: -0 });");
  expect(Object.is(zero.privacy?.epsilon, 0) && Object.is(zero.privacy?.delta, 0)).toBe(true);
});

test("it may be stated before an evaluation, but what is stated for the look at the test split comes too late", async () => {
  const record = await run(
    "",
    "prepareForEval(ctx) { ctx.notePrivacy({ epsilon: ctx.step, delta: 0 }); return {}; },",
  );
  expect(record.evaluations).toEqual([]);
  expect("privacy" in record).toBe(false);
});

test("stating costs what a call costs", async () => {
  const reference = ({ totals }: TrialRecord) => Math.round(1e9 * (totals.charged.reference ?? 0));
  const without = await run("");
  const stated = await run("ctx.notePrivacy({ epsilon: 1, delta: 0 });");
  expect(reference(stated) - reference(without)).toBeGreaterThanOrEqual(3 * 1000);
});

test.each([
  ["{ epsilon: -1, delta: 0 }", /`epsilon` must be a finite number ≥ 0/],
  ["{ epsilon: Infinity, delta: 0 }", /`epsilon` must be a finite number ≥ 0/],
  ["{ epsilon: NaN, delta: 0 }", /`epsilon` must be a finite number ≥ 0/],
  ["{ epsilon: '1', delta: 0 }", /`epsilon` must be a finite number ≥ 0/],
  ["{ epsilon: { valueOf: () => 1 }, delta: 0 }", /`epsilon` must be a finite number ≥ 0/],
  ["{ epsilon: 1, delta: 1.5 }", /`delta` must be a number from 0 to 1/],
  ["{ epsilon: 1, delta: -1e-9 }", /`delta` must be a number from 0 to 1/],
  ["{ epsilon: 1, delta: NaN }", /`delta` must be a number from 0 to 1/],
  ["{ epsilon: 1 }", /`delta` must be a number from 0 to 1/],
  ["{ epsilon: 1, delta: 0, proved: true }", /no option `proved`/],
  ["3", /notePrivacy/],
  ["undefined", /notePrivacy/],
])("notePrivacy(%s) is refused", async (statement, says) => {
  const { outcome, privacy } = await run(`ctx.notePrivacy(${statement});`);
  expect(outcome).toMatchObject({ kind: "failed", cause: "submission", reason: expect.stringMatching(says) });
  expect(privacy).toBeUndefined();
});
