import type { BoardSummary } from "@steepest/core/schema/api/boards.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { rulesetSchema } from "@steepest/core/schema/ruleset.ts";
import { hardwareClasses, suites } from "@steepest/workloads/catalogue.ts";
import { count } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { boardEntries } from "./boardEntries.ts";

/** Every board there can be: each suite, in both rulesets, on each hardware class. */
export async function boardSummaries(database: Database): Promise<BoardSummary[]> {
  const boards = suites.flatMap(({ id: suite }) =>
    rulesetSchema.options.flatMap((ruleset) =>
      hardwareClasses.map(({ id: hardwareClass }) => ({ suite, ruleset, hardwareClass })),
    ),
  );
  return Promise.all(
    boards.map(async (board) => {
      const [counted] = await database.select({ entries: count() }).from(entries).where(boardEntries(board));
      return { id: formatBoardId(board), ...board, entries: counted?.entries ?? 0 };
    }),
  );
}
