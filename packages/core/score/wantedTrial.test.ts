import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import type { WorkloadCard } from "../schema/workloadCard.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";
import { termsOf, trialDifferences, trialText, type WantedTrial } from "./wantedTrial.ts";

const record = exampleRecord();
const { submission, workload } = record;
const card = {
  dataset: { sha256: workload.dataSha256 },
  metric: workload.metric,
  target: { validation: workload.target, stepHint: workload.stepHint },
} as unknown as WorkloadCard;
const where = {
  ruleset: "self",
  hardwareClass: "cpu-wasm",
  backend: "wasm",
  measure: "reference",
  budgetSeconds: 10,
  evaluationPeriodSeconds: 1,
} as const;
const wanted: WantedTrial = {
  ...{ submission: "adam", version: "b".repeat(64), workload: "w", study: 1, trial: 2, seed: 3 },
  hyperparameters: { beta: 0.9, lr: 0.1 },
  terms: termsOf(card, where),
};

test("the record that running the trial gives agrees with it, whatever the order of hyperparameters", () => {
  expect(trialDifferences(record, wanted)).toEqual([]);
});

test.each<[path: string, given: Partial<TrialRecord>, actual: unknown, wanted: unknown]>([
  ["submission.name", { submission: { ...submission, name: "lamb" } }, "lamb", "adam"],
  ["submission.version", { submission: { ...submission, version: "e" } }, "e", "b".repeat(64)],
  ["submission.ruleset", { submission: { ...submission, ruleset: "external" } }, "external", "self"],
  ["workload.id", { workload: { ...workload, id: "v" } }, "v", "w"],
  ["workload.budgetSeconds", { workload: { ...workload, budgetSeconds: 20 } }, 20, 10],
  ["workload.maxSteps", { workload: { ...workload, maxSteps: 5 } }, 5, null],
  ["study", { study: 0 }, 0, 1],
  ["trial", { trial: 0 }, 0, 2],
  ["seed", { seed: 4 }, 4, 3],
  ["hyperparameters", { hyperparameters: { lr: 0.2 } }, '{"lr":0.2}', '{"beta":0.9,"lr":0.1}'],
])("a record that is of another trial by its %s is told from it", (path, given, actual, other) => {
  expect(trialDifferences(exampleRecord(given), wanted)).toEqual([{ path, actual, wanted: other }]);
});

test("a fixed-step study has its steps among its terms", () => {
  expect(termsOf(card, { ...where, maxSteps: 7 })).toMatchObject({ "workload.maxSteps": 7 });
});

test("trials that must have the same record have the same text, others another", () => {
  const text = trialText(wanted);
  expect(trialText({ ...wanted, hyperparameters: { lr: 0.1, beta: 0.9 } })).toBe(text);
  const others: Partial<WantedTrial>[] = [
    { hyperparameters: { lr: 0.1, beta: 0.8 } },
    { seed: 4 },
    { terms: termsOf(card, { ...where, budgetSeconds: 20 }) },
  ];
  for (const other of others) expect(trialText({ ...wanted, ...other })).not.toBe(text);
});
