import { and, eq, type SQL } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials, versions } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";

/** A trial with the entry and version that it belongs to. */
export interface TrialContext {
  readonly trial: typeof trials.$inferSelect;
  readonly entry: typeof entries.$inferSelect;
  readonly version: typeof versions.$inferSelect;
}

/** Throws a 404 problem where there is no such trial, or its entry does not meet the condition (`visibleTo`; none for the queue itself). */
export async function loadTrial(database: Database, id: string, visible?: SQL): Promise<TrialContext> {
  const [found] = await database
    .select({ trial: trials, entry: entries, version: versions })
    .from(trials)
    .innerJoin(entries, eq(trials.entry, entries.id))
    .innerJoin(versions, eq(entries.version, versions.version))
    .where(and(eq(trials.id, id), visible));
  if (found === undefined) throw notFound("trial", id, "GET /v1/entries/:id");
  return found;
}
