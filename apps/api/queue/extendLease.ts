import type { TrialProgress } from "@steepest/core/schema/api/entries.ts";
import { and, eq } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
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
      .set({ leaseExpiresAt: expiresAt, progress })
      .where(
        and(
          eq(trials.id, lease.trial),
          eq(trials.attempt, lease.attempt),
          eq(trials.runner, lease.runner),
          eq(trials.status, "leased"),
        ),
      )
      .returning({ id: trials.id }),
    database.update(runners).set({ lastSeenAt: now }).where(eq(runners.id, lease.runner)),
  ]);
  return extended.length === 0 ? null : { expiresAt };
}
