import type { TrainingCurve } from "@steepest/charts/trainingCurves.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { TrialView } from "@steepest/core/schema/api/entries.ts";
import { recordCurve } from "../format/recordCurve.ts";

const shown = 3;

/** Of the three submissions that are fastest on a workload of a board, the trial that their time is of: the median of their studies. */
export async function boardCurves(client: Client, board: string, workload: string): Promise<TrainingCurve[]> {
  const { rows } = await client.board(board);
  const best = rows
    .flatMap(({ entry, times }) => {
      const time = times[workload];
      return typeof time === "number" ? [{ entry, time }] : [];
    })
    .sort((one, other) => one.time - other.time)
    .slice(0, shown);
  const curves = await Promise.all(
    best.map(async ({ entry }) => {
      const { submission, trialGrid } = await client.entry(entry);
      const trial = medianTrial(trialGrid.filter((one) => one.workload === workload));
      return trial === null ? [] : [recordCurve(await client.record(trial.id), submission)];
    }),
  );
  return curves.flat();
}

/** The best trial of each study, and of these the middle one. */
export function medianTrial(trials: readonly TrialView[]): TrialView | null {
  const time = (trial: TrialView) => trial.timeToTargetSeconds ?? Number.POSITIVE_INFINITY;
  const finished = trials.filter(({ status }) => status === "finished");
  const ofStudies = [...Map.groupBy(finished, ({ study }) => study).values()].flatMap(
    (study) => study.toSorted((one, other) => time(one) - time(other))[0] ?? [],
  );
  return (
    ofStudies.toSorted((one, other) => time(one) - time(other))[Math.floor((ofStudies.length - 1) / 2)] ??
    null
  );
}
