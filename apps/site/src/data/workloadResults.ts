import type { BoardHistory, BoardStudies, BoardSummary } from "@steepest/core/schema/api/boards.ts";
import type { Client } from "@steepest/core/schema/api/client.ts";
import type { ComparedCurve } from "@steepest/core/schema/api/compare.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";
import { workloadTimesOf } from "@steepest/core/score/anchoredScore.ts";
import { chosenEntries } from "../board/chosenEntries.ts";

/** What an entry has done on the workload. */
export interface WorkloadResult {
  readonly entry: string;
  readonly submission: string;
  readonly number: number;
  /** Superseded or withdrawn ones are not. */
  readonly ranked: boolean;
  readonly complete: boolean;
  /** Median over the planned studies; ∞ where the target was missed. */
  readonly time: number;
  readonly studies: readonly (number | null)[];
}

export interface WorkloadResults {
  readonly boards: readonly BoardSummary[];
  readonly board: BoardStudies;
  /** Fastest first. */
  readonly rows: readonly WorkloadResult[];
  /** Those that are drawn, and their best runs. */
  readonly drawn: readonly WorkloadResult[];
  readonly curves: readonly ComparedCurve[];
  readonly history: BoardHistory["workloads"][string];
}

/** The results of a workload on the board that is asked for, or on the one with the most entries; null where nobody has run it. */
export async function workloadResults(
  client: Client,
  workload: string,
  suites: readonly Suite[],
  asked: URLSearchParams,
  measure: Measure | undefined,
): Promise<WorkloadResults | null> {
  const mine = suites.filter(({ workloads }) => workloads.includes(workload)).map(({ id }) => id);
  const boards = (await client.boards())
    .filter(({ suite, entries }) => mine.includes(suite) && entries > 0)
    .toSorted((a, b) => b.entries - a.entries);
  const shown = boards.find(({ id }) => id === asked.get("board")) ?? boards[0];
  if (shown === undefined) return null;
  const [board, history] = await Promise.all([
    client.boardStudies(shown.id, measure),
    client.boardHistory(shown.id, measure),
  ]);
  const at = board.workloads.findIndex(({ id }) => id === workload);
  const rows = board.entries
    .map(({ entry, submission, number, ranked, complete, ...one }) => ({
      ...{ entry, submission, number, ranked, complete, studies: one.times[at] ?? [] },
      time: workloadTimesOf(board, one)[workload] ?? Number.POSITIVE_INFINITY,
    }))
    .toSorted((a, b) => (a.time === b.time ? 0 : a.time - b.time));
  const drawn = chosenEntries(
    asked,
    rows,
    rows.filter(({ complete, studies }) => complete || studies.some((study) => study !== null)),
  );
  const ids = drawn.map(({ entry }) => entry);
  const curves = ids.length === 0 ? [] : await client.curves(workload, ids, board.measure);
  return { boards, board, rows, drawn, curves, history: history.workloads[workload] ?? [] };
}
