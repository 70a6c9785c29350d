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

/** A runner as requests about its leases need it. */
export type Holder = Pick<typeof runners.$inferSelect, (typeof holderColumns)[number]>;
export const holderColumns = ["id", "name", "owner", "lastSeenAt", "bannedAt", "banReason"] as const;

/** A trial as requests about its lease need it. */
export interface HeldTrial extends RunContext {
  /** Who holds it. */
  readonly holder: Holder | null;
}

/** The same with what its cap follows from. */
export interface CappedTrial extends HeldTrial {
  readonly bests: Bests;
}

const heldColumns = {
  trial: columnsOf(trials, "trial"),
  entry: columnsOf(entries, "entry"),
  version: {
    version: sql<string>`${versions.version}`.as("version_version"),
    submission: sql<string>`${versions.submission}`.as("version_submission"),
  },
  holder: columnsOf(runners, "holder", holderColumns),
};

/** How the tables of a trial's row belong together. They are joined in this order, which SQLite need not seek. */
const ofOneTrial = (where: SQL | undefined) =>
  and(eq(trials.entry, entries.id), eq(entries.version, versions.version), where);
const isHolder = eq(runners.id, trials.runner);

/** A `HeldTrial` for each trial, but for its holder, which is in `heldOf`. */
export const heldTrials = (database: Database, where: SQL | undefined) => {
  const rows = database.select(heldColumns).from(trials).crossJoin(entries).crossJoin(versions);
  return rows.leftJoin(runners, isHolder).where(ofOneTrial(where));
};

/** A `CappedTrial` for each trial, but for its holder, which is in `heldOf`. */
export const cappedTrials = (database: Database, where: SQL | undefined) => {
  const columns = { ...heldColumns, bests: bestsOf };
  const rows = database.select(columns).from(trials).crossJoin(entries).crossJoin(versions);
  return rows.leftJoin(runners, isHolder).where(ofOneTrial(where));
};

/** What was selected by `heldTrials` or `cappedTrials`. */
export const heldOf = <Row extends HeldTrial>(selected: Row): Row => ({
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
