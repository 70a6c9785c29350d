import type { BoardRow, BoardStanding, BoardView, UnrankedRow } from "../schema/api/boards.ts";
import { type Board, formatBoardId } from "../schema/boardId.ts";
import type { Measure } from "../schema/measures.ts";
import type { Suite } from "../schema/suite.ts";
import type { WorkloadCard, WorkloadTarget } from "../schema/workloadCard.ts";
import { testSubmissions } from "./compareSubmissions.ts";
import { latestVersions } from "./latestVersions.ts";
import { median } from "./median.ts";
import { type ScoreRow, scoreStudies } from "./scoreBoard.ts";
import { tableOfStudies } from "./studyTimes.ts";
import { timeOrNull } from "./workloadTime.ts";

/** One entry of a board, with what it has done. */
export interface BoardEntry {
  readonly entry: string;
  readonly submission: string;
  readonly version: string;
  /** Of the version among those of its submission, from 1. */
  readonly number: number;
  readonly trust: "verified" | "self-reported";
  readonly cancelled: boolean;
  /** Trials that the entry needs, and those of them that have ended. */
  readonly trials: number;
  readonly finished: number;
  /** By workload the study times in the wanted measure, null where a study did not reach the target. */
  readonly studies: Readonly<Record<string, readonly (number | null)[]>>;
  /** When its last trial ended, ISO 8601; null or left out where that is not known. */
  readonly endedAt?: string | null;
  /** Ranked no more, by its owner's wish; its times stay in the scores of others, and no earlier version takes its place. */
  readonly withdrawn?: boolean;
}

export interface BoardViewInput {
  readonly board: Board;
  readonly suite: Suite;
  /** Of the suite's workloads. */
  readonly cards: readonly (Pick<WorkloadCard, "id" | "variantOf"> & {
    readonly target: Pick<WorkloadTarget, "evaluationPeriodSeconds" | "validation">;
  })[];
  readonly measure: Measure;
  /** The measure that rules the board's hardware class. */
  readonly official: Measure;
  /** In order of arrival. */
  readonly entries: readonly BoardEntry[];
  readonly updatedAt: string;
  readonly resamples?: number;
}

/** A whole board: `boardPage` cuts it into what is shown at once. */
export type WholeBoard = Omit<BoardView, "page" | "pages" | "totals"> & {
  /** Rows of verified entries that are complete and superseded, the best first: they stand among `rows` where all versions are shown. */
  readonly earlier: readonly BoardRow[];
};

/**
 * A board as the API, the site and the CLI show it. Verified entries are ranked among themselves; self-reported ones are
 * ranked among themselves, so that no upload moves a verified score. Of the versions of a submission the latest is ranked.
 */
export function boardView(input: BoardViewInput): WholeBoard {
  const { board, suite } = input;
  const { rows, earlier, standing } = rowsOf(input, "verified");
  const { rows: selfReported } = rowsOf(input, "self-reported");
  return {
    id: formatBoardId(board),
    suite: suite.id,
    suiteVersion: suite.version,
    practice: suite.practice,
    ruleset: board.ruleset,
    hardwareClass: board.hardwareClass,
    measure: input.measure,
    workloads: suite.workloads,
    evaluationPeriods: input.measure === input.official ? evaluationPeriods(input) : {},
    rMax: suite.rMax,
    baseline: suite.baselines[board.ruleset],
    fastest: { rows: fastestTimes(suite, rows), selfReported: fastestTimes(suite, selfReported) },
    rows,
    earlier,
    standing,
    selfReported,
    unranked: unrankedRows(input),
    voided: [],
    updatedAt: input.updatedAt,
  };
}

const evaluationPeriods = ({ cards, board }: BoardViewInput): Record<string, number> =>
  Object.fromEntries(
    cards.flatMap(({ id, target }) => {
      const period = target.evaluationPeriodSeconds[board.hardwareClass];
      return period === undefined ? [] : [[id, period]];
    }),
  );

const fastestTimes = ({ workloads }: Suite, rows: readonly BoardRow[]): Record<string, number | null> =>
  Object.fromEntries(
    workloads.map((id) => {
      let fastest = Number.POSITIVE_INFINITY;
      for (const { times } of rows) fastest = Math.min(fastest, times[id] ?? Number.POSITIVE_INFINITY);
      return [id, timeOrNull(fastest)];
    }),
  );

const rankedOf = (standing: readonly BoardEntry[]): ReadonlySet<BoardEntry> =>
  new Set([...latestVersions(standing)].filter(({ withdrawn }) => withdrawn !== true));

function statusOf({ cancelled, withdrawn }: BoardEntry): UnrankedRow["status"] {
  if (withdrawn) return "withdrawn";
  return cancelled ? "cancelled" : "superseded";
}

const isComplete = ({ finished, trials }: BoardEntry): boolean => finished >= trials;

/** The entries whose times scores are made of, and those of them that have a rank. */
export function comparedEntries({ entries }: Pick<BoardViewInput, "entries">, trust: BoardEntry["trust"]) {
  const standing = entries.filter((entry) => entry.trust === trust && !entry.cancelled);
  const ranked = rankedOf(standing);
  // A complete entry may have capped others, who must go on being compared with it (`trialCap.ts`).
  return { ranked, compared: standing.filter((entry) => ranked.has(entry) || isComplete(entry)) };
}

/** Rows that are compared two by two: more could not be taken in, and every pair more weakens the tests of all. */
const mostCompared = 12;

