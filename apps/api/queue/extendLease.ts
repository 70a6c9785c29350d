import type { TrialProgress } from "@steepest/core/schema/api/entries.ts";
import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";
import { runners, trials } from "../database/schema.ts";
import { defaultLeaseMilliseconds } from "./leaseRules.ts";

/** Extends a lease that still stands and notes the runner's progress. Null where the lease is lost. */
export async function extendLease(
  database: Database,
  lease: { readonly trial: string; readonly attempt: number; readonly runner: string },
  progress: TrialProgress | null,
  now: number,
  leaseMilliseconds = defaultLeaseMilliseconds,
): Promise<{ readonly expiresAt: number } | null> {
  const expiresAt = now + leaseMilliseconds;
  const [extended] = await database.batch([
    database
      .update(trials)
      .set({ leaseExpiresAt: expiresAt, progress, heardAt: sql`coalesce(heard_at, ${now})` })
      .where(
        and(
          eq(trials.id, lease.trial),
          eq(trials.attempt, lease.attempt),
          eq(trials.runner, lease.runner),
          eq(trials.status, "leased"),
        ),
      )
      .returning({ id: trials.id }),
    // It had run out, and nobody took the trial meanwhile: it was not lost.
    database.delete(lostLeases).where(
      and(
        eq(lostLeases.trial, lease.trial),
        eq(lostLeases.attempt, lease.attempt),
        sql`EXISTS (
          SELECT 1 FROM trials AS own
          WHERE own.id = ${lease.trial} AND own.attempt = ${lease.attempt} AND own.runner = ${lease.runner} AND own.status = 'leased')`,
      ),
    ),
    database.update(runners).set({ lastSeenAt: now }).where(eq(runners.id, lease.runner)),
  ]);
  return extended.length === 0 ? null : { expiresAt };
}
