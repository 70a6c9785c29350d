import type { R2Bucket } from "@cloudflare/workers-types";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { asc, sql } from "drizzle-orm";
import { capOfTrial } from "../boards/capOfTrial.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { SourceLost } from "../submissions/readSource.ts";
import { type Claimant, claimTrial } from "./claimTrial.ts";
import { giveBack } from "./giveBack.ts";
import { leaseOf } from "./leaseOf.ts";
import { type CappedTrial, cappedTrials, heldOf } from "./loadTrial.ts";
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
  mayBeLost: boolean,
): Promise<Lease | null> {
  for (let tries = 0; tries < mostTries; tries++) {
    const claimed = await claimTrial(database, runner, now, leaseMilliseconds, mayBeLost);
    const held = claimed ?? (await longestHeld(database, runner, now));
    if (held === null) return null;
    const { trial, entry, bests } = held;
    const { attempt } = trial;
    if (claimed === null && trial.heardAt !== null) {
      const reason = "the runner asked for another trial while it held this one";
      await giveBack(database, { trial: trial.id, attempt }, { crashed: true, reason }, now);
      continue;
    }
    try {
      const expiresAt = trial.leaseExpiresAt ?? now;
      return await leaseOf(store, held, { attempt, expiresAt, capSeconds: capOfTrial(bests, entry) });
    } catch (error) {
      // Where not even this can be written, the runner that asks again gets this very lease.
      const isSourceLost = error instanceof SourceLost;
      if (claimed !== null || isSourceLost) await unclaim(database, trial);
      if (!isSourceLost) throw error;
      console.error(`setting trials aside: ${error.message}`);
      await setAside(database, error.version, error.message, now);
    }
  }
  return null;
}

/** The lease that a runner whose hands are full may have heard nothing of; after those, the oldest. */
async function longestHeld(database: Database, runner: Claimant, now: number): Promise<CappedTrial | null> {
  // The literal: a parameter would keep SQLite from the index of leases, and every lease would read every trial.
  const isHeld = sql`trials.runner = ${runner.id} AND trials.status = 'leased' AND trials.lease_expires_at > ${now}`;
  const held = await cappedTrials(database, isHeld).orderBy(
    sql`${trials.heardAt} IS NOT NULL`,
    asc(trials.leasedAt),
    asc(trials.id),
  );
  const [longest] = held;
  return held.length < runner.jobs || longest === undefined ? null : heldOf(longest);
}
