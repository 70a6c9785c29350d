import type { Measure } from "@steepest/core/schema/api/boards.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { type ScoreRow, scoreBoard } from "@steepest/core/score/scoreBoard.ts";
import { trapezoidCredit } from "@steepest/core/score/trapezoidCredit.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { suites } from "@steepest/workloads/catalogue.ts";
import { scoredWorkloads } from "@steepest/workloads/scoredWorkloads.ts";

export interface RecordScores {
  readonly rows: readonly ScoreRow[];
  readonly workloads: readonly string[];
  /** What a reader should know about how comparable the records are. */
  readonly notes: readonly string[];
}

interface Options {
  readonly measure: Measure;
  readonly integration: "exact" | "trapezoid";
  readonly rMax: number;
  readonly baseline: string | undefined;
}

/** Scores records as one board: every submission (by name, versions apart where there are several) against the others. */
export function scoreRecords(records: readonly TrialRecord[], options: Options): RecordScores {
  const versions = new Map<string, Set<string>>();
  for (const { submission } of records) {
    versions.set(submission.name, (versions.get(submission.name) ?? new Set()).add(submission.version));
  }
  const rowOf = ({ submission: { name, version } }: TrialRecord) =>
    (versions.get(name)?.size ?? 0) > 1 ? `${name}@${version.slice(0, 8)}` : name;
  const submissions = [...new Set(records.map(rowOf))];
  const { baseline } = options;
  if (baseline !== undefined && !submissions.includes(baseline)) {
    throw new UserError({
      code: "unknown-baseline",
      what: `There are no records of ${baseline}.`,
      solution: `Choose the baseline from: ${submissions.join(", ")}.`,
    });
  }
  const usual = new Set(suites.flatMap((suite) => Object.values(suite.baselines)));
  const workloads = [...new Set(records.map(({ workload }) => workload.id))].sort();
  const { rows } = scoreBoard({
    workloads: scoredWorkloads(workloads),
    rMax: options.rMax,
    studies: 1 + Math.max(...records.map(({ study }) => study)),
    baseline: baseline ?? submissions.find((name) => usual.has(name)) ?? null,
    submissions,
    results: records.map((record) => trialResult(record, rowOf(record))),
    measure: options.measure,
    ...(options.integration === "trapezoid" ? { credit: trapezoidCredit() } : {}),
  });
  return { rows, workloads, notes: comparability(records) };
}

function comparability(records: readonly TrialRecord[]): string[] {
  const differ = (what: string, value: (record: TrialRecord) => string) => {
    const values = new Set(records.map(value));
    return values.size > 1 ? [`These records differ in ${what}: ${[...values].join(", ")}.`] : [];
  };
  return [
    ...differ("ruleset", ({ submission }) => submission.ruleset),
    ...differ("hardware class", ({ environment }) => environment.hardwareClass),
    ...differ("machine", ({ environment }) => `${environment.cpu} × ${environment.cores}`),
  ];
}
