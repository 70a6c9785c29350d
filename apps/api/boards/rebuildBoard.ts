import type { Board } from "@steepest/core/schema/boardId.ts";
import { asc, gt, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { boardEntries } from "./boardEntries.ts";
import { boardKey } from "./boardKey.ts";
import { resultsChanged } from "./resultsChanged.ts";

const entriesAtOnce = 20;

/**
 * Writes everything that is kept of a board's trials anew, from the trials and their records. Changes nothing where `resultsChanged` was
 * never forgotten: for operators who repaired rows by hand, and for tests of that.
 */
export async function rebuildBoard(database: Database, board: Board, now: number): Promise<void> {
  for (let after = ""; ; ) {
    const some = await database
      .select({ id: entries.id })
      .from(entries)
      .where(sql`${boardEntries(board)} AND ${gt(entries.id, after)}`)
      .orderBy(asc(entries.id))
      .limit(entriesAtOnce);
    const [first, ...others] = some.flatMap(({ id }) => resultsChanged(database, { entry: id }, now));
    if (first === undefined) break;
    await database.batch([first, ...others]);
    after = some.at(-1)?.id ?? after;
  }
  await database.run(sql`
    UPDATE boards SET entries = (SELECT count(*) FROM entries WHERE ${boardEntries(board)} AND cancelled_at IS NULL)
    WHERE id = ${boardKey(board)}`);
}
