import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { suite } from "@steepest/workloads/catalogue.ts";
import picocolors from "picocolors";
import { expect, test } from "vitest";
import { exampleEnvironment, exampleJob } from "../../test/exampleJob.ts";
import { exampleRecord } from "../../test/exampleRecord.ts";
import { renderSummary } from "./renderSummary.ts";
import { runSummarySchema } from "./runSummary.ts";
import { summarizeRun } from "./summarizeRun.ts";

const submission = {
  source: exampleJob.source,
  version: exampleJob.version,
  manifest: { name: "example", ruleset: "self" as const, hyperparameters: [{ lr: 1 }] },
};

function printed(change: (record: TrialRecord) => Partial<TrialRecord>): string {
  const records = [0, 1, 2].map((study) => {
    const record = exampleRecord({ study, seconds: 5 + study });
    return { ...record, ...change(record) };
  });
  const summary = summarizeRun({
    ...{ submissions: [submission], baseline: null, records, ruleset: "self", seed: 1, measure: "reference" },
    ...{ suite: { ...suite("quick"), workloads: ["mnist_mlp"] }, environment: exampleEnvironment },
  });
  expect(runSummarySchema.parse(summary)).toEqual(summary);
  return renderSummary(summary, picocolors.createColors(false), "report.html");
}

test("a run says what was sent, how long its critical path is and what privacy is stated", () => {
  const text = printed(({ totals }) => ({
    communication: { workers: 4, delay: 0, bytesSent: 2048 * 100 },
    totals: { ...totals, steps: 100, charged: { ...totals.charged, reference: 8 }, criticalSeconds: 2 },
    privacy: { epsilon: 2.5, delta: 1e-5 },
  }));
  expect(text).toContain("sent      2.05 kB a step by simulated workers\n");
  expect(text).toContain("critical path  25 % of the charged time");
  expect(text).toContain("privacy   ε 2.5, δ 0.00001, as stated by the submission, not proved\n");
});

test("a run that has none of these says nothing of them", () => {
  expect(printed(() => ({}))).not.toMatch(/sent|critical|privacy/);
});
