import { z } from "zod";
import type { Measure } from "../measures.ts";
import type { BoardFilter } from "./boardFilter.ts";
import {
  type BoardHistory,
  type BoardMilestones,
  type BoardStudies,
  type BoardSummary,
  type BoardView,
  boardHistorySchema,
  boardMilestonesSchema,
  boardStudiesSchema,
  boardSummarySchema,
  boardViewSchema,
} from "./boards.ts";
import { type ComparedCurve, type CompareView, comparedCurveSchema, compareViewSchema } from "./compare.ts";
import { type BoardQuote, boardQuoteSchema } from "./quotes.ts";
import { at, query, type Transport } from "./transport.ts";

/** Which rows of a board, in which order. */
export interface BoardChoice extends BoardFilter {
  /** `submission`, `speedup` or a workload; by default the rank. */
  readonly sort?: string | undefined;
  /** With authors, papers and costs of the rows. */
  readonly details?: boolean;
  /** With complete earlier versions among the verified rows; by default the latest of each submission. */
  readonly versions?: "latest" | "all" | undefined;
}

/** The client's part about boards, and what is computed of them. */
export interface BoardClient {
  boards(): Promise<BoardSummary[]>;
  board(id: string, measure?: Measure, page?: number, choice?: BoardChoice): Promise<BoardView>;
  /** The study times that a board's scores are made of. */
  boardStudies(id: string, measure?: Measure): Promise<BoardStudies>;
  /** When its studies reached easier targets. */
  boardMilestones(id: string, measure?: Measure): Promise<BoardMilestones>;
  /** Who held its records, and those of its workloads. */
  boardHistory(id: string, measure?: Measure): Promise<BoardHistory>;
  /** Two to eight entries of one board beside each other; with the runs of these workloads to draw. */
  compare(
    entries: readonly string[],
    options?: { readonly measure?: Measure | undefined; readonly curves?: readonly string[] },
  ): Promise<CompareView>;
  /** Of each of up to eight entries of one board the best run of a workload. */
  curves(workload: string, entries: readonly string[], measure?: Measure): Promise<ComparedCurve[]>;
  /** What an entry there would cost at most, and take by the present queue. */
  quote(board: string): Promise<BoardQuote>;
}

export const createBoardClient = ({ call }: Transport): BoardClient => ({
  boards: () => call(z.array(boardSummarySchema), "GET", "/boards"),
  board: (id, measure, page, { sort, details, versions, ...filter } = {}) =>
    call(
      boardViewSchema,
      "GET",
      at`/boards/${id}` +
        query({
          ...{ measure, page, sort, versions, ...filter },
          details: details ? "true" : undefined,
        }),
    ),
  boardStudies: (id, measure) =>
    call(boardStudiesSchema, "GET", at`/boards/${id}/studies` + query({ measure })),
  boardMilestones: (id, measure) =>
    call(boardMilestonesSchema, "GET", at`/boards/${id}/milestones` + query({ measure })),
  boardHistory: (id, measure) =>
    call(boardHistorySchema, "GET", at`/boards/${id}/history` + query({ measure })),
  compare: (entries, { measure, curves } = {}) =>
    call(
      compareViewSchema,
      "GET",
      `/compare${query({ entries: entries.join(","), measure, curves: curves?.join(",") })}`,
    ),
  curves: (workload, entries, measure) =>
    call(
      z.array(comparedCurveSchema),
      "GET",
      at`/workloads/${workload}/curves` + query({ entries: entries.join(","), measure }),
    ),
  quote: (board) => call(boardQuoteSchema, "GET", at`/boards/${board}/quote`),
});
