import { guestLibrarySha256 } from "@steepest/core/sandbox/guestLibrary.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { expect, test } from "vitest";
import { ApiProblem } from "../http/apiProblem.ts";
import { failedRecord, recordOf } from "../test/recordOf.ts";
import { checkRecord } from "./checkRecord.ts";
import type { TrialContext } from "./loadTrial.ts";

const run = {
  submission: { name: "mine", version: "a".repeat(64), ruleset: "external" as const },
  ...{ workload: "mnist_mlp", study: 1, trial: 2, seed: 3, hyperparameters: { lr: 0.1 } },
};
const context = (more: { readonly hardwareClass?: string; readonly leasedAt?: number | null } = {}) =>
  ({
    trial: { ...run, leasedAt: more.leasedAt ?? null },
    entry: { hardwareClass: more.hardwareClass ?? "cpu-wasm", ruleset: "external" },
    version: { submission: "mine", version: "a".repeat(64) },
  }) as unknown as TrialContext;
const errorsOf = (record: TrialRecord, of = context(), now = Date.now()) => {
  try {
    checkRecord(record, of, now);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    expect(error).toMatchObject({
      status: 422,
      problem: { type: expect.stringContaining("record-mismatch") },
    });
    return error.problem.errors;
  }
  return [];
};
const honest = recordOf(run, 1);
const prices = priceListOf("cpu-wasm")?.version ?? null;

test("a record of its trial is taken", () => {
  expect(errorsOf(honest)).toEqual([]);
  expect(errorsOf(failedRecord(run, "submission"))).toEqual([]);
});

test("every difference is told with what it must be", () => {
  const { submission, workload } = honest;
  const odd = {
    ...honest,
    submission: { ...submission, ruleset: "self" as const },
    workload: { ...workload, target: 0.5 },
    hyperparameters: {},
  };
  expect(errorsOf(odd)).toEqual(
    expect.arrayContaining([
      { path: "submission.ruleset", message: "is self, must be external" },
      { path: "workload.target", message: `is 0.5, must be ${workload.target}` },
      { path: "hyperparameters", message: 'is {}, must be {"lr":0.1}' },
    ]),
  );
});

test("it is priced by the class's list and computed with its features", () => {
  const [sha256, guest] = ["b".repeat(64), guestLibrarySha256()];
  expect(errorsOf({ ...honest, library: { sha256, guest, prices } })).toEqual([]);
  expect(errorsOf({ ...honest, library: { sha256, guest, prices: 999 } })).toEqual([
    { path: "library.prices", message: `is 999, must be ${prices}` },
  ]);
  expect(errorsOf({ ...honest, library: { sha256, guest, prices: null } })).toEqual([
    { path: "library.prices", message: `is null, must be ${prices}` },
  ]);
  // An audit of a record by another library says nothing: nobody may name one of their own.
  for (const other of [sha256, null])
    expect(errorsOf({ ...honest, library: { sha256, guest: other, prices } })).toEqual([
      { path: "library.guest", message: `is ${other}, must be ${guest}` },
    ]);
  const environment = { ...honest.environment, featureLevel: "simd" };
  expect(errorsOf({ ...honest, environment })).toEqual([
    { path: "environment.featureLevel", message: "is simd, must be simd-fma" },
  ]);
});

test("a class that names no features takes a record of any", () => {
  for (const featureLevel of ["simd", "simd-fma"]) {
    const record = { ...honest, environment: { ...honest.environment, featureLevel } };
    const paths = errorsOf(record, context({ hardwareClass: "cpu-wasm-wall" }))?.map(({ path }) => path);
    expect(paths).not.toContain("environment.featureLevel");
  }
});

test("what says nothing of its prices claims nothing but its failure", () => {
  const silent = { ...failedRecord(run, "submission"), library: null, evaluations: [], test: null };
  expect(errorsOf(silent)).toEqual([]);
  const pathsOf = (record: TrialRecord) => errorsOf(record)?.map(({ path }) => path);
  expect(pathsOf({ ...honest, library: null })).toEqual(["library.prices", "library.guest"]);
  expect(pathsOf({ ...failedRecord(run, "submission"), library: null })).toEqual([
    "library.prices",
    "library.guest",
  ]);
  expect(pathsOf({ ...silent, outcome: { kind: "diverged" } })).toEqual(["library.prices", "library.guest"]);
});

test("dates, durations and contradictions are checked with it", () => {
  const now = Date.parse(honest.finishedAt);
  expect(errorsOf(honest, context({ leasedAt: now - 1000 }), now)).toEqual([]);
  expect(errorsOf(honest, context({ leasedAt: now + 3600_000 }), now)?.map(({ path }) => path)).toEqual([
    "startedAt",
  ]);
  expect(errorsOf({ ...honest, outcome: { kind: "exhausted" } })?.map(({ path }) => path)).toContain(
    "outcome",
  );
});
