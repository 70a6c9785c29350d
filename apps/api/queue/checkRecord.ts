import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { termsOf, trialDifferences } from "@steepest/core/score/wantedTrial.ts";
import { card, hardwareClass } from "@steepest/workloads/catalogue.ts";
import { priceListOf } from "@steepest/workloads/priceLists.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import type { TrialContext } from "./loadTrial.ts";
import { reachedTarget } from "./reachedTarget.ts";

/** A record must be of the very trial that it is reported for. Throws a 422 problem that names every difference. */
export function checkRecord(record: TrialRecord, { trial, entry, version }: TrialContext): void {
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
  // What version 1 did not say.
  const priced = record.library?.prices ?? null;
  if (priced !== prices) differences.push({ path: "library.prices", actual: priced, wanted: prices });
  const { featureLevel: computedWith } = record.environment;
  if (featureLevel !== undefined && computedWith !== featureLevel) {
    differences.push({ path: "environment.featureLevel", actual: computedWith, wanted: featureLevel });
  }
  const errors = differences.map(({ path, actual, wanted }) => ({
    path,
    message: `is ${show(actual)}, must be ${show(wanted)}`,
  }));
  errors.push(...checkTimes(record));
  if (errors.length === 0) return;
  throw new ApiProblem(422, "record-mismatch", {
    title: "The record is not of this trial.",
    detail: "What it says differs from what was to be run, or contradicts itself: see `errors`.",
    solution:
      "Report the record of the leased trial unchanged, run with the same version of Steepest as the API.",
    errors,
  });
}

/** A time-to-target with its charges beside the step. */
const flat = (reached: TrialRecord["timeToTarget"]): Record<string, number | null> =>
  reached === null ? {} : { step: reached.step, ...reached.charged };

function* checkTimes(record: TrialRecord): Generator<{ path: string; message: string }> {
  const seconds = (charged: TrialRecord["totals"]["charged"]) => officialSeconds(record, charged);
  for (const [at, { step, charged }] of record.evaluations.entries()) {
    const before = record.evaluations[at - 1];
    if (before !== undefined && (step < before.step || seconds(charged) < seconds(before.charged))) {
      yield { path: `evaluations.${at}`, message: "goes back in steps or time" };
    }
    if (step > record.totals.steps || seconds(charged) > seconds(record.totals.charged)) {
      yield { path: `evaluations.${at}`, message: "lies beyond `totals`" };
    }
  }
  const reached = reachedTarget(record);
  const [said, found] = [canonical(flat(record.timeToTarget)), canonical(flat(reached))];
  if (said !== found) {
    yield { path: "timeToTarget", message: `is ${said}, but the evaluations say ${found}` };
  }
  if ((record.outcome.kind === "reached") !== (reached !== null)) {
    yield {
      path: "outcome",
      message: `is ${record.outcome.kind}, but the evaluations ${reached === null ? "never meet" : "meet"} the target`,
    };
  }
  if (record.outcome.kind === "cancelled") {
    yield { path: "outcome", message: "a cancelled run is no result: release the lease instead" };
  }
}

/** Equal for equal contents, whatever the order of the keys. */
function canonical(value: Record<string, number | null>): string {
  return JSON.stringify(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}

const show = (value: unknown): string =>
  (typeof value === "string" ? value : JSON.stringify(value)) ?? "unset";
