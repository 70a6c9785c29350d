import type { BoardStudies } from "../schema/api/boards.ts";
import { median } from "./median.ts";

/** Workload times of an entry of a board: the median over the planned studies, ∞ where too few reached the target. */
export const workloadTimesOf = (
  board: BoardStudies,
  { times }: Pick<BoardStudies["entries"][number], "times">,
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    board.workloads.map(({ id }, at) => [
      id,
      median(
        Array.from({ length: board.studies }, (_, study) => times[at]?.[study] ?? Number.POSITIVE_INFINITY),
      ),
    ]),
  );

/** Those of the entry that anchored scores are against: the submission's that is ranked; null where there is none. */
export function anchorTimes(
  board: BoardStudies,
  anchor: string | null,
): Readonly<Record<string, number>> | null {
  const entry = board.entries.findLast(({ submission, ranked }) => submission === anchor && ranked);
  return entry === undefined ? null : workloadTimesOf(board, entry);
}

/**
 * The geometric mean over base workloads of the anchor's time ÷ one's own, at least 1 / r_max: a missed target counts as one reached r_max times later. Of
 * workloads that the anchor misses nothing can be said.
 */
export function anchoredScore(
  times: Readonly<Record<string, number>>,
  anchor: Readonly<Record<string, number>> | null,
  { rMax, workloads }: { readonly rMax: number; readonly workloads: Iterable<string> },
): number | null {
  if (anchor === null) return null;
  const logs = [...workloads].flatMap((id) => {
    const [own, reference] = [times[id] ?? Number.POSITIVE_INFINITY, anchor[id] ?? Number.POSITIVE_INFINITY];
    if (!(reference > 0 && reference < Infinity && own > 0)) return [];
    return [Math.log(Math.max(1 / rMax, reference / own))];
  });
  return logs.length === 0 ? null : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
