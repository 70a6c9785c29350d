import { type ScoreRow, scoreBoard } from "../scoreBoard.ts";
import { timeOrNull } from "../timeToTarget.ts";
import { trapezoidCredit } from "../trapezoidCredit.ts";
import type { AlgoperfTrial } from "./algoperfTrial.ts";
import { firstByEvaluation } from "./firstByEvaluation.ts";
import { heldOutRuleV05 } from "./heldOutRuleV05.ts";
import type { AlgoperfWorkload } from "./targets.ts";

export interface AlgoperfScores {
  readonly scores: Readonly<Record<string, number>>;
  /** Seconds by submission and workload, before the held-out rule; null where the target was not reached. */
  readonly timeToTarget: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  /** Best first, with intervals, profiles and speed-ups. */
  readonly rows: readonly ScoreRow[];
}

/** AlgoPerf's r_max. */
const rMax = 4;

/**
 * Scores AlgoPerf's logs. `exact` is our rule: fastest trial by time, clean held-out rule, exact integral. `trapezoid` is AlgoPerf's
 * scoring code, quirks included: winning trial by evaluation index, v0.5's order of the held-out rule,
 * trapezoids over 100 points; it gives the published scores. Each study is one that has a log, as there.
 */
export function algoperfScore(options: {
  readonly workloads: readonly Pick<AlgoperfWorkload, "id" | "variantOf">[];
  readonly trials: readonly AlgoperfTrial[];
  readonly integration: "exact" | "trapezoid";
  /** The submission that speed-ups are stated against. Default: AlgoPerf's `baseline`. */
  readonly baseline?: string;
  readonly resamples?: number;
}): AlgoperfScores {
  const { workloads, integration } = options;
  const compatible = integration === "trapezoid";
  const trials = compatible ? firstByEvaluation(options.trials) : options.trials;
  const { rows } = scoreBoard({
    workloads,
    studies: null,
    rMax,
    baseline: options.baseline ?? "baseline",
    submissions: [...new Set(options.trials.map(({ submission }) => submission))],
    results: trials.map(({ reached, ...trial }) => ({
      ...trial,
      times: { wall: reached?.seconds ?? null, cpu: null, steps: reached?.step ?? null },
      finished: true,
    })),
    ...(compatible ? { credit: trapezoidCredit(), heldOutRule: heldOutRuleV05 } : {}),
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
