import { deriveKey, keyFromSeed } from "@steepest/base/random/key.ts";
import { permutation } from "@steepest/base/random/permutation.ts";
import { scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";

/** How often a board's 95 % intervals hold what all seeds together say. */
export interface IntervalCoverage {
  readonly score: number;
  readonly rank: number;
  /** Boards drawn, each with an interval for every submission. */
  readonly boards: number;
}

/**
 * The true coverage of the intervals of a board with few studies, by submissions of which many seeds are known. `times[s]` are the times to the target of
 * submission s on one workload, ∞ where it was missed. All of them make the board that is taken for the truth; each draw takes `studies` of
 * every submission, none twice, scores them as a board does, and looks whether score and rank of the truth lie in the intervals.
 */
export function intervalCoverage(
  times: readonly (readonly number[])[],
  { studies = 3, rMax = 4, boards = 500, seed = 1 } = {},
): IntervalCoverage {
  const submissions = times.map((_, s) => `s${s}`);
  const workloads = [{ id: "workload", variantOf: null }];
  const score = (of: readonly (readonly number[])[], resamples?: number) =>
    scoreStudies({
      studies: tableOfStudies({
        submissions,
        workloads: ["workload"],
        studies: Math.max(...of.map((each) => each.length)),
        timesOf: (s) => of[s] ?? [],
      }),
      workloads,
      rMax,
      baseline: null,
      ...(resamples === undefined ? {} : { resamples }),
    }).rows;
  const truth = new Map(score(times, 0).map((row) => [row.submission, row]));
  const key = deriveKey(keyFromSeed(seed), "coverage");
  const held = { score: 0, rank: 0 };
  for (let board = 0; board < boards; board++) {
    const drawn = times.map((all, s) => {
      const order = permutation(deriveKey(deriveKey(key, board), s), all.length);
      return Array.from(order.slice(0, studies), (at) => all[at] as number);
    });
    for (const row of score(drawn)) {
      const real = truth.get(row.submission);
      const holds = (interval: readonly [number, number] | null, value: number | undefined) =>
        interval !== null && value !== undefined && interval[0] <= value && value <= interval[1];
      if (holds(row.scoreInterval, real?.score)) held.score += 1;
      if (holds(row.rankInterval, real?.rank)) held.rank += 1;
    }
  }
  const all = boards * submissions.length;
  return { score: held.score / all, rank: held.rank / all, boards };
}
