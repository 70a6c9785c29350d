import { expect, test } from "vitest";
import type { TrialRecord } from "../schema/record.ts";
import type { TrialOutcome } from "../schema/trialOutcome.ts";
import { auditCap, auditDifferences } from "./auditDifferences.ts";
import { comparedNumbers } from "./comparedNumbers.ts";
import { exampleRecord } from "./testing/exampleRecord.ts";

const record = exampleRecord();
const { totals, timeSplit, memory, environment } = record;
const failed = (more: Partial<TrialOutcome> = {}): TrialRecord["outcome"] =>
  ({
    ...{ kind: "failed", cause: "submission", code: "guest-exception", reason: "no", stack: null },
    ...more,
  }) as TrialRecord["outcome"];
const pathsOf = (one: Partial<TrialRecord>, other: Partial<TrialRecord>) =>
  auditDifferences(exampleRecord(one), exampleRecord(other)).map(({ path }) => path);

test("compared are the numbers that are equal on every machine, by their paths", () => {
  expect(Object.fromEntries(comparedNumbers(record))).toEqual({
    batchSize: 32,
    ...Object.fromEntries(
      [0.5, 0.2, 0.1].flatMap((error, at) => [
        [`evaluations[${at}].step`, 10 * (at + 1)],
        [`evaluations[${at}].trainLoss`, 1 / (at + 1)],
        [`evaluations[${at}].validation.error`, error],
        [`evaluations[${at}].validation.loss`, 2 * error],
        [`evaluations[${at}].charged.reference`, at + 1],
        [`evaluations[${at}].charged.steps`, 10 * (at + 1)],
      ]),
    ),
    "timeToTarget.step": 20,
    "timeToTarget.charged.reference": 2,
    "timeToTarget.charged.steps": 20,
    "outcome.kind": "reached",
    "test.error": 0.3,
    "test.loss": 0.6,
    ...{ "totals.steps": 30, "totals.examples": 960, "totals.gradientEvaluations": 31 },
    ...{ "totals.lossEvaluations": 32, "totals.hostCalls": 33 },
    ...{ "totals.charged.reference": 3, "totals.charged.steps": 30, "totals.charged.gradients": 31 },
    ...{ "timeSplit.init": 1, "timeSplit.select": 2, "timeSplit.gradient": 3, "timeSplit.update": 4 },
    ...{ "timeSplit.sandbox": 5, "timeSplit.prepare": 6 },
    stateBytes: 80,
    parametersSha256: "d".repeat(64),
  });
});

test("under a clock no split of time is compared, and a target that was missed is null", () => {
  const numbers = comparedNumbers(exampleRecord({ measure: "wall", timeToTarget: null }));
  expect(numbers.get("timeSplit")).toBeNull();
  expect(numbers.get("timeToTarget")).toBeNull();
  expect([...numbers.keys()].filter((path) => path.startsWith("timeSplit."))).toEqual([]);
});

test("how a trial ended is left out where something outside ended it, and what it scored then", () => {
  const capped = exampleRecord({ outcome: { kind: "capped", capSeconds: 3 } });
  const left = comparedNumbers(capped, { leavesOutcome: true });
  expect([left.get("outcome"), left.get("test")]).toEqual([null, null]);
  expect(comparedNumbers(capped).get("outcome.capSeconds")).toBe(3);
  expect(comparedNumbers(capped).get("test.error")).toBe(0.3);
  // A trial that reached its target ended by itself.
  expect(comparedNumbers(record, { leavesOutcome: true }).get("test.error")).toBe(0.3);
});

test("bytes that workers sent are compared, also where one run says that there were none", () => {
  const communication = { workers: 4, delay: 0, bytesSent: 960 };
  expect(pathsOf({ communication }, { communication })).toEqual([]);
  expect(pathsOf({ communication: { ...communication, bytesSent: 480 } }, { communication })).toEqual([
    "communication.bytesSent",
  ]);
  expect(pathsOf({ communication: null }, { communication }).sort()).toEqual(
    ["bytesSent", "delay", "workers"].map((name) => `communication.${name}`),
  );
});

