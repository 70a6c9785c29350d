import { UserError } from "@steepest/base/userError.ts";
import { type ComparedCurve, type ComparisonView, mostCompared } from "@steepest/core/schema/api/compare.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { besideTimes, countsOf } from "@steepest/core/score/besideTimes.ts";
import { comparedCurve, medianStudy } from "@steepest/core/score/comparedCurve.ts";
import { comparisonView } from "@steepest/core/score/comparisonView.ts";
import { missingStudies } from "@steepest/core/score/missingStudies.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { scoredWorkloads } from "@steepest/workloads/scoredWorkloads.ts";
import type { FiledRecord } from "../score/readRecords.ts";
import { recordStudies, rowNames } from "../score/recordStudies.ts";
import { requireComparable } from "../score/requireComparable.ts";
import { withoutImpossible } from "../score/withoutImpossible.ts";

export interface RecordComparison {
  readonly view: ComparisonView;
  readonly curves: readonly ComparedCurve[];
  /** By workload what its curves are of. */
  readonly targets: ReadonlyMap<string, { readonly metric: string; readonly target: number }>;
  readonly notes: readonly string[];
}

/** Compares the submissions of some records, versions apart, in the order in which they come. Throws UserError where they cannot be compared. */
export function compareRecords(
  filed: readonly FiledRecord[],
  options: { readonly measure: Measure | undefined; readonly rMax: number },
): RecordComparison {
  const comparable = requireComparable(filed);
  const possible = withoutImpossible(comparable.records);
  const records = possible.records.map(({ record }) => record);
  const rowOf = rowNames(records);
  const measure = options.measure ?? records[0]?.measure ?? "wall";
  const rows = recordStudies(records, rowOf, measure);
  requireSome([...rows.keys()]);
  const workloads = [...new Set(records.map(({ workload }) => workload.id))].sort();
  const most = Math.max(
    ...[...rows.values()].flatMap((own) => [...own.values()].map(({ length }) => length)),
  );
  const results = records.map((record) => trialResult(record, rowOf(record)));
  const view = comparisonView({
    measure,
    rMax: options.rMax,
    workloads: scoredWorkloads(workloads),
    compared: [...rows].map(([label, own]) => {
      const all = records.filter((record) => rowOf(record) === label);
      const { submission } = all[0] as (typeof records)[number];
      return {
        label,
        submission: submission.name,
        version: submission.version,
        number: null,
        entry: null,
        trust: "local" as const,
        provisional: workloads.some((id) => (own.get(id)?.length ?? 0) < most),
        ...besideTimes(all.map(countsOf)),
        // Missing studies count as not reached, as they do where nothing else is said to `score`.
        studies: Object.fromEntries(
          workloads.map((id) => [
            id,
            Array.from(
              { length: most },
              (_, at) => own.get(id)?.[at] ?? { seeds: null, time: Number.POSITIVE_INFINITY },
            ),
          ]),
        ),
      };
    }),
  });
  const curves = workloads.flatMap((workload) =>
    [...rows.values()].flatMap((own, of) => {
      const studies = own.get(workload) ?? [];
      const chosen = studies[medianStudy(studies.map(({ time }) => time))];
      return chosen === undefined ? [] : [comparedCurve(chosen.best, of, null)];
    }),
  );
  return {
    view,
    curves,
    targets: new Map(
      records.map(({ workload }) => [workload.id, { metric: workload.metric.name, target: workload.target }]),
    ),
    notes: [
      ...comparable.notes,
      ...possible.notes,
      ...missingStudies({ workloads, results, missing: "strict" }),
    ],
  };
}

function requireSome(rows: readonly string[]): void {
  if (rows.length >= 2 && rows.length <= mostCompared) return;
  throw new UserError({
    code: "bad-comparison",
    what: `A comparison is of two to ${mostCompared} submissions; these records are of ${rows.length}.`,
    details: rows.join(", "),
    solution:
      rows.length < 2
        ? "Give a further folder of records, or the id of an entry. Runs of one version with other seeds are pooled, not compared."
        : "Give fewer records.",
  });
}
