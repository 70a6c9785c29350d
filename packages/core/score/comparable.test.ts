import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import {
  comparableTerms,
  isBoardTerm,
  recordDifferences,
  termDifferences,
  trialIdentity,
} from "./comparable.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";

const record = exampleRecord();
const { submission, workload, environment } = record;

test("a record's terms are what it was to do and on what, by their paths in it", () => {
  expect(comparableTerms(record)).toEqual({
    "submission.ruleset": "self",
    "environment.hardwareClass": "cpu-wasm",
    "environment.backend": "wasm",
    measure: "reference",
    "workload.dataSha256": "c".repeat(64),
    "workload.metric.name": "error",
    "workload.metric.direction": "min",
    "workload.target": 0.2,
    "workload.stepHint": 100,
    "workload.budgetSeconds": 10,
    "workload.evaluationPeriodSeconds": 1,
    "workload.maxSteps": null,
  });
});

test("a record under its own terms may be compared; each that it does not share is told with both values", () => {
  const wanted = comparableTerms(record);
  expect(termDifferences(record, wanted)).toEqual([]);
  const other = exampleRecord({ measure: "wall", workload: { ...workload, target: 0.3 } });
  expect(termDifferences(other, wanted)).toEqual([
    { path: "measure", actual: "wall", wanted: "reference" },
    { path: "workload.target", actual: 0.3, wanted: 0.2 },
  ]);
});

test("terms of a workload are told from those of its board", () => {
  expect(Object.keys(comparableTerms(record)).filter(isBoardTerm)).toEqual([
    "submission.ruleset",
    "environment.hardwareClass",
    "environment.backend",
    "measure",
  ]);
});

test.each<[what: string, changed: Partial<TrialRecord>]>([
  ["submission", { submission: { ...submission, name: "lamb" } }],
  ["version", { submission: { ...submission, version: "e".repeat(64) } }],
  ["workload", { workload: { ...workload, id: "v" } }],
  ["study", { study: 0 }],
  ["trial", { trial: 0 }],
  ["seed", { seed: 4 }],
])("another %s is another trial", (_, changed) => {
  expect(trialIdentity(exampleRecord(changed))).not.toBe(trialIdentity(record));
});

test("a trial that ran on another machine, or ended otherwise, is the same trial", () => {
  const elsewhere = exampleRecord({
    environment: { ...environment, cpu: "two" },
    outcome: { kind: "exhausted" },
  });
  expect(trialIdentity(elsewhere)).toBe(trialIdentity(record));
});

test("two records of one trial differ at the paths that are told, whichever of them has the field", () => {
  expect(recordDifferences(record, exampleRecord())).toEqual([]);
  const { loss: _, ...validation } = record.evaluations[1]?.validation ?? {};
  const other = exampleRecord({
    test: null,
    evaluations: record.evaluations.map((at, i) => (i === 1 ? { ...at, validation } : at)),
    console: ["said"],
    totals: { ...record.totals, steps: 31 },
    speed: { wallPerReference: 2, usual: null, isUnusual: false },
  });
  const paths = ["evaluations.1.validation.loss", "test", "totals.steps", "speed", "console.0"];
  expect(recordDifferences(record, other).sort()).toEqual([...paths].sort());
  expect(recordDifferences(other, record).sort()).toEqual([...paths].sort());
  expect(
    recordDifferences(exampleRecord({ batchSize: Number.NaN }), exampleRecord({ batchSize: Number.NaN })),
  ).toEqual([]);
});
