import { and, eq, gte, lte, sql } from "drizzle-orm";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { finishEntries } from "./finishEntries.ts";
import { defaultLeaseMilliseconds, maxCrashes } from "./leaseRules.ts";

export type TrialRow = typeof trials.$inferSelect;

/**
 * Leases the next trial of the runner's hardware class, or null where there is none. One UPDATE picks and claims, so
 * two runners never get the same trial. A lease that has run out is up again: its runner is taken to have crashed.
 *
 * Entries take turns (fewest started trials first, then the older); within an entry trials come in the order of its
 * plan, workload by workload, so that the first workload times are there early.
 */
export async function claimTrial(
  database: Database,
  runner: { readonly id: string; readonly hardwareClass: string },
  now: number,
  leaseMilliseconds = defaultLeaseMilliseconds,
): Promise<TrialRow | null> {
  const next = sql`(
    SELECT candidate.id
    FROM entries
    JOIN trials AS candidate ON candidate.id = (
      SELECT id FROM trials AS open
      WHERE open.entry = entries.id AND open.status IN ('queued', 'leased')
        AND (open.status = 'queued' OR open.lease_expires_at <= ${now})
      ORDER BY open.position LIMIT 1)
    WHERE entries.hardware_class = ${runner.hardwareClass} AND entries.trust = 'verified'
      AND entries.finished_at IS NULL AND entries.cancelled_at IS NULL
    ORDER BY (
      SELECT count(*) FROM trials AS started
      WHERE started.entry = entries.id AND started.status IN ('leased', 'finished', 'quarantined')
    ), entries.created_at, entries.id
    LIMIT 1)`;
  const [, , claimed] = await database.batch([
    quarantineExpired(database, now),
    finishEntries(database, now),
    database
      .update(trials)
      .set({
        status: "leased",
        runner: runner.id,
        attempt: sql`attempt + 1`,
        // In SQLite the right-hand sides see the row as it was: still `leased` means that the lease ran out.
        crashes: sql`crashes + (status = 'leased')`,
        reason: sql`CASE WHEN status = 'leased' THEN 'the runner went silent' ELSE reason END`,
        leaseExpiresAt: now + leaseMilliseconds,
        progress: null,
      })
      .where(eq(trials.id, next))
      .returning(),
  ]);
  const trial = claimed[0];
  if (trial === undefined) return null;
  await event(database, "trial-leased", { at: now, entry: trial.entry, trial: trial.id, runner: runner.id });
  return trial;
}

/** Trials whose last permitted lease ran out leave the queue instead of being claimed again. */
const quarantineExpired = (database: Database, now: number) =>
  database
    .update(trials)
    .set({
      status: "quarantined",
      crashes: sql`crashes + 1`,
      runner: null,
      leaseExpiresAt: null,
      progress: null,
      reason: `${maxCrashes} runners went silent or failed while they ran it`,
    })
    .where(
      and(eq(trials.status, "leased"), lte(trials.leaseExpiresAt, now), gte(trials.crashes, maxCrashes - 1)),
    );
