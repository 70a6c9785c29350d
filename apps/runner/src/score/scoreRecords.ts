import { UserError } from "@steepest/base/userError.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import { algoperfRules } from "@steepest/core/score/algoperf/algoperfRules.ts";
import { requireBaseline } from "@steepest/core/score/algoperf/algoperfScore.ts";
import { type EvaluatedResult, firstByEvaluation } from "@steepest/core/score/algoperf/firstByEvaluation.ts";
import { missingStudies } from "@steepest/core/score/missingStudies.ts";
import { type PairedComparison, pairedComparison } from "@steepest/core/score/pairedComparison.ts";
import { type ScoreRow, scoreBoard } from "@steepest/core/score/scoreBoard.ts";
import type { MissingStudies } from "@steepest/core/score/studyTimes.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { suites } from "@steepest/workloads/catalogue.ts";
import { scoredWorkloads } from "@steepest/workloads/scoredWorkloads.ts";
import type { FiledRecord } from "./readRecords.ts";
import { recordStudies, rowNames } from "./recordStudies.ts";
import { requireComparable } from "./requireComparable.ts";
import { withoutImpossible } from "./withoutImpossible.ts";

export interface RecordScores {
  /** What times are made of. */
  readonly measure: Measure;
  readonly rows: readonly ScoreRow[];
  readonly workloads: readonly string[];
  /** Each submission beside the first of the ranking, over the seeds that both were run with; empty where there are none. */
  readonly paired: readonly RowComparison[];
  /** What a reader should know about what was counted and how comparable it is. */
  readonly notes: readonly string[];
}

/** A row beside another. */
export interface RowComparison extends PairedComparison {
  readonly submission: string;
  readonly against: string;
}

interface Options {
  /** By default the one that rules the records. */
  readonly measure: Measure | undefined;
  readonly integration: "exact" | "trapezoid";
  readonly missing: MissingStudies;
  readonly rMax: number;
  readonly baseline: string | undefined;
  /** Only records of this ruleset. */
  readonly ruleset: Ruleset | undefined;
}

/**
 * Scores records as one board: every submission (by name, versions apart where there are several) against the others. Throws UserError
 * where they cannot be compared.
 */
export function scoreRecords(filed: readonly FiledRecord[], options: Options): RecordScores {
  const asked = ofRuleset(filed, options.ruleset);
  const comparable = requireComparable(asked.records);
  const possible = withoutImpossible(comparable.records);
  const records = possible.records.map(({ record }) => record);
  const rowOf = rowNames(records);
  const submissions = [...new Set(records.map(rowOf))];
  const { baseline } = options;
  // Which they have in common, or they would not be comparable.
  const measure = options.measure ?? records[0]?.measure ?? "wall";
  if (baseline !== undefined) requireBaseline(baseline, submissions);
  const usual = new Set(suites.flatMap((suite) => Object.values(suite.baselines)));
  const workloads = [...new Set(records.map(({ workload }) => workload.id))].sort();
  const results = records.map((record) => evaluatedResult(record, rowOf(record)));
  const compatible = options.integration === "trapezoid";
  const { rows } = scoreBoard({
    workloads: scoredWorkloads(workloads),
    rMax: options.rMax,
    studies: options.missing,
    baseline: baseline ?? submissions.find((name) => usual.has(name)) ?? null,
    submissions,
    results: compatible ? firstByEvaluation(results, measure) : results,
    measure,
    ...(compatible ? algoperfRules() : {}),
  });
  const notes = [
    ...asked.notes,
    ...comparable.notes,
    ...possible.notes,
    ...missingStudies({ workloads, results, missing: options.missing }),
    ...unknownTimes(results, measure),
    ...(measures[measure].isDeterministic
      ? []
      : differ(records, "machine", ({ environment }) => `${environment.cpu} × ${environment.cores}`)),
  ];
  const paired = comparePairs(records, rowOf, { measure, against: rows[0]?.submission ?? "" });
  return { measure, rows, workloads, notes, paired };
}

/** Study by study: two submissions meet where their trials had the same seeds. */
function comparePairs(
  records: readonly TrialRecord[],
  rowOf: (record: TrialRecord) => string,
  { measure, against }: { readonly measure: Measure; readonly against: string },
): RowComparison[] {
  const rows = recordStudies(records, rowOf, measure);
  const timesOf = (submission: string) =>
    new Map(
      [...(rows.get(submission) ?? [])].flatMap(([workload, studies]) =>
        studies.map(({ seeds, time }) => [`${workload} ${seeds}`, time] as const),
      ),
    );
  const best = timesOf(against);
  return [...rows.keys()].flatMap((submission) => {
    if (submission === against) return [];
    const pairs = [...timesOf(submission)].flatMap(([seeds, one]) => {
      const other = best.get(seeds);
      return other === undefined ? [] : [{ one, other }];
    });
    return pairs.length === 0 ? [] : [{ submission, against, ...pairedComparison(pairs) }];
  });
}

function ofRuleset(
  filed: readonly FiledRecord[],
  ruleset: Ruleset | undefined,
): { records: readonly FiledRecord[]; notes: string[] } {
  const records = filed.filter(
    ({ record }) => ruleset === undefined || record.submission.ruleset === ruleset,
  );
  if (records.length === 0) {
    throw new UserError({
      code: "no-records",
      what: `None of the ${filed.length} records is of the ruleset ${ruleset}.`,
      solution: "Leave --ruleset out, or give other records.",
    });
  }
  const left = filed.length - records.length;
  return { records, notes: left === 0 ? [] : [`Records of the other ruleset that are left out: ${left}.`] };
}

function evaluatedResult(record: TrialRecord, row: string): EvaluatedResult {
  const { timeToTarget, evaluations } = record;
  const before = evaluations.filter(({ step }) => timeToTarget !== null && step < timeToTarget.step);
  return { ...trialResult(record, row), evaluation: timeToTarget === null ? null : before.length };
}

function unknownTimes(results: readonly EvaluatedResult[], measure: Measure): string[] {
  const unknown = results.filter(({ evaluation, times }) => evaluation !== null && times[measure] === null);
  if (unknown.length === 0) return [];
  return [
    `Trials that met their target at an unknown ${measure} time and count as not reached: ${unknown.length}.`,
  ];
}

function differ(
  records: readonly TrialRecord[],
  what: string,
  value: (record: TrialRecord) => string,
): string[] {
  const values = new Set(records.map(value));
  return values.size > 1 ? [`These records differ in ${what}: ${[...values].join(", ")}.`] : [];
}
