import type { BoardView, Measure } from "@steepest/core/schema/api/boards.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import type { Database } from "../database/openDatabase.ts";
import { boardResults } from "./boardResults.ts";

export async function viewBoard(database: Database, board: Board, measure: Measure): Promise<BoardView> {
  const _results = await boardResults(database, board);
  throw new Error(`not yet ${measure}`);
}