interface RankedRows {
  readonly rows: BoardRow[];
  readonly earlier: BoardRow[];
  readonly standing: BoardStanding | null;
}

function rowsOf(input: BoardViewInput, trust: BoardEntry["trust"]): RankedRows {
  const { suite, board, cards } = input;
  const { compared, ranked } = comparedEntries(input, trust);
  const variantOf = new Map(cards.map((card) => [card.id, card.variantOf]));
  const { rows, unranked, beats } = scoreStudies({
    workloads: suite.workloads.map((id) => ({ id, variantOf: variantOf.get(id) ?? null })),
    studies: tableOfStudies({
      submissions: compared.map(({ entry }) => entry),
      workloads: suite.workloads,
      studies: suite.rulesets[board.ruleset].studies,
      timesOf: (s, workload) =>
        (compared[s]?.studies[workload] ?? []).map((time) => time ?? Number.POSITIVE_INFINITY),
    }),
    unranked: new Set(compared.flatMap((entry) => (ranked.has(entry) ? [] : [entry.entry]))),
    rowsOfUnranked: trust === "verified",
    compared: trust === "verified" ? mostCompared : 0,
    comparable: new Set(compared.flatMap((entry) => (isComplete(entry) ? [entry.entry] : []))),
    rMax: suite.rMax,
    baseline:
      [...ranked].find(({ submission }) => submission === suite.baselines[board.ruleset])?.entry ?? null,
    ...(input.resamples === undefined ? {} : { resamples: input.resamples }),
  });
  const byId = new Map(compared.map((entry) => [entry.entry, entry]));
  const entryOf = (row: Pick<ScoreRow, "submission">) => byId.get(row.submission) as BoardEntry;
  const earlier = unranked.filter((row) => entryOf(row).withdrawn !== true);
  const all = ranksOfComplete([
    ...rows.map((row) => boardRow(row, entryOf(row))),
    ...earlier.map((row) => ({ ...boardRow(row, entryOf(row)), superseded: true })),
  ]);
  return {
    rows: all.filter(({ superseded }) => superseded !== true),
    earlier: all.filter(({ superseded }) => superseded === true),
    standing: standingOf(input, rows.map(entryOf).filter(isComplete).slice(0, mostCompared), beats),
  };
}

function standingOf(
  { suite, board }: BoardViewInput,
  first: readonly BoardEntry[],
  beats: readonly (readonly number[])[] | null,
): BoardStanding | null {
  if (first.length < 2) return null;
  const { pairs, tied } = testSubmissions(
    first.map(({ studies }) =>
      suite.workloads.map((id) => plannedTimes(studies[id], suite.rulesets[board.ruleset].studies)),
    ),
  );
  return {
    entries: first.map(({ entry }) => entry),
    beats: beats === null ? null : beats.map((row) => [...row]),
    pairs: [...pairs],
    tied: tied.map((group) => [...group]),
  };
}

/** Studies that are missing have not reached. */
const plannedTimes = (times: readonly (number | null)[] = [], studies: number): number[] =>
  Array.from({ length: studies }, (_, study) => times[study] ?? Number.POSITIVE_INFINITY);

/**
 * The best first, ranked as if rows that are not complete, or superseded, were not there: these have no rank, and theirs in the API is where they would stand. An
 * interval holds its rank.
 */
function ranksOfComplete(rows: readonly Omit<BoardRow, "rank">[]): BoardRow[] {
  let [above, level, last] = [0, 0, Number.POSITIVE_INFINITY];
  const sorted = rows.toSorted((one, other) => other.score - one.score);
  return sorted.map((row) => {
    if (row.score < last) {
      above += level;
      level = 0;
      last = row.score;
    }
    if (!row.provisional && row.superseded !== true) level++;
    const rank = above + 1;
    const [low, high] = row.rankInterval ?? [rank, rank];
    return { rank, ...row, rankInterval: row.rankInterval && [Math.min(low, rank), Math.max(high, rank)] };
  });
}

function boardRow(row: Omit<ScoreRow, "rank">, entry: BoardEntry): Omit<BoardRow, "rank"> {
  return {
    rankInterval: row.rankInterval && [...row.rankInterval],
    ...commonOf(entry),
    provisional: !isComplete(entry),
    score: row.score,
    scoreInterval: row.scoreInterval && [...row.scoreInterval],
    times: Object.fromEntries(Object.entries(row.times).map(([id, time]) => [id, timeOrNull(time)])),
    speedup: row.speedup,
    speedupOver: row.speedupOver,
    profile: [...row.profile],
  };
}

const commonOf = ({ entry, submission, version, number, trust, finished, trials }: BoardEntry) => ({
  submission,
  version,
  number,
  entry,
  trust,
  progress: { finished, total: trials },
});

function unrankedRows({ entries, suite, board }: BoardViewInput): UnrankedRow[] {
  const ranked = rankedOf(entries.filter(({ cancelled }) => !cancelled));
  const { studies } = suite.rulesets[board.ruleset];
  const timeOf = (times?: readonly (number | null)[]): number | null =>
    timeOrNull(median(plannedTimes(times, studies)));
  return entries
    .filter((entry) => !ranked.has(entry))
    .map((entry) => ({
      ...commonOf(entry),
      status: statusOf(entry),
      times: Object.fromEntries(suite.workloads.map((id) => [id, timeOf(entry.studies[id])])),
    }))
    .reverse();
}
