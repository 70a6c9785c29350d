import type { BoardStudies } from "../schema/api/boards.ts";
import { median } from "./median.ts";
import { scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";
import { timeOrNull } from "./timeToTarget.ts";

/** Other rules than the board's. */
export interface WhatIf {
  readonly rMax: number;
  /** Base workloads that count; of a variant its base decides. */
  readonly workloads: ReadonlySet<string>;
  /** Submissions whose times count nowhere. */
  readonly without: ReadonlySet<string>;
  /** Who anchored scores are against. */
  readonly anchor: string | null;
  /** One that is not on the board: its study times by workload, in seconds or counts of the measure. */
  readonly added: {
    readonly submission: string;
    readonly times: Readonly<Record<string, readonly (number | null)[]>>;
  } | null;
}

export interface WhatIfRow {
  /** Null of the one that was added. */
  readonly entry: string | null;
  readonly submission: string;
  readonly number: number | null;
  readonly rank: number;
  /** By the board's rules; null of the one that was added. */
  readonly before: number | null;
  readonly score: number;
  /** Against the anchor alone, whoever else is there: see docs/scoring.md. Null where there is none, or it reaches nothing that counts. */
  readonly anchored: number | null;
  readonly times: Readonly<Record<string, number | null>>;
}

/** The rules of the board itself. */
export const boardRules = (board: BoardStudies): WhatIf => ({
  rMax: board.rMax,
  workloads: new Set(board.workloads.flatMap(({ id, variantOf }) => (variantOf === null ? [id] : []))),
  without: new Set(),
  anchor: board.baseline,
  added: null,
});

/** Scores and ranks of a board's complete entries by other rules, best first, beside the ranks that they have. No intervals: it is computed while a slider moves. */
export function whatIf(board: BoardStudies, rules: WhatIf): WhatIfRow[] {
  const before = new Map(score(board, boardRules(board)).map(({ place, rank }) => [place, rank]));
  const added = rules.added;
  const entries = added === null ? board.entries : [...board.entries, addedEntry(board, added)];
  const anchor = anchorTimes(board, rules.anchor);
  return score({ ...board, entries }, rules).map(({ place, rank, score, times }) => {
    const entry = entries[place] as BoardStudies["entries"][number];
    const isAdded = place >= board.entries.length;
    return {
      entry: isAdded ? null : entry.entry,
      submission: entry.submission,
      number: isAdded ? null : entry.number,
      rank,
      before: isAdded ? null : (before.get(place) ?? null),
      score,
      anchored: anchoredScore(times, anchor, rules),
      times: Object.fromEntries(Object.entries(times).map(([id, time]) => [id, timeOrNull(time)])),
    };
  });
}

const addedEntry = (board: BoardStudies, { submission, times }: NonNullable<WhatIf["added"]>) => ({
  ...{ entry: "", submission, number: 1, ranked: true, complete: true },
  times: board.workloads.map(({ id }) => [...(times[id] ?? [])].slice(0, board.studies)),
});

interface Scored {
  readonly place: number;
  readonly rank: number;
  readonly score: number;
  readonly times: Readonly<Record<string, number>>;
}

function score(board: BoardStudies, rules: WhatIf): Scored[] {
  const columns = board.workloads.flatMap((workload, at) =>
    rules.workloads.has(workload.variantOf ?? workload.id) ? [{ ...workload, at }] : [],
  );
  if (columns.length === 0) return [];
  const kept = board.entries.flatMap((entry, place) =>
    rules.without.has(entry.submission) ? [] : [{ entry, place }],
  );
  const names = kept.map(({ place }) => String(place));
  const { rows } = scoreStudies({
    workloads: columns,
    studies: tableOfStudies({
      submissions: names,
      workloads: columns.map(({ id }) => id),
      studies: board.studies,
      timesOf: (s, _, w) =>
        (kept[s]?.entry.times[columns[w]?.at ?? 0] ?? []).map((time) => time ?? Number.POSITIVE_INFINITY),
    }),
    // What is not complete has no rank, and is in nobody's way.
    unranked: new Set(
      kept.flatMap(({ entry, place }) => (entry.ranked && entry.complete ? [] : [String(place)])),
    ),
    rMax: rules.rMax,
    baseline: null,
    resamples: 0,
  });
  return rows.map(({ submission, rank, score, times }) => ({
    place: Number(submission),
    rank,
    score,
    times,
  }));
}

function anchorTimes(board: BoardStudies, anchor: string | null): Readonly<Record<string, number>> | null {
  const entry = board.entries.findLast(({ submission, ranked }) => submission === anchor && ranked);
  if (entry === undefined) return null;
  return Object.fromEntries(
    board.workloads.map(({ id }, at) => [
      id,
      median(
        Array.from(
          { length: board.studies },
          (_, study) => entry.times[at]?.[study] ?? Number.POSITIVE_INFINITY,
        ),
      ),
    ]),
  );
}

/**
 * The geometric mean over base workloads of the anchor's time ÷ one's own, at least 1 / r_max: a missed target counts as one reached r_max times later. Of
 * workloads that the anchor misses nothing can be said.
 */
function anchoredScore(
  times: Readonly<Record<string, number>>,
  anchor: Readonly<Record<string, number>> | null,
  { rMax, workloads }: WhatIf,
): number | null {
  if (anchor === null) return null;
  const logs = [...workloads].flatMap((id) => {
    const [own, reference] = [times[id] ?? Number.POSITIVE_INFINITY, anchor[id] ?? Number.POSITIVE_INFINITY];
    if (!(reference > 0 && reference < Infinity && own > 0)) return [];
    return [Math.log(Math.max(1 / rMax, reference / own))];
  });
  return logs.length === 0 ? null : Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length);
}
