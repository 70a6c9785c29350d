import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";
import { chargesOf } from "../../packages/core/schema/measures.ts";
import { scoreBoard } from "../../packages/core/score/scoreBoard.ts";
import { scoredWorkloads } from "../../packages/workloads/scoredWorkloads.ts";

/** Of `steepest run --json` with several submissions what tells them apart: times are medians over studies, null where a workload's target was missed. */
export const sideBySideSchema = z.object({
  suite: z.object({ id: z.string(), version: z.int(), rMax: z.number() }),
  seed: z.int(),
  studies: z.int(),
  rows: z.array(
    z.object({
      submission: z.string(),
      version: z.string(),
      score: z.number(),
      times: z.record(z.string(), z.number().nullable()),
    }),
  ),
});
export type SideBySide = z.infer<typeof sideBySideSchema>;

/** Where points are run beside each other: on the suite whose searches chose the self-tuning forms' points, and on one that those did not see. */
export const sideBySideSuites = ["quick", "qualification"] as const;

/** The runs of papers' settings and calibrated points beside each other, as far as there are some. */
export function readSideBySide(folder: URL): SideBySide[] {
  return sideBySideSuites.flatMap((suite) => {
    const file = new URL(`sideBySide.${suite}.run.json`, folder);
    return existsSync(file) ? [sideBySideSchema.parse(JSON.parse(readFileSync(file, "utf8")))] : [];
  });
}

type Run = Omit<SideBySide, "rows"> & {
  readonly rows: readonly Omit<SideBySide["rows"][number], "score">[];
};

/** Rows that may have been run at different times as one board: a row's times are facts about its version, its score is one about the board. The best comes first. */
export function oneBoard({ suite, seed, studies, rows }: Run): SideBySide {
  const ids = Object.keys(rows[0]?.times ?? {});
  const board = scoreBoard({
    workloads: scoredWorkloads(ids),
    rMax: suite.rMax,
    // A row's times are medians over its studies.
    studies: 1,
    measure: "reference",
    baseline: null,
    resamples: 0,
    submissions: rows.map(({ submission }) => submission),
    results: rows.flatMap(({ submission, times }) =>
      ids.map((workload) => {
        const reference = times[workload];
        if (reference === undefined) throw new Error(`${submission} was not run on ${workload}`);
        return { submission, workload, study: 1, trial: 1, times: chargesOf({ reference }), finished: true };
      }),
    ),
  });
  const byName = new Map(rows.map((row) => [row.submission, row]));
  return {
    suite,
    seed,
    studies,
    rows: board.rows.flatMap(({ submission, score }) => {
      const row = byName.get(submission);
      return row === undefined ? [] : [{ ...row, score }];
    }),
  };
}
