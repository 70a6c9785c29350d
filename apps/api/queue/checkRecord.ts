import { guestLibrarySha256 } from "@steepest/core/sandbox/guestLibrary.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { termsOf, trialDifferences } from "@steepest/core/score/wantedTrial.ts";
import { card, hardwareClass } from "@steepest/workloads/catalogue.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { checkDates, checkDuration } from "./checkDates.ts";
import { checkTimes } from "./checkTimes.ts";
import type { RunContext } from "./loadTrial.ts";

/** A record must be of the very trial that it is reported for. Throws a 422 problem that names every difference. */
export function checkRecord(record: TrialRecord, { trial, entry, version }: RunContext, now: number): void {
  const { id, backend, measure, featureLevel } = hardwareClass(entry.hardwareClass);
  const workload = card(trial.workload);
  const differences = trialDifferences(record, {
    ...trial,
    submission: version.submission,
    version: version.version,
    terms: termsOf(workload, {
      ruleset: entry.ruleset,
      hardwareClass: id,
      backend,
      measure,
      budgetSeconds: budgetOf(workload.target, id, entry.ruleset),
      evaluationPeriodSeconds: workload.target.evaluationPeriodSeconds[id],
    }),
  });
  const prices = priceListOf(id)?.version ?? null;
  const guest = guestLibrarySha256();
  // Null: what version 1 did not say, and what nobody saw of a process that ended without a record, which claims nothing but its failure.
  const saysNothing =
    record.library === null && record.outcome.kind === "failed" && record.evaluations.length === 0;
  const priced = record.library?.prices ?? null;
  if (priced !== prices && !saysNothing)
    differences.push({ path: "library.prices", actual: priced, wanted: prices });
  // With another library other times may be right: who could name one of their own would never be held against an audit.
  const computedBy = record.library?.guest ?? null;
  if (computedBy !== guest && !saysNothing)
    differences.push({ path: "library.guest", actual: computedBy, wanted: guest });
  const { featureLevel: computedWith } = record.environment;
  if (featureLevel !== undefined && computedWith !== featureLevel) {
    differences.push({ path: "environment.featureLevel", actual: computedWith, wanted: featureLevel });
  }
  const errors = differences.map(({ path, actual, wanted }) => ({
    path,
    message: `is ${show(actual)}, must be ${show(wanted)}`,
  }));
  errors.push(
    ...checkTimes(record, workload.metric.range),
    ...checkDates(record, trial.leasedAt, now),
    ...checkDuration(record, trial.leasedAt, now),
  );
  if (errors.length === 0) return;
  throw new ApiProblem(422, "record-mismatch", {
    title: "The record is not of this trial.",
    detail: "What it says differs from what was to be run, or contradicts itself: see `errors`.",
    solution:
      "Report the record of the leased trial unchanged, run with the same version of Steepest as the API.",
    errors,
  });
}

const show = (value: unknown): string =>
  (typeof value === "string" ? value : JSON.stringify(value)) ?? "unset";
