import type { R2Bucket } from "@cloudflare/workers-types";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { eq, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import { events } from "../database/eventTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { lostLeases } from "../database/queueTables.ts";
import type { Claimant } from "../queue/claimTrial.ts";
import { mayTry } from "../queue/givenUp.ts";
import { heldLeases } from "../queue/heldLeases.ts";
import { leaseOf } from "../queue/leaseOf.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { SourceLost } from "../submissions/readSource.ts";
import { type AuditRow, auditGivenUp, capOfAudit } from "./auditLeases.ts";
import { mayAudit } from "./mayAudit.ts";

/**
 * Leases the next audit that the runner may do, as a lease of the trial like any other: same trial, seed and points, an attempt that counts on. Null where
 * there is none. A runner with full hands that has not beaten for an audit never had the answer, and gets it again.
 */
export async function leaseAudit(
  database: Database,
  store: R2Bucket,
  runner: Claimant,
  now: number,
  leaseMilliseconds: number,
): Promise<Lease | null> {
  const [open] = await database.all<{ open: number }>(
    sql`SELECT EXISTS (SELECT 1 FROM audits WHERE status IN ('queued', 'leased')) AS open`,
  );
  if (open?.open !== 1) return null;
  const audit =
    (await claimAudit(database, runner, now, leaseMilliseconds)) ?? (await unheard(database, runner, now));
  return audit === null ? null : answerOf(database, store, audit);
}

async function claimAudit(
  database: Database,
  runner: Claimant,
  now: number,
  leaseMilliseconds: number,
): Promise<AuditRow | null> {
  const isOpen = sql`(audits.status = 'queued' OR (audits.status = 'leased' AND audits.lease_expires_at <= ${now}))`;
  const owner = sql`${runner.owner}`;
  const next = sql`(
    SELECT audits.id FROM audits
    WHERE audits.status IN ('queued', 'leased') AND ${isOpen} AND audits.hardware_class = ${runner.hardwareClass}
      AND ${mayAudit(owner)} AND ${mayTry(sql`audits.trial`, owner)}
      AND EXISTS (
        SELECT 1 FROM trials JOIN entries ON entries.id = trials.entry
        WHERE trials.id = audits.trial AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL)
    ORDER BY audits.requested_at, audits.id LIMIT 1)`;
  const expired = sql`audits.status = 'leased' AND audits.lease_expires_at <= ${now}`;
  const isClaimed = sql`audits.runner = ${runner.id} AND audits.status = 'leased' AND audits.leased_at = ${now}`;
  const entry = sql`(SELECT entry FROM trials WHERE trials.id = audits.trial)`;
  const [, , , claimed] = await database.batch([
    database
      .insert(lostLeases)
      .select(sql`
        SELECT trial, attempt, runner, owner, ${now}, 'the runner went silent'
        FROM audits WHERE ${expired}`)
      .onConflictDoNothing(),
    eventsFrom(
      database,
      "audit-finished",
      { at: now, entry, trial: sql`trial`, detail: "unfinished: its runners lost it too often" },
      sql`FROM audits WHERE audits.status IN ('queued', 'leased') AND ${isOpen} AND ${auditGivenUp(now)}`,
    ),
    database
      .update(audits)
      .set({ status: "finished", outcome: "unfinished", endedAt: now, leaseExpiresAt: null })
      .where(sql`status IN ('queued', 'leased') AND ${isOpen} AND ${auditGivenUp(now)}`),
    database
      .update(audits)
      .set({
        status: "leased",
        runner: runner.id,
        owner: runner.owner,
        attempt: sql`1 + max(
          (SELECT attempt FROM trials WHERE trials.id = audits.trial),
          (SELECT coalesce(max(other.attempt), 0) FROM audits AS other WHERE other.trial = audits.trial),
          (SELECT coalesce(max(lost.attempt), 0) FROM lost_leases AS lost WHERE lost.trial = audits.trial))`,
        leasedAt: now,
        heardAt: null,
        leaseExpiresAt: now + leaseMilliseconds,
      })
      .where(sql`audits.id = ${next} AND ${heldLeases(runner.id, now)} < ${runner.jobs}`)
      .returning(),
    // Who held it until now was silent, and has not given it back. An audit's leases are of the trial, with attempts of their own.
    eventsFrom(
      database,
      "audit-expired",
      {
        at: now,
        entry,
        trial: sql`audits.trial`,
        runner: sql`lost.runner`,
        detail: sql`lost.reason`,
        attempt: sql`lost.attempt`,
      },
      sql`FROM audits JOIN lost_leases AS lost ON lost.trial = audits.trial AND lost.attempt = audits.attempt - 1
        WHERE ${isClaimed} AND lost.attempt > (SELECT attempt FROM trials WHERE trials.id = audits.trial)
          AND NOT EXISTS (
            SELECT 1 FROM events AS given
            WHERE given.trial = lost.trial AND given.kind = 'audit-released' AND given.attempt = lost.attempt)`,
    ),
    eventsFrom(
      database,
      "audit-leased",
      { at: now, entry, trial: sql`audits.trial`, runner: runner.id, attempt: sql`audits.attempt` },
      sql`FROM audits WHERE ${isClaimed}`,
    ),
  ]);
  return claimed[0] ?? null;
}

async function unheard(database: Database, runner: Claimant, now: number): Promise<AuditRow | null> {
  const [found] = await database
    .select()
    .from(audits)
    .where(
      sql`runner = ${runner.id} AND status = 'leased' AND heard_at IS NULL AND lease_expires_at > ${now}
        AND ${heldLeases(runner.id, now)} >= ${runner.jobs}`,
    )
    .limit(1);
  return found ?? null;
}

async function answerOf(database: Database, store: R2Bucket, audit: AuditRow): Promise<Lease | null> {
  try {
    return await leaseOf(store, await loadTrial(database, audit.trial), {
      attempt: audit.attempt ?? 0,
      expiresAt: audit.leaseExpiresAt ?? 0,
      capSeconds: () => capOfAudit(database, audit),
    });
  } catch (error) {
    // Nobody has heard of it: it was never leased. Without its source nobody can run it.
    const isSourceLost = error instanceof SourceLost;
    await database.batch([
      database
        .delete(events)
        .where(sql`trial = ${audit.trial} AND kind = 'audit-leased' AND attempt = ${audit.attempt}`),
      database
        .update(audits)
        .set({
          leaseExpiresAt: null,
          ...(isSourceLost ? { status: "finished", outcome: "unfinished" } : { status: "queued" }),
        })
        .where(eq(audits.id, audit.id)),
    ]);
    if (!isSourceLost) throw error;
    console.error(`ending an audit: ${error.message}`);
    return null;
  }
}
