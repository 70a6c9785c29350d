import { median } from "@steepest/core/score/median.ts";
import { mannWhitney } from "./mannWhitney.ts";
import type { SymmetryRun } from "./symmetryRun.ts";

/** Two samples, their medians and whether they are of one distribution. */
export interface ComparedRuns {
  readonly without: number;
  readonly with: number;
  readonly p: number;
}

export interface RunComparison {
  readonly workload: string;
  readonly seeds: number;
  readonly lastStep: number;
  /** What is reached; a run that does not takes ∞ steps. */
  readonly bar: number;
  readonly steps: ComparedRuns;
  /** The metric after the last step. */
  readonly value: ComparedRuns;
}

/**
 * The runs of one workload with their symmetries beside those without. The bar is the median, over the runs without, of the metric after seven tenths of
 * their steps, so that nearly all runs reach it.
 */
export function compareRuns(
  workload: string,
  direction: "min" | "max",
  runs: readonly SymmetryRun[],
): RunComparison {
  const of = (symmetry: boolean) => runs.filter((run) => run.symmetry === symmetry);
  const worst = direction === "min" ? Infinity : -Infinity;
  const finite = (value: number | null | undefined) => value ?? worst;
  const bar = median(of(false).map(({ values }) => finite(values[Math.ceil(0.7 * values.length) - 1])));
  const meets = (value: number) => (direction === "min" ? value <= bar : value >= bar);
  const compared = (measure: (run: SymmetryRun) => number): ComparedRuns => {
    const [plain, under] = [of(false).map(measure), of(true).map(measure)];
    return { without: median(plain), with: median(under), p: mannWhitney(plain, under) };
  };
  return {
    workload,
    seeds: of(true).length,
    lastStep: runs[0]?.steps.at(-1) ?? 0,
    bar,
    steps: compared(({ steps, values }) => {
      const at = values.findIndex((value) => meets(finite(value)));
      return steps[at] ?? Infinity;
    }),
    value: compared(({ values }) => finite(values.at(-1))),
  };
}
