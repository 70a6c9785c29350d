import { loadEngine } from "@steepest/core/sandbox/loadEngine.ts";
import { readManifest } from "@steepest/core/sandbox/readManifest.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { WorkloadCard } from "@steepest/core/schema/workloadCard.ts";
import { samplePoints } from "@steepest/core/score/searchSpace/samplePoints.ts";
import { anyCard } from "../../catalogue.ts";
import type { TargetCurves } from "../../targetCurves.ts";
import { referenceSource } from "../referenceSource.ts";
import { bestOf, lastCountedStep } from "./bestValue.ts";
import { stoppingSteps } from "./evaluationSteps.ts";
import type { TargetTask } from "./runPool.ts";
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
  const { direction } = anyCard(id).metric;
  const engine = await loadEngine();
  const points = await Promise.all(
    algorithms.map(async (algorithm) => {
      const { hyperparameters } = await readManifest(referenceSource(algorithm), engine);
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

type TargetRunOptions = Pick<TargetRun, "workload" | "seed" | "steps">;

/** How many algorithms are tried on a variant. */
const triedOnVariants = 2;

/** What the two best algorithms did best with on a base workload, by the curves kept beside its target, as runs of its variant. */
export function bestOfBase(
  { direction }: Pick<WorkloadCard["metric"], "direction">,
  curves: TargetCurves,
  variant: TargetRunOptions,
): TargetRun[] {
  const last = lastCountedStep(curves.steps.at(-1) as number);
  const counted = curves.steps.filter((step) => step <= last).length;
  const best = curves.search
    .map((run) => ({ run, value: bestOf(direction, run.values.slice(0, counted)) }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => (direction === "min" ? 1 : -1) * ((a.value as number) - (b.value as number)));
  // The first of each algorithm is its best.
  const winners = new Map(best.toReversed().map(({ run }) => [run.algorithm, run]));
  return [...new Set(best.map(({ run }) => run.algorithm))].slice(0, triedOnVariants).map((algorithm) => ({
    ...variant,
    algorithm,
    purpose: "search",
    hyperparameters: (winners.get(algorithm) as TargetCurves["search"][number]).hyperparameters,
  }));
}
