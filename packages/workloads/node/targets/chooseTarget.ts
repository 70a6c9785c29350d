import { type Judgement, type Metric, meetsTarget } from "@steepest/core/schema/metric.ts";
import type { WorkloadTarget } from "@steepest/core/schema/workloadCard.ts";
import { bestValue, better } from "./bestValue.ts";
import { seconds } from "./seconds.ts";
import type { TargetRunResult } from "./targetRun.ts";

export interface ChooseTargetOptions {
  readonly metric: Judgement;
  readonly hardwareClass: string;
  readonly search: readonly TargetRunResult[];
  readonly reruns: readonly TargetRunResult[];
  /** Whether all spaces were searched, or only what did best on the base workload was tried. */
  readonly searched: keyof typeof searches;
  readonly command: string;
  readonly date: string;
}

const searches = {
  base:
    "quasi-random search of every algorithm's space with a fixed number of steps. A search run ends at seven tenths of its steps, or where it falls behind the median " +
    "of those earlier runs of its algorithm that were still going (arXiv 2306.07179; median stopping after Golovin et al. 2017)",
  variant: "what the two best algorithms did best with on the base workload, anew on the variant",
};

const procedure = (search: keyof typeof searches) =>
  `AlgoPerf's at small scale: ${searches[search]}; the best one again with new seeds. Validation target: median over these re-runs of the best validation value in the first ` +
  "seven tenths of the run. Test target: the worst test value among the re-runs that reached it. Budget and step hint: 4/3 of the median charged time, as the hardware class counts it, and of the steps.";

/** The winning configuration of a search; throws where no run ended with a finite value. */
export function winnerOf(
  direction: Metric["direction"],
  search: readonly TargetRunResult[],
): TargetRunResult {
  let winner: TargetRunResult | undefined;
  for (const result of search) {
    const value = bestValue(direction, result);
    if (value === null) continue;
    const best = winner === undefined ? null : bestValue(direction, winner);
    if (best === null || (value !== best && better(direction, value, best) === value)) winner = result;
  }
  if (winner === undefined) throw new Error("no run of the search ended with a finite validation value");
  return winner;
}

/** Four decimals, towards the side that is easier to meet: a number that people can read, which the median run still reaches. */
const roundToEasier = (direction: Metric["direction"], value: number): number =>
  (direction === "min" ? Math.ceil(value * 1e4) : Math.floor(value * 1e4)) / 1e4;

/** The target that a finished procedure gives, with where it comes from. */
export function chooseTarget(options: ChooseTargetOptions): WorkloadTarget {
  const { metric, hardwareClass, search, reruns, searched, command, date } = options;
  const { direction } = metric;
  const bests = reruns.map((result) => bestValue(direction, result)).filter((value) => value !== null);
  if (bests.length !== reruns.length) throw new Error("a re-run of the winner ended without a finite value");
  const ordered = bests.toSorted((a, b) => a - b);
  const median = ordered[Math.floor((ordered.length - 1) / 2)] as number;
  const validation = roundToEasier(direction, median);
  const reached = reruns.filter((_, at) => meetsTarget(metric, bests[at] as number, validation));
  const tests = reached.map(({ test }) => test).filter((test) => test !== null);
  if (reruns.some(({ test }) => test === null))
    throw new Error("a re-run of the winner ended without a test value");
  const winner = reruns[0]?.run;
  if (winner === undefined || tests.length === 0) throw new Error("no re-run reached the target");
  const algorithms = [...Map.groupBy(search, ({ run }) => run.algorithm)].map(([name, results]) => ({
    name,
    trials: results.length,
    best: results.reduce<number | null>(
      (best, result) => better(direction, best, bestValue(direction, result)),
      null,
    ),
  }));
  const { budgetSeconds, evaluationPeriodSeconds, chargedSeconds, timeToTargetSeconds, evaluationSeconds } =
    seconds(metric, validation, reruns);
  return {
    validation,
    test: direction === "min" ? Math.max(...tests) : Math.min(...tests),
    budgetSeconds: { [hardwareClass]: budgetSeconds },
    // What the winner can do within the budget, as AlgoPerf's step_hint: a schedule that ends there uses all of it.
    stepHint: Math.floor((4 / 3) * winner.steps),
    evaluationPeriodSeconds: { [hardwareClass]: evaluationPeriodSeconds },
    provenance: {
      procedure: procedure(searched),
      command,
      date,
      algorithms,
      winner: {
        name: winner.algorithm,
        hyperparameters: winner.hyperparameters,
        steps: winner.steps,
        validation: bests,
        test: reruns.map(({ test }) => test).filter((test) => test !== null),
        chargedSeconds,
        timeToTargetSeconds,
        evaluationSeconds,
      },
    },
  };
}
