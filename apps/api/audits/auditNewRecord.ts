import type { Board } from "@steepest/core/schema/boardId.ts";
import { boardView } from "@steepest/core/score/boardView.ts";
import { rankSetting } from "@steepest/core/score/rankSetting.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import { readBoard } from "../boards/makeView.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries } from "../database/schema.ts";
import { isDrawn } from "./auditDraw.ts";
import { requestAudit } from "./requestAudit.ts";

/** How a deployment audits. */
export interface AuditRules {
  /** Of the round. Without one nothing is drawn at random. */
  readonly secret: string | undefined;
  readonly share: number;
}

/** Whether records of a class can be audited: under a clock two runs of a trial differ by themselves. */
export const isAuditable = (classId: string): boolean => hardwareClass(classId).measure === "reference";

/** Statements for the batch that counts a record: an audit of it, where the draw says so. */
export const auditByDraw = (
  database: Database,
  { secret, share }: AuditRules,
  counted: { readonly trial: string; readonly record: string; readonly hardwareClass: string },
  now: number,
) =>
  secret !== undefined && isAuditable(counted.hardwareClass) && isDrawn(secret, share, counted)
    ? [
        requestAudit(database, sql`records.trial = ${counted.trial} AND records.sha256 = ${counted.record}`, {
          reason: "random",
          now,
        }),
      ]
    : [];

/** Asks for an audit of all that sets the board of an entry that is complete. */
export async function auditRanks(database: Database, entryId: string, now: number): Promise<void> {
  const [entry] = await database.select().from(entries).where(eq(entries.id, entryId));
  if (entry === undefined || entry.finishedAt === null || entry.trust !== "verified") return;
  if (isAuditable(entry.hardwareClass)) await auditBoard(database, entry, now);
}

/** Requests that go in one batch. */
const requestsPerBatch = 50;

/** Asks for an audit of all that sets a board, once for each record. */
export async function auditBoard(database: Database, board: Board, now: number): Promise<void> {
  const { measure } = hardwareClass(board.hardwareClass);
  const { entries: all } = await readBoard(database, board, measure);
  const suiteOfBoard = suite(board.suite);
  const { rows } = boardView({
    board,
    suite: suiteOfBoard,
    cards: suiteOfBoard.workloads.map(card),
    measure,
    official: measure,
    entries: all.filter(({ trust, finished, trials }) => trust === "verified" && finished >= trials),
    updatedAt: new Date(now).toISOString(),
    resamples: 0,
  });
  const setting = rankSetting(rows);
  for (let at = 0; at < setting.length; at += requestsPerBatch) {
    const [first, ...others] = setting.slice(at, at + requestsPerBatch).map(({ entry, workload, seconds }) =>
      requestAudit(
        database,
        // The fastest of each study.
        sql`records.trial IN (
          SELECT own.id FROM trials AS own JOIN records AS its ON its.trial = own.id
          WHERE own.entry = ${entry} AND own.workload = ${workload} AND its.target_seconds <= ${seconds}
            AND its.target_seconds = (
              SELECT min(best.target_seconds) FROM trials AS other JOIN records AS best ON best.trial = other.id
              WHERE other.entry = own.entry AND other.workload = own.workload AND other.study = own.study))`,
        { reason: "rank", now },
      ),
    );
    if (first !== undefined) await database.batch([first, ...others]);
  }
}
