import type { BoardSummary } from "@steepest/core/schema/api/boards.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { hardwareClasses, isOpen, suites } from "@steepest/workloads/catalogue.ts";
import { eq } from "drizzle-orm";
import { boards, boardViews } from "../database/boardTables.ts";
import { boardKey } from "./boardKey.ts";
import { viewFormat } from "./makeView.ts";
import { freshHead, type Viewer } from "./viewBoard.ts";

/** A request may make so many calls to the database; the leaders of others are those of their last view. */
const madeAtOnce = 3;

/** Every board there can be: each suite, in both rulesets, on each hardware class that is open for it. */
export async function boardSummaries(viewer: Viewer): Promise<BoardSummary[]> {
  const known = await viewer.database
    .select({ board: boards, view: boardViews })
    .from(boards)
    .leftJoin(boardViews, eq(boardViews.board, boards.id));
  let made = 0;
  const summaries: BoardSummary[] = [];
  for (const { id: suite, practice } of suites) {
    for (const ruleset of rulesetSchema.options) {
      for (const { id: hardwareClass, measure } of hardwareClasses) {
        if (!isOpen(suite, hardwareClass)) continue;
        const board = { suite, ruleset, hardwareClass };
        const rows = known.filter((row) => row.board.id === boardKey(board));
        const view = rows.find((row) => row.view?.measure === measure)?.view ?? null;
        const current = rows[0]?.board;
        const isStale =
          current !== undefined && (view?.revision !== current.revision || view.format !== viewFormat);
        const head = isStale && made++ < madeAtOnce ? await freshHead(viewer, board, measure) : view;
        summaries.push({
          id: formatBoardId(board),
          ...board,
          practice,
          entries: current?.entries ?? 0,
          leader: head?.leader ?? null,
        });
      }
    }
  }
  return summaries;
}
