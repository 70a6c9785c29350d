import type { BoardRow, BoardView } from "../schema/api/boards.ts";
import { type Board, formatBoardId } from "../schema/boardId.ts";
import type { Measure } from "../schema/measures.ts";
import type { Suite } from "../schema/suite.ts";
import type { WorkloadCard, WorkloadTarget } from "../schema/workloadCard.ts";
import { type ScoreRow, scoreBoard } from "./scoreBoard.ts";
import { timeOrNull } from "./timeToTarget.ts";
import type { TrialResult } from "./trialResult.ts";

/** One entry of a board. */
export interface BoardEntry {
  readonly entry: string;
  readonly submission: string;
  readonly version: string;
  /** Of the version among those of its submission, from 1. */
  readonly number: number;
  readonly trust: "verified" | "self-reported";
  /** Trials that the entry needs. */
  readonly trials: number;
  /** Ranked no more; its times stay in the scores of others. */
  readonly withdrawn?: boolean;
}

export interface BoardViewInput {
  readonly board: Board;
  readonly suite: Suite;
  /** Of the suite's workloads. */
  readonly cards: readonly (Pick<WorkloadCard, "id" | "variantOf"> & {
    readonly target: Pick<WorkloadTarget, "evaluationPeriodSeconds">;
  })[];
  readonly measure: Measure;
  /** The measure that rules the board's hardware class. */
  readonly official: Measure;
  /** In order of arrival. */
  readonly entries: readonly BoardEntry[];
  /** `submission` of a result is the id of its entry. */
  readonly results: readonly TrialResult[];
  readonly updatedAt: string;
  /** Studies per workload, where a local run has fewer than the suite plans. */
  readonly studies?: number;
  readonly resamples?: number;
}

/**
 * A board as the API, the site and the CLI show it. Verified entries are ranked among themselves; self-reported ones are
 * ranked among themselves, so that no upload moves a verified score.
 */
export function boardView(input: BoardViewInput): BoardView {
  const { board, suite } = input;
  return {
    id: formatBoardId(board),
    suite: suite.id,
    suiteVersion: suite.version,
    ruleset: board.ruleset,
    hardwareClass: board.hardwareClass,
    measure: input.measure,
    workloads: suite.workloads,
    evaluationPeriods: input.measure === input.official ? evaluationPeriods(input) : {},
    rMax: suite.rMax,
    baseline: suite.baselines[board.ruleset],
    rows: rowsOf(input, "verified"),
    selfReported: rowsOf(input, "self-reported"),
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

function rowsOf(input: BoardViewInput, trust: BoardEntry["trust"]): BoardRow[] {
  const { suite, board, cards } = input;
  const entries = input.entries.filter((entry) => entry.trust === trust);
  const variantOf = new Map(cards.map((card) => [card.id, card.variantOf]));
  const finished = countFinished(input.results);
  const isComplete = (entry: BoardEntry) => (finished.get(entry.entry) ?? 0) >= entry.trials;
  // The newest complete version of the baseline, else the newest.
  const baselines = entries.filter((entry) => entry.submission === suite.baselines[board.ruleset]);
  const baseline = baselines.findLast(isComplete) ?? baselines.at(-1);
  const { rows } = scoreBoard({
    workloads: suite.workloads.map((id) => ({ id, variantOf: variantOf.get(id) ?? null })),
    studies: input.studies ?? suite.rulesets[board.ruleset].studies,
    rMax: suite.rMax,
    baseline: baseline?.entry ?? null,
    submissions: entries.map(({ entry }) => entry),
    results: input.results,
    measure: input.measure,
    ...(input.resamples === undefined ? {} : { resamples: input.resamples }),
  });
  const byId = new Map(entries.map((entry) => [entry.entry, entry]));
  const entryOf = (row: ScoreRow) => byId.get(row.submission) as BoardEntry;
  const withdrawn = rows.filter((row) => entryOf(row).withdrawn).map(({ rank }) => rank);
  return rows.map((row) => {
    const entry = entryOf(row);
    const rank = row.rank - withdrawn.filter((other) => other < row.rank).length;
    return boardRow({ ...row, rank }, entry, finished.get(entry.entry) ?? 0);
  });
}

function boardRow(row: ScoreRow, entry: BoardEntry, finished: number): BoardRow {
  return {
    rank: row.rank,
    rankInterval: row.rankInterval && [...row.rankInterval],
    submission: entry.submission,
    version: entry.version,
    number: entry.number,
    entry: entry.entry,
    trust: entry.trust,
    withdrawn: entry.withdrawn ?? false,
    provisional: finished < entry.trials,
    progress: { finished, total: entry.trials },
    score: row.score,
    scoreInterval: row.scoreInterval && [...row.scoreInterval],
    times: Object.fromEntries(Object.entries(row.times).map(([id, time]) => [id, timeOrNull(time)])),
    speedup: row.speedup,
    profile: [...row.profile],
  };
}

function countFinished(results: readonly TrialResult[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { submission, finished } of results) {
    if (finished) counts.set(submission, (counts.get(submission) ?? 0) + 1);
  }
  return counts;
}
