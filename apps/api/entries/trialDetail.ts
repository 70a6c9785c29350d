import type { TrialDetail } from "@steepest/core/schema/api/trials.ts";
import { formatBoardId } from "@steepest/core/schema/boardId.ts";
import { eq, type SQL } from "drizzle-orm";
import { isAuditable } from "../audits/auditNewRecord.ts";
import { trialTrust } from "../audits/trustViews.ts";
import type { Database } from "../database/openDatabase.ts";
import { records, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { trialViews } from "./trialViews.ts";

/** A trial with where it belongs. Throws a 404 problem where there is none of an entry that meets the condition (`visibleTo`). */
export async function trialDetail(database: Database, id: string, visible: SQL): Promise<TrialDetail> {
  const { trial, entry, version } = await loadTrial(database, id, visible);
  const [[view], [record], trust] = await Promise.all([
    trialViews(database, eq(trials.id, id)),
    database.select().from(records).where(eq(records.trial, id)),
    trialTrust(database, id),
  ]);
  if (view === undefined) throw notFound("trial", id, "GET /v1/entries/:id");
  return {
    ...view,
    submission: version.submission,
    version: version.version,
    board: formatBoardId(entry),
    auditable: isAuditable(entry.hardwareClass) && entry.trust === "verified",
    ...trust,
    record:
      trial.record === null || record === undefined ? null : { sha256: record.sha256, bytes: record.bytes },
  };
}
