import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import { UserError } from "@steepest/core/schema/userError.ts";
import { samplePoints } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { cardOrDraft } from "../../catalogue.ts";
import { bestValue } from "./bestValue.ts";
import { winnerOf } from "./chooseTarget.ts";
import { stoppingSteps } from "./evaluationSteps.ts";
import type { RunLog } from "./runLog.ts";
import type { TargetTask } from "./runPool.ts";
import { referenceSource } from "./runTarget.ts";
import { stoppingBars } from "./stoppingBars.ts";
import type { TargetRun, TargetRunResult } from "./targetRun.ts";

/** AlgoPerf's for target setting. */
const algorithms = ["adamw", "nadamw", "nesterov", "heavy_ball"];

export interface SearchOptions {
  readonly id: string;
  readonly steps: number;
  readonly seed: number;
  /** Points of every algorithm's search space. */
  readonly trials: number;
}

/**
 * The search: a round for every trial, in which each algorithm trains its next point. A run that falls behind the median of its algorithm's earlier ones
 * ends there; because rounds follow each other, which ones do depends on no timing. Results algorithm by algorithm.
 */
export async function searchSpaces(
  { id, steps, seed, trials }: SearchOptions,
  finish: (tasks: readonly TargetTask[]) => Promise<readonly TargetRunResult[]>,
): Promise<TargetRunResult[]> {
  const { direction } = cardOrDraft(id).metric;
  const engine = await loadEngine();
  const points = await Promise.all(
    algorithms.map(async (algorithm) => {
      const { hyperparameters } = await readManifest(await referenceSource(algorithm), engine);
      return samplePoints(hyperparameters, trials, seed);
    }),
  );
  const rounds: (readonly TargetRunResult[])[] = [];
  for (let trial = 0; trial < trials; trial++) {
    const tasks = algorithms.map((algorithm, at): TargetTask => {
      const hyperparameters = points[at]?.[trial] as HyperparameterPoint;
      const earlier = rounds.map((round) => round[at] as TargetRunResult);
      return {
        run: { workload: id, algorithm, purpose: "search", hyperparameters, seed, steps },
        bars: stoppingBars(direction, earlier, stoppingSteps(steps)),
      };
    });
    rounds.push(await finish(tasks));
  }
  return algorithms.flatMap((_, at) => rounds.map((round) => round[at] as TargetRunResult));
}

/** How many algorithms are tried on a variant. */
const triedOnVariants = 2;

/** What the two best algorithms did best with on a base workload, by its log, as runs of its variant `id`. */
export function bestOfBase(
  log: RunLog,
  { id, base, steps }: { readonly id: string; readonly base: string; readonly steps: number },
): TargetRun[] {
  const { metric, target } = cardOrDraft(base);
  const { steps: baseSteps } = target.provenance.winner;
  const results = log.results.filter(({ run }) => run.purpose === "search" && run.steps === baseSteps);
  const best = [...Map.groupBy(results, ({ run }) => run.algorithm).values()]
    .map((each) => winnerOf(metric.direction, each))
    .map((result) => ({ run: result.run, value: bestValue(metric.direction, result) as number }))
    .sort((a, b) => (metric.direction === "min" ? a.value - b.value : b.value - a.value))
    .slice(0, triedOnVariants);
  if (best.length > 0) return best.map(({ run }) => ({ ...run, workload: id, steps }));
  throw new UserError({
    code: "no-base-runs",
    what: `No search run on ${base} with ${baseSteps} steps is in the run log.`,
    solution: `Set the target of ${base} first.`,
  });
}
