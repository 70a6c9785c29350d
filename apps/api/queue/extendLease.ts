import type { TrialProgress } from "@steepest/core/schema/api/entries.ts";
import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { jsonOf, prepareOnce, type Values } from "../database/prepareOnce.ts";
import { lostLeases } from "../database/queueTables.ts";
import { trials } from "../database/schema.ts";
import type { TrialRow } from "./claimTrial.ts";
import { noteSeen } from "./noteSeen.ts";

/** What was read of a lease and who holds it. */
interface Held {
  readonly trial: Pick<TrialRow, "id" | "attempt" | "leaseExpiresAt">;
  readonly holder: { readonly id: string; readonly lastSeenAt: number };
}

/** So far the clocks of two isolates may be apart. */
const skewMilliseconds = 10_000;

/** For how long a heartbeat extends a lease, and for how long all of them together do. */
export interface LeaseTimes {
  readonly leaseMilliseconds: number;
  readonly mostMilliseconds: number;
}

type Extension = Values<"id" | "attempt" | "runner" | "now" | "expiresAt" | "heldSince" | "progress">;

const extend = prepareOnce((database, value: Extension) => {
  const { id, attempt, runner, now, expiresAt, heldSince, progress } = value;
  return [
    database
      .update(trials)
      .set({ leaseExpiresAt: expiresAt, progress, heardAt: sql`coalesce(heard_at, ${now})` })
      .where(
        and(
          eq(trials.id, id),
          eq(trials.attempt, attempt),
          eq(trials.runner, runner),
          eq(trials.status, "leased"),
          sql`coalesce(${trials.leasedAt}, ${now}) > ${heldSince}`,
        ),
      )
      .returning({ id: trials.id }),
  ];
});

/** Extends a lease that still stands and notes the runner's progress. Null where the lease is lost, or has been held for as long as it may be. */
export async function extendLease(
  database: Database,
  { trial: { id, attempt, leaseExpiresAt }, holder }: Held,
  progress: TrialProgress | null,
  now: number,
  { leaseMilliseconds, mostMilliseconds }: LeaseTimes,
): Promise<{ readonly expiresAt: number } | null> {
  const expiresAt = now + leaseMilliseconds;
  const heldSince = now - mostMilliseconds;
  const hasRunOut = leaseExpiresAt !== null && leaseExpiresAt <= now + skewMilliseconds;
  const values = { id, attempt, runner: holder.id, now, expiresAt, heldSince, progress: jsonOf(progress) };
  const [extended] = await database.batch([
    ...extend(database, values),
    ...(hasRunOut ? [forgetLoss(database, { trial: id, attempt, runner: holder.id })] : []),
    ...noteSeen(database, holder, now),
  ]);
  return extended.length === 0 ? null : { expiresAt };
}

/** The lease had run out, and nobody took the trial meanwhile: it was not lost. */
const forgetLoss = (
  database: Database,
  lease: { readonly trial: string; readonly attempt: number; readonly runner: string },
) =>
  database.delete(lostLeases).where(
    and(
      eq(lostLeases.trial, lease.trial),
      eq(lostLeases.attempt, lease.attempt),
      sql`EXISTS (
        SELECT 1 FROM trials AS own
        WHERE own.id = ${lease.trial} AND own.attempt = ${lease.attempt} AND own.runner = ${lease.runner} AND own.status = 'leased')`,
    ),
  );
