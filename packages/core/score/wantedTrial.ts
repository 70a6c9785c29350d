import type { OfficialMeasure } from "../schema/measures.ts";
import type { TrialRecord } from "../schema/record.ts";
import type { Ruleset } from "../schema/ruleset.ts";
import type { HyperparameterPoint } from "../schema/searchSpace.ts";
import type { WorkloadCard } from "../schema/workloadCard.ts";
import { type ComparableTerms, type TermDifference, termDifferences } from "./comparable.ts";

/** A trial as it is to be run: all that its record must agree with. */
export interface WantedTrial {
  readonly submission: string;
  readonly version: string;
  readonly workload: string;
  readonly study: number;
  readonly trial: number;
  readonly seed: number;
  readonly hyperparameters: HyperparameterPoint;
  readonly terms: ComparableTerms;
}

interface Where {
  readonly ruleset: Ruleset;
  readonly hardwareClass: string;
  readonly backend: string;
  readonly measure: OfficialMeasure;
  readonly budgetSeconds: number | undefined;
  readonly evaluationPeriodSeconds: number | undefined;
  /** Of a fixed-step study. */
  readonly maxSteps?: number | null;
}

/** The terms of a workload's trials under a ruleset, on a hardware class. */
export const termsOf = ({ dataset, metric, target }: WorkloadCard, where: Where): ComparableTerms => ({
  "submission.ruleset": where.ruleset,
  "environment.hardwareClass": where.hardwareClass,
  "environment.backend": where.backend,
  measure: where.measure,
  "workload.dataSha256": dataset.sha256,
  "workload.metric.name": metric.name,
  "workload.metric.direction": metric.direction,
  "workload.target": target.validation,
  "workload.stepHint": target.stepHint,
  "workload.budgetSeconds": where.budgetSeconds,
  "workload.evaluationPeriodSeconds": where.evaluationPeriodSeconds,
  "workload.maxSteps": where.maxSteps ?? null,
});

/** In what a record is of another trial than this one; empty where it is the record that running the trial gives. */
export function trialDifferences(record: TrialRecord, wanted: WantedTrial): TermDifference[] {
  const identity: readonly [path: string, actual: unknown, wanted: unknown][] = [
    ["submission.name", record.submission.name, wanted.submission],
    ["submission.version", record.submission.version, wanted.version],
    ["workload.id", record.workload.id, wanted.workload],
    ["study", record.study, wanted.study],
    ["trial", record.trial, wanted.trial],
    ["seed", record.seed, wanted.seed],
    ["hyperparameters", pointText(record.hyperparameters), pointText(wanted.hyperparameters)],
  ];
  return [
    ...identity.flatMap(([path, actual, other]) =>
      actual === other ? [] : [{ path, actual, wanted: other }],
    ),
    ...termDifferences(record, wanted.terms),
  ];
}

/** Equal for trials that must have the same record, on machines of one kind. */
export const trialText = ({ hyperparameters, ...rest }: WantedTrial): string =>
  JSON.stringify([rest, pointText(hyperparameters)]);

/** Equal for equal points, whatever the order of the names. */
const pointText = (point: HyperparameterPoint): string =>
  JSON.stringify(Object.fromEntries(Object.entries(point).sort(([one], [other]) => (one < other ? -1 : 1))));
