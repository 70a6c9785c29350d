import type { BoardMilestones, BoardStudies } from "../schema/api/boards.ts";
import { anchoredScore, anchorTimes } from "./anchoredScore.ts";
import { relaxedTarget, relaxedTime, type StudyMilestones } from "./milestones.ts";
import { scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";
import { timeOrNull } from "./workloadTime.ts";

/** Other rules than the board's. */
export interface WhatIf {
  readonly rMax: number;
  /** Base workloads that count; of a variant its base decides. */
  readonly workloads: ReadonlySet<string>;
  /** Submissions whose times count nowhere. */
  readonly without: ReadonlySet<string>;
  /** By which share of itself every target is easier: from 0 to `mostRelaxed`. Needs the board's milestones. */
  readonly relaxed: number;
  /** Who anchored scores are against. */
  readonly anchor: string | null;
  /** One that is not on the board: its study times by workload, in seconds or counts of the measure. */
  readonly added: {
    readonly submission: string;
    readonly times: Readonly<Record<string, readonly (number | null)[]>>;
    /** Of the same studies. */
    readonly milestones: Readonly<Record<string, readonly StudyMilestones[]>>;
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
  relaxed: 0,
  anchor: board.baseline,
  added: null,
});

/** Scores and ranks of a board's complete entries by other rules, best first, beside the ranks that they have. No intervals: it is computed while a slider moves. */
export function whatIf(
  studies: BoardStudies,
  rules: WhatIf,
  milestones: BoardMilestones | null = null,
): WhatIfRow[] {
  const before = new Map(score(studies, boardRules(studies)).map(({ place, rank }) => [place, rank]));
  const added = rules.added;
  const board = relaxedBoard(studies, rules, milestones);
  const entries =
    added === null ? board.entries : [...board.entries, addedEntry(board, added, rules, milestones)];
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

/** The board's own times, or those to the relaxed targets. */
function relaxedBoard(
  board: BoardStudies,
  { relaxed }: WhatIf,
  milestones: BoardMilestones | null,
): BoardStudies {
  if (relaxed <= 0 || milestones === null) return board;
  const known = new Map(milestones.entries.map((one) => [one.entry, one.milestones]));
  return {
    ...board,
    entries: board.entries.map((entry) => ({
      ...entry,
      times: board.workloads.map(({ id }, w) =>
        relaxedTimes(
          entry.times[w] ?? [],
          known.get(entry.entry)?.[w] ?? [],
          targetOf(milestones, id, relaxed),
        ),
      ),
    })),
  };
}

const targetOf = ({ workloads }: BoardMilestones, id: string, relaxed: number) => {
  const workload = workloads.find((one) => one.id === id);
  if (workload === undefined || workload.target === null) return null;
  const { direction, target } = workload;
  return { direction, target: relaxedTarget(direction, target, relaxed) };
};

const relaxedTimes = (
  times: readonly (number | null)[],
  milestones: readonly StudyMilestones[],
  target: ReturnType<typeof targetOf>,
): (number | null)[] =>
  target === null ? [...times] : times.map((own, study) => relaxedTime(milestones[study] ?? [], own, target));

function addedEntry(
  board: BoardStudies,
  { submission, times, milestones: own }: NonNullable<WhatIf["added"]>,
  { relaxed }: WhatIf,
  milestones: BoardMilestones | null,
): BoardStudies["entries"][number] {
  return {
    ...{ entry: "", submission, number: 1, ranked: true, complete: true, endedAt: null },
    times: board.workloads.map(({ id }) => {
      const target = relaxed <= 0 || milestones === null ? null : targetOf(milestones, id, relaxed);
      return relaxedTimes(times[id] ?? [], own[id] ?? [], target).slice(0, board.studies);
    }),
  };
}

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
