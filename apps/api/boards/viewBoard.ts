import type { BoardView } from "@steepest/core/schema/api/boards.ts";
import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { boardView } from "@steepest/core/score/boardView.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { withTrust } from "../audits/trustViews.ts";
import type { Database } from "../database/openDatabase.ts";
import { boardResults } from "./boardResults.ts";

/** What was computed last, by board and measure: intervals take thousands of resamples. */
const lastViews = new Map<string, { readonly revision: string; readonly view: BoardView }>();

/** A board ranked by what is in the database now; by default in the measure that rules its class. */
export async function viewBoard(database: Database, board: Board, wanted?: Measure): Promise<BoardView> {
  const { measure: official } = hardwareClass(board.hardwareClass);
  const measure = wanted ?? official;
  const { revision, entries, results } = await boardResults(database, board);
  const key = `${formatBoardId(board)} ${measure}`;
  const known = lastViews.get(key);
  if (known?.revision === revision) return known.view;
  const suiteOfBoard = suite(board.suite);
  const scored = boardView({
    board,
    suite: suiteOfBoard,
    cards: suiteOfBoard.workloads.map(card),
    measure,
    official,
    entries,
    results,
    updatedAt: new Date().toISOString(),
  });
  const view = await withTrust(database, board, scored);
  lastViews.set(key, { revision, view });
  return view;
}
