import type { BoardHistory, BoardStudies, HistoryStep } from "../schema/api/boards.ts";
import { anchoredScore, workloadTimesOf } from "./anchoredScore.ts";

/**
 * Who held the record when: of each workload the least workload time so far, of the board the highest anchored score (against the suite's baseline, so that it
 * does not hang on who came later). Complete entries count from the moment that their last trial ended, superseded and withdrawn ones too: they held it.
 */
export function recordHistory(board: BoardStudies): BoardHistory {
  // Of the baseline the latest version that has run to its end.
  const baseline = board.entries.findLast(
    ({ submission, complete }) => submission === board.baseline && complete,
  );
  const anchor = baseline === undefined ? null : workloadTimesOf(board, baseline);
  const bases = board.workloads.flatMap(({ id, variantOf }) => (variantOf === null ? [id] : []));
  const entries = board.entries
    .flatMap((entry) =>
      entry.complete && entry.endedAt !== null ? [{ ...entry, endedAt: entry.endedAt }] : [],
    )
    .map((entry) => ({ entry, times: workloadTimesOf(board, entry) }))
    .sort((a, b) => (a.entry.endedAt < b.entry.endedAt ? -1 : a.entry.endedAt > b.entry.endedAt ? 1 : 0));

  /** `gain` of a value over the record that stood: above 1 where it is better. */
  const stepsOf = (
    measured: (one: (typeof entries)[number]) => number | null,
    gain: (value: number, before: number) => number,
  ): HistoryStep[] => {
    const steps: HistoryStep[] = [];
    for (const one of entries) {
      const value = measured(one);
      if (value === null || !Number.isFinite(value)) continue;
      const before = steps.at(-1);
      const factor = before === undefined ? null : gain(value, before.value);
      if (factor !== null && factor <= 1) continue;
      const { entry, submission, number, endedAt } = one.entry;
      steps.push({ entry, submission, number, at: endedAt, value, factor });
    }
    return steps;
  };
  return {
    id: board.id,
    measure: board.measure,
    baseline: board.baseline,
    board: stepsOf(
      ({ times }) => anchoredScore(times, anchor, { rMax: board.rMax, workloads: bases }),
      (value, before) => value / before,
    ),
    workloads: Object.fromEntries(
      board.workloads.map(({ id }) => [
        id,
        stepsOf(
          ({ times }) => times[id] ?? null,
          (value, before) => before / value,
        ),
      ]),
    ),
    updatedAt: board.updatedAt,
  };
}
