import type { EntryDetail } from "@steepest/core/schema/api/entries.ts";
import { and, eq, type SQL } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { entrySummaries } from "./entrySummaries.ts";
import { trialViews } from "./trialViews.ts";

/** Throws a 404 problem where there is no such entry that meets the condition (`visibleTo`). */
export async function entryDetail(database: Database, id: string, visible: SQL): Promise<EntryDetail> {
  const [summaries, trialGrid] = await Promise.all([
    entrySummaries(database, and(eq(entries.id, id), visible), { limit: 1 }),
    trialViews(database, eq(trials.entry, id)),
  ]);
  const [summary] = summaries;
  if (summary === undefined) throw notFound("entry", id, "GET /v1/entries");
  return { ...summary, trialGrid };
}
