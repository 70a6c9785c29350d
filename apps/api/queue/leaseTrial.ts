import type { R2Bucket } from "@cloudflare/workers-types";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { and, asc, eq, gt, sql } from "drizzle-orm";
import { capOfTrial } from "../boards/capOfTrial.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { SourceLost } from "../submissions/readSource.ts";
import { type Claimant, claimTrial, type TrialRow } from "./claimTrial.ts";
import { giveBack } from "./giveBack.ts";
import { leaseOf } from "./leaseOf.ts";
import { loadTrial } from "./loadTrial.ts";
import { setAside, unclaim } from "./unclaim.ts";

/** Trials that turn out not to be runnable before the runner is told to ask again. */
const mostTries = 3;

/**
 * Leases the next trial with all that its runner needs; null where there is none. Idempotent: a runner that holds as many leases as it
 * has jobs, and has not yet beaten for one of them, never had the answer, and gets that lease again. One that has beaten for all of
 * them has lost a trial, or would not ask. What fails here after the claim is undone: it says nothing of the trial.
 */
export async function leaseTrial(
  database: Database,
  store: R2Bucket,
  runner: Claimant,
  now: number,
  leaseMilliseconds: number,
): Promise<Lease | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const claimed = await claimTrial(database, runner, now, leaseMilliseconds);
    const row = claimed ?? (await longestHeld(database, runner, now));
    if (row === null) return null;
    if (claimed === null && row.heardAt !== null) {
      const reason = "the runner asked for another trial while it held this one";
      await giveBack(database, { trial: row.id, attempt: row.attempt }, { crashed: true, reason }, now);
      continue;
    }
    try {
      const context = await loadTrial(database, row.id);
      const { trial, entry } = context;
      const expiresAt = row.leaseExpiresAt ?? now;
      const capSeconds = () => capOfTrial(database, trial, entry);
      return await leaseOf(store, context, { attempt: row.attempt, expiresAt, capSeconds });
    } catch (error) {
      // Where not even this can be written, the runner that asks again gets this very lease.
      const isSourceLost = error instanceof SourceLost;
      if (claimed !== null || isSourceLost) await unclaim(database, row);
      if (!isSourceLost) throw error;
      console.error(`setting trials aside: ${error.message}`);
      await setAside(database, error.version, error.message, now);
    }
  }
  return null;
}

/** The lease that a runner whose hands are full may have heard nothing of; after those, the oldest. */
async function longestHeld(database: Database, runner: Claimant, now: number): Promise<TrialRow | null> {
  const held = await database
    .select()
    .from(trials)
    // The literal: a parameter would keep SQLite from the index of leases, and every lease would read every trial.
    .where(and(eq(trials.runner, runner.id), sql`status = 'leased'`, gt(trials.leaseExpiresAt, now)))
    .orderBy(sql`${trials.heardAt} IS NOT NULL`, asc(trials.leasedAt), asc(trials.id));
  return held.length < runner.jobs ? null : (held[0] ?? null);
}
