import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { budgetOf } from "@steepest/core/schema/workloadCard.ts";
import { besideTimes, countsOf } from "@steepest/core/score/besideTimes.ts";
import { scoreBoard } from "@steepest/core/score/scoreBoard.ts";
import { trialResult } from "@steepest/core/score/trialResult.ts";
import { timeOrNull } from "@steepest/core/score/workloadTime.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { basisOf } from "@steepest/workloads/hardwareClasses.ts";
import { scoredWorkloads } from "@steepest/workloads/scoredWorkloads.ts";
import type { PlannedSubmission } from "./runPlan.ts";
import type { RunSummary, SummaryRow } from "./runSummary.ts";

export interface FinishedRun {
  readonly submissions: readonly PlannedSubmission[];
  /** What the others are compared with; it may be one of the submissions. */
  readonly baseline: PlannedSubmission | null;
  readonly suite: Suite;
  readonly ruleset: Ruleset;
  readonly seed: number;
  readonly environment: Environment;
  readonly records: readonly TrialRecord[];
  /** What times and score are made of. */
  readonly measure: Measure;
}

/** Scores a run with the baseline as its field. */
export function summarizeRun(run: FinishedRun): RunSummary {
  const { submissions, suite, ruleset, records } = run;
  const own = new Set(submissions.map(({ version }) => version));
  // A submission that is the baseline and alone has nothing to be compared with.
  const baseline =
    submissions.length === 1 && run.baseline !== null && own.has(run.baseline.version) ? null : run.baseline;
  const field = [...submissions, ...(baseline === null || own.has(baseline.version) ? [] : [baseline])];
  // Rows are versions, not names: an edited copy of the baseline may still carry the baseline's name.
  const board = {
    workloads: scoredWorkloads(suite.workloads),
    rMax: suite.rMax,
    studies: suite.rulesets[ruleset].studies,
    baseline: baseline?.version ?? null,
    submissions: field.map(({ version }) => version),
    results: records.map((record) => trialResult(record, record.submission.version)),
  };
  const { rows } = scoreBoard({ ...board, measure: run.measure });
  const inSteps = new Map(
    scoreBoard({ ...board, measure: "steps", resamples: 0 }).rows.map(({ submission, times }) => [
      submission,
      times,
    ]),
  );
  const orNull = (times: Readonly<Record<string, number>> = {}) =>
    Object.fromEntries(Object.entries(times).map(([id, time]) => [id, timeOrNull(time)]));
  const names = new Map(field.map(({ version, manifest }) => [version, manifest.name]));
  const outcomes: Record<string, number> = {};
  for (const { outcome, submission: by } of records) {
    if (own.has(by.version)) outcomes[outcome.kind] = (outcomes[outcome.kind] ?? 0) + 1;
  }
  return {
    format: "steepest-run/2",
    submissions: submissions.map(({ manifest, version }) => ({
      name: manifest.name,
      version,
      description: manifest.description ?? null,
    })),
    suite: { id: suite.id, version: suite.version, rMax: suite.rMax },
    ruleset,
    measure: run.measure,
    seed: run.seed,
    studies: suite.rulesets[ruleset].studies,
    workloads: suite.workloads.map((id) => {
      const { metric, target } = card(id);
      const of = records.find(({ workload }) => workload.id === id)?.workload;
      return {
        id,
        metric: metric.name,
        direction: metric.direction,
        target: target.validation,
        budgetSeconds:
          of?.budgetSeconds ?? budgetOf(target, basisOf(run.environment.hardwareClass), ruleset) ?? 0,
      };
    }),
    rows: rows.map((row): SummaryRow => {
      const version = row.submission;
      return {
        submission: names.get(version) ?? version,
        version,
        baseline: version === baseline?.version,
        rank: row.rank,
        rankInterval: row.rankInterval === null ? null : [...row.rankInterval],
        score: row.score,
        scoreInterval: row.scoreInterval === null ? null : [...row.scoreInterval],
        times: orNull(row.times),
        steps: orNull(inSteps.get(version)),
        speedup: row.speedup,
        ...besideTimes(records.filter((record) => record.submission.version === version).map(countsOf)),
        profile: row.profile.map(({ tau, rho }) => ({ tau, rho })),
      };
    }),
    outcomes,
    environment: run.environment,
    finishedAt: new Date().toISOString(),
  };
}
