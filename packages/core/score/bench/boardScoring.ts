import { keyFromSeed } from "@steepest/base/random/key.ts";
import { normal } from "@steepest/base/random/normal.ts";
import { chargesOf } from "../../schema/measures.ts";
import { defaultResamples } from "../bootstrap.ts";
import { scoreBoard } from "../scoreBoard.ts";
import type { TrialResult } from "../trialResult.ts";

export interface ScoringBenchmark {
  /** Median of the timed runs. */
  readonly milliseconds: number;
  readonly fastestMilliseconds: number;
  readonly runs: number;
  readonly resamples: number;
  readonly board: {
    readonly submissions: number;
    readonly workloads: number;
    readonly studies: number;
    readonly trials: number;
  };
}

/**
 * Times the scoring of a synthetic board, intervals included: log-normal trial times, one in ten trials missing its
 * target. Runs once before it measures.
 */
export function benchScoring(options: { readonly runs?: number } = {}): ScoringBenchmark {
  const runs = options.runs ?? 5;
  const board = { submissions: 1000, workloads: 9, studies: 3, trials: 5 };
  const input = { ...syntheticBoard(board), measure: "wall" as const };
  scoreBoard(input);
  const milliseconds = Array.from({ length: runs }, () => {
    const start = performance.now();
    scoreBoard(input);
    return performance.now() - start;
  }).sort((a, b) => a - b);
  return {
    milliseconds: milliseconds[runs >> 1] as number,
    fastestMilliseconds: milliseconds[0] as number,
    runs,
    resamples: defaultResamples,
    board,
  };
}

function syntheticBoard(size: ScoringBenchmark["board"]) {
  const submissions = Array.from({ length: size.submissions }, (_, s) => `submission_${s}`);
  const workloads = Array.from({ length: size.workloads }, (_, w) => ({
    id: `workload_${w}`,
    variantOf: null,
  }));
  const draws = normal(keyFromSeed(1), 2 * size.submissions * size.workloads * size.studies * size.trials);
  const results: TrialResult[] = [];
  submissions.forEach((submission, s) => {
    for (const { id: workload } of workloads) {
      for (let study = 0; study < size.studies; study++) {
        for (let trial = 0; trial < size.trials; trial++) {
          const at = 2 * results.length;
          // 1.2816: the normal distribution's 90 % quantile.
          const reached = (draws[at] as number) < 1.2816;
          const wall = reached ? 10 * (1 + s / 500) * Math.exp(0.3 * (draws[at + 1] as number)) : null;
          results.push({
            submission,
            workload,
            study,
            trial,
            times: chargesOf({ wall, cpu: wall }),
            finished: true,
          });
        }
      }
    }
  });
  return { submissions, workloads, studies: size.studies, rMax: 4, baseline: "submission_0", results };
}
