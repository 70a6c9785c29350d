import type { TrialRecord } from "../schema/record.ts";

/** What results must have in common to be scored together: what was to be done, and on what. */
export interface ComparableTerms {
  /** Of a board. */
  readonly "submission.ruleset": unknown;
  readonly "environment.hardwareClass": unknown;
  readonly "environment.backend": unknown;
  readonly measure: unknown;
  /** Of a workload on it. */
  readonly "workload.dataSha256": unknown;
  readonly "workload.metric.name": unknown;
  readonly "workload.metric.direction": unknown;
  readonly "workload.target": unknown;
  readonly "workload.stepHint": unknown;
  readonly "workload.budgetSeconds": unknown;
  readonly "workload.evaluationPeriodSeconds": unknown;
  readonly "workload.maxSteps": unknown;
}

/** The terms of a record, by their paths in it. */
export function comparableTerms({
  submission,
  workload,
  environment,
  measure,
}: TrialRecord): ComparableTerms {
  return {
    "submission.ruleset": submission.ruleset,
    "environment.hardwareClass": environment.hardwareClass,
    "environment.backend": environment.backend,
    measure,
    "workload.dataSha256": workload.dataSha256,
    "workload.metric.name": workload.metric.name,
    "workload.metric.direction": workload.metric.direction,
    "workload.target": workload.target,
    "workload.stepHint": workload.stepHint,
    "workload.budgetSeconds": workload.budgetSeconds,
    "workload.evaluationPeriodSeconds": workload.evaluationPeriodSeconds,
    "workload.maxSteps": workload.maxSteps,
  };
}

/** A term that two results do not share. */
export interface TermDifference {
  readonly path: string;
  readonly actual: unknown;
  readonly wanted: unknown;
}

/** How a record's terms differ from those that it is to be scored under; none: it may be compared. */
export function termDifferences(record: TrialRecord, wanted: ComparableTerms): TermDifference[] {
  return Object.entries(comparableTerms(record)).flatMap(([path, actual]) => {
    const other = wanted[path as keyof ComparableTerms];
    return actual === other ? [] : [{ path, actual, wanted: other }];
  });
}

/** Whether a term is one of the whole board; the others hold within one workload. */
export const isBoardTerm = (path: string): boolean => !path.startsWith("workload.");

/** Names a trial: a record of the same one counts once. With another seed it is a repeat, which is data of its own. */
export const trialIdentity = ({ submission, workload, study, trial, seed }: TrialRecord): string =>
  JSON.stringify([submission.name, submission.version, workload.id, study, trial, seed]);

/** The paths at which two records of a trial differ; none: they are the same record. */
export function recordDifferences(one: TrialRecord, other: TrialRecord): string[] {
  const differing = (a: unknown, b: unknown, path: string): string[] => {
    if (Object.is(a, b)) return [];
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return [path];
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return [...names].flatMap((name) =>
      differing(
        (a as Record<string, unknown>)[name],
        (b as Record<string, unknown>)[name],
        path === "" ? name : `${path}.${name}`,
      ),
    );
  };
  return differing(one, other, "");
}
