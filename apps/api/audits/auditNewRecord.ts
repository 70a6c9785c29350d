import type { Board } from "@steepest/core/schema/boardId.ts";
import { rankSettingTrials } from "@steepest/core/score/rankSetting.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import { boardResults } from "../boards/boardResults.ts";
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
  const { entries: all, results } = await boardResults(database, board);
  const { workloads, rMax, rulesets } = suite(board.suite);
  const complete = all.filter((entry) => entry.trust === "verified" && entry.complete);
  const ids = new Set(complete.map(({ entry }) => entry));
  const setting = rankSettingTrials({
    workloads: workloads.map((id) => ({ id, variantOf: card(id).variantOf })),
    studies: rulesets[board.ruleset].studies,
    rMax,
    measure: hardwareClass(board.hardwareClass).measure,
    submissions: complete.map(({ entry }) => entry),
    results: results.filter(({ submission }) => ids.has(submission)),
  });
  for (let at = 0; at < setting.length; at += requestsPerBatch) {
    const [first, ...others] = setting.slice(at, at + requestsPerBatch).map((place) =>
      requestAudit(
        database,
        sql`records.trial = (SELECT id FROM trials WHERE entry = ${place.submission} AND workload = ${place.workload}
          AND study = ${place.study} AND trial = ${place.trial})`,
        { reason: "rank", now },
      ),
    );
    if (first !== undefined) await database.batch([first, ...others]);
  }
}
