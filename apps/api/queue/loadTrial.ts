import { and, eq, type SQL, sql } from "drizzle-orm";
import { type Bests, bestsOf } from "../boards/capOfTrial.ts";
import { columnsOf } from "../database/columnsOf.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, runners, trials, versions } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";

/** What a runner is told of a trial, and its record is held against. */
export interface RunContext {
  readonly trial: typeof trials.$inferSelect;
  readonly entry: typeof entries.$inferSelect;
  readonly version: Pick<typeof versions.$inferSelect, "version" | "submission">;
}

/** A trial with the entry and version that it belongs to. */
export interface TrialContext extends RunContext {
  readonly version: typeof versions.$inferSelect;
}

/** A trial as requests about its lease need it. */
export interface HeldTrial extends RunContext {
  /** Who holds it. */
  readonly holder: typeof runners.$inferSelect | null;
  readonly bests: Bests;
}

/** A `HeldTrial` for each trial, but for its holder, which is in `heldOf`. */
export const heldTrials = (database: Database, where: SQL | undefined) =>
  database
    .select({
      trial: columnsOf(trials, "trial"),
      entry: columnsOf(entries, "entry"),
      version: {
        version: sql<string>`${versions.version}`.as("version_version"),
        submission: sql<string>`${versions.submission}`.as("version_submission"),
      },
      holder: columnsOf(runners, "holder"),
      bests: bestsOf,
    })
    .from(trials)
    .innerJoin(entries, eq(trials.entry, entries.id))
    .innerJoin(versions, eq(entries.version, versions.version))
    .leftJoin(runners, eq(runners.id, trials.runner))
    .where(where);

type Held = Awaited<ReturnType<typeof heldTrials>>[number];

/** What was selected by `heldTrials`. */
export const heldOf = (selected: Held): HeldTrial => ({
  ...selected,
  holder: selected.trial.runner === null ? null : selected.holder,
});

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