test("an honest run on another machine differs in nothing, though its clock, kernels and words do", () => {
  const elsewhere = exampleRecord({
    library: { sha256: "f".repeat(64), guest: null, prices: 1 },
    totals: { ...totals, charged: { ...totals.charged, wall: 60, cpu: 50 } },
    timeSplit: { ...timeSplit, evaluate: 70 },
    memory: { ...memory, peakTensorBytes: 1 },
    environment: { ...environment, cpu: "two" },
    console: ["said"],
  });
  expect(auditDifferences(record, elsewhere)).toEqual([]);
});

test("a critical path and a privacy that no audit finds are told", () => {
  const privacy = { epsilon: 1, delta: 1e-5 };
  const critical = { totals: { ...totals, criticalSeconds: 2 } };
  expect(auditDifferences(exampleRecord({ ...critical, privacy }), record)).toEqual([
    { path: "totals.criticalSeconds", recorded: 2, audited: undefined },
    { path: "privacy.epsilon", recorded: 1, audited: undefined },
    { path: "privacy.delta", recorded: 1e-5, audited: undefined },
  ]);
  expect(pathsOf({ privacy }, { privacy: { ...privacy, epsilon: 2 } })).toEqual(["privacy.epsilon"]);
  expect(pathsOf({ ...critical, privacy }, { ...critical, privacy })).toEqual([]);
  const [first, ...rest] = record.evaluations;
  const evaluations = [{ ...(first as (typeof rest)[number]), criticalSeconds: 0.5 }, ...rest];
  expect(pathsOf({ evaluations }, {})).toEqual(["evaluations[0].criticalSeconds"]);
});

test("every number that differs is told with both values, and another library as what may be the cause", () => {
  const [first, ...rest] = record.evaluations;
  const lie = exampleRecord({
    library: null,
    evaluations: [{ ...(first as (typeof rest)[number]), validation: { error: 0.2, loss: 1 } }, ...rest],
    test: { error: 0.3, loss: 0.7 },
  });
  expect(auditDifferences(lie, record)).toEqual([
    { path: "evaluations[0].validation.error", recorded: 0.2, audited: 0.5 },
    { path: "test.loss", recorded: 0.7, audited: 0.6 },
    { path: "library.sha256", recorded: null, audited: "a".repeat(64) },
  ]);
  const { library: _, ...own } = lie;
  expect(auditDifferences({ ...own, library: record.library }, record)).toHaveLength(2);
});

test("an evaluation that one of the two lacks is a difference", () => {
  const fewer = exampleRecord({ evaluations: record.evaluations.slice(0, 2) });
  const paths = auditDifferences(fewer, record).map(({ path }) => path);
  expect(paths).toContain("evaluations[2].step");
  expect(auditDifferences(record, fewer).map(({ path }) => path)).toEqual(paths);
});

test("how a trial ended counts by its kind, cause and code, not by a failure's words or a lease's cap", () => {
  expect(pathsOf({ outcome: { kind: "reached" } }, { outcome: { kind: "exhausted" } })).toContain(
    "outcome.kind",
  );
  expect(pathsOf({ outcome: failed() }, { outcome: failed({ reason: "because" }) })).toEqual([]);
  expect(pathsOf({ outcome: failed() }, { outcome: failed({ code: "step-deadline" }) })).toEqual([
    "outcome.code",
  ]);
  expect(pathsOf({ outcome: failed() }, { outcome: failed({ cause: "machine" }) })).toEqual([
    "outcome.cause",
  ]);
  expect(
    pathsOf({ outcome: { kind: "capped", capSeconds: 3 } }, { outcome: { kind: "capped", capSeconds: 4 } }),
  ).toEqual([]);
  expect(
    pathsOf({ outcome: { kind: "diverged" }, test: null }, { outcome: { kind: "diverged" }, test: null }),
  ).toEqual([]);
});

test("an audit ends where the record claims that the trial ended, a capped one after the same step", () => {
  expect(auditCap("reached", 3)).toBe(3);
  expect(auditCap("exhausted", 0)).toBe(0);
  expect(auditCap("capped", 3)).toBeLessThan(3);
  expect(Math.round(auditCap("capped", 3) * 1e9)).toBe(3e9);
  expect(auditCap("capped", 0)).toBe(0);
});
