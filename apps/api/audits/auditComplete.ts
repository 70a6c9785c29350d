import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import { boards, entryResults } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { auditBoard, isBelowBar } from "./auditBoard.ts";
import type { AuditRules } from "./auditDraw.ts";
import { isAuditable } from "./auditNewRecord.ts";
import { auditHoldingBack } from "./drawHoldingBack.ts";

/**
 * Asks for the audits that complete entries of one board bring: of all that sets the board, unless none of them can have set anything, and of a draw of
 * what holds each of them back. Entries that are not complete by now, or no longer, bring none.
 */
export async function auditComplete(
  database: Database,
  ids: readonly string[],
  rules: AuditRules,
  now: number,
): Promise<void> {
  const wanted = sql`IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  const [found, results] = await database.batch([
    database
      .select({ entry: entries, number: versions.number })
      .from(entries)
      .innerJoin(versions, eq(versions.version, entries.version))
      .where(sql`${entries.id} ${wanted} AND finished_at IS NOT NULL AND trust = 'verified'`),
    database
      .select({
        entry: entryResults.entry,
        workload: entryResults.workload,
        times: entryResults.times,
        bar: boards.bar,
      })
      .from(entryResults)
      .innerJoin(boards, eq(boards.id, entryResults.board))
      .where(sql`${entryResults.entry} ${wanted}`),
  ]);
  const complete = found.filter(({ entry }) => isAuditable(entry.hardwareClass));
  const byBoard = Map.groupBy(complete, ({ entry }) => `${formatBoardId(entry)}@${entry.suiteVersion}`);
  for (const some of byBoard.values()) {
    const board: Board | undefined = some[0]?.entry;
    if (board === undefined) continue;
    const { measure } = hardwareClass(board.hardwareClass);
    const isBelow = ({ entry: { id }, number }: (typeof some)[number]): boolean => {
      const own = results.filter(({ entry }) => entry === id);
      const bar = own[0]?.bar ?? null;
      const studies = Object.fromEntries(own.map(({ workload, times }) => [workload, times[measure]]));
      return bar !== null && !("making" in bar) && isBelowBar(board, { number, studies }, bar);
    };
    if (!some.every(isBelow)) await auditBoard(database, board, now);
  }
  await auditHoldingBack(
    database,
    rules,
    complete.map(({ entry }) => entry),
    now,
  );
}
