import { UserError } from "@steepest/base/userError.ts";
import { chargesOf, type Measure } from "../../schema/measures.ts";
import { type ScoreRow, scoreBoard } from "../scoreBoard.ts";
import type { MissingStudies } from "../studyTimes.ts";
import { timeOrNull } from "../workloadTime.ts";
import { algoperfRules } from "./algoperfRules.ts";
import { firstByEvaluation } from "./firstByEvaluation.ts";
import type { ReachedEvaluation } from "./parseMeasurements.ts";
import type { AlgoperfWorkload } from "./targets.ts";

/** One trial of AlgoPerf's logs. */
export interface AlgoperfTrial {
  readonly submission: string;
  readonly workload: string;
  /** A label: equal within a submission's workload for the trials of one study, and nothing else. */
  readonly study: number;
  readonly trial: number;
  readonly reached: ReachedEvaluation | null;
}

export interface AlgoperfScores {
  readonly scores: Readonly<Record<string, number>>;
  /** By submission and workload, in the measure, before the held-out rule; null where the target was not reached. */
  readonly timeToTarget: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Best first, with intervals, profiles and speed-ups. */
  readonly rows: readonly ScoreRow[];
}

/** What a study of AlgoPerf's is compared by when nothing else is asked for. */
const usualBaseline = "baseline";

/**
 * Scores AlgoPerf's logs. `exact` is our rule: fastest trial by time, clean held-out rule, exact integral. `trapezoid` is AlgoPerf's
 * scoring code, quirks included: winning trial by evaluation index, v0.5's order of the held-out rule,
 * trapezoids over 100 points; it gives the published scores. Throws UserError where the baseline has no logs.
 */
export function algoperfScore(options: {
  readonly workloads: readonly Pick<AlgoperfWorkload, "id" | "variantOf">[];
  readonly trials: readonly AlgoperfTrial[];
  readonly integration: "exact" | "trapezoid";
  /** Seconds (default) or steps: logs have no CPU clock. */
  readonly measure?: Exclude<Measure, "cpu">;
  /** Default: AlgoPerf's 4. */
  readonly rMax?: number;
  /** Default: `strict`, AlgoPerf's official rule. */
  readonly missing?: MissingStudies;
  /** The submission that speed-ups are stated against. Default: AlgoPerf's `baseline`, where it is there. */
  readonly baseline?: string;
  readonly resamples?: number;
}): AlgoperfScores {
  const { workloads, measure = "wall" } = options;
  const submissions = [...new Set(options.trials.map(({ submission }) => submission))];
  if (options.baseline !== undefined) requireBaseline(options.baseline, submissions);
  const results = options.trials.map(({ reached, ...trial }) => ({
    ...trial,
    times: chargesOf({ wall: reached?.seconds ?? null, steps: reached?.step ?? null }),
    evaluation: reached?.evaluation ?? null,
    finished: true,
  }));
  const compatible = options.integration === "trapezoid";
  const { rows } = scoreBoard({
    workloads,
    studies: options.missing ?? "strict",
    rMax: options.rMax ?? 4,
    baseline: options.baseline ?? usualBaseline,
    submissions,
    results: compatible ? firstByEvaluation(results, measure) : results,
    measure,
    ...(compatible ? algoperfRules() : {}),
    ...(options.resamples === undefined ? {} : { resamples: options.resamples }),
  });
  return {
    scores: Object.fromEntries(rows.map(({ submission, score }) => [submission, score])),
    timeToTarget: Object.fromEntries(
      rows.map(({ submission, times }) => [
        submission,
        Object.fromEntries(
          workloads.map(({ id }) => [id, timeOrNull(times[id] ?? Number.POSITIVE_INFINITY)]),
        ),
      ]),
    ),
    rows,
  };
}

/** Throws UserError where speed-ups are asked for against a row that is not there. */
export function requireBaseline(baseline: string, submissions: readonly string[]): void {
  if (submissions.includes(baseline)) return;
  throw new UserError({
    code: "unknown-baseline",
    what: `There is nothing of the baseline ${baseline} to score.`,
    solution: `Choose the baseline from: ${submissions.join(", ")}.`,
  });
}
