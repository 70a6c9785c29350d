import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { entrySummaries } from "./entrySummaries.ts";
import { trialViews } from "./trialViews.ts";

/** Throws a 404 problem where there is no such entry that meets the condition (`visibleTo`). */
export async function entryDetail(database: Database, id: string, visible: SQL): Promise<EntryDetail> {
  const [summaries, trialGrid, auditing] = await Promise.all([
    entrySummaries(database, and(eq(entries.id, id), visible), { limit: 1 }),
    trialViews(database, eq(trials.entry, id)),
    isAudited(database, id),
  ]);
  const [summary] = summaries;
  if (summary === undefined) throw notFound("entry", id, "GET /v1/entries");
  return { ...summary, trialGrid, auditing };
}

/** Whether audits of its records are open, or what its end sets is still to be audited (`followUp`). Those that are set aside wait for nothing that is to come. */
async function isAudited(database: Database, entry: string): Promise<boolean> {
  const [found] = await database.all<{ audited: number }>(sql`
    SELECT EXISTS (SELECT 1 FROM trials WHERE trials.entry = ${entry} AND EXISTS (
        SELECT 1 FROM audits WHERE audits.trial = trials.id AND audits.status IN ('queued', 'leased') AND audits.set_aside_at IS NULL))
      OR EXISTS (SELECT 1 FROM follow_ups, json_each(follow_ups.entries) AS due
        WHERE follow_ups.kind = 'complete' AND due.value = ${entry}) AS audited`);
  return found?.audited === 1;
}
