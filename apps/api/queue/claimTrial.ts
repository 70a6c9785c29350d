import { and, eq, type SQL, sql } from "drizzle-orm";
import { countStarted } from "../boards/resultsChanged.ts";
import { eventsFrom } from "../database/event.ts";
import { turns } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { trials } from "../database/schema.ts";
import { givenUp, mayTry } from "./givenUp.ts";
import { heldLeases, mayHold } from "./heldLeases.ts";
import { type CappedTrial, cappedTrials, heldOf } from "./loadTrial.ts";
import { noteLost } from "./noteLost.ts";

/** Why a lease is lost that ran out. */
export const silent = "the runner went silent";

export type TrialRow = typeof trials.$inferSelect;

/** A runner as the queue sees it. */
export interface Claimant {
  readonly id: string;
  readonly owner: string;
  readonly hardwareClass: string;
  /** It holds no more leases than this. */
  readonly jobs: number;
}

type Claim = Values<"runner" | "owner" | "hardwareClass" | "jobs" | "now" | "expiresAt" | "claim">;

/** The next trial to give to a runner. `mayBeLost`: leases that have run out are up again. */
function nextTrial({ owner, hardwareClass, now }: Claim, mayBeLost: boolean) {
  const isUp = mayBeLost
    ? sql`(trials.status = 'queued' OR trials.lease_expires_at <= ${now})`
    : sql`trials.status = 'queued'`;
  const nextOfEntry = sql`(
    SELECT trials.id FROM trials
    WHERE trials.entry = entries.id AND trials.status IN ('queued', 'leased') AND ${isUp}
      AND ${mayTry(sql`trials.id`, owner)}
      AND (trials.status = 'queued' AND trials.crashes = 0 OR NOT ${givenUp(now)})
    ORDER BY trials.position LIMIT 1)`;
  const nextOfUser = sql`(
    SELECT candidate.id FROM entries CROSS JOIN trials AS candidate ON candidate.id = ${nextOfEntry}
    WHERE entries.hardware_class = served.hardware_class AND entries.owner = served.user AND entries.trust = 'verified'
      AND entries.finished_at IS NULL AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL
    ORDER BY entries.started, entries.created_at, entries.id LIMIT 1)`;
  // Its owner's own entries last: those of others' are for everybody. Without the inner limit SQLite would look for each trial twice.
  return sql`(
    SELECT trial FROM (
      SELECT ${nextOfUser} AS trial FROM (
        SELECT hardware_class, user FROM (
          SELECT hardware_class, user FROM turns WHERE hardware_class = ${hardwareClass} AND user <> ${owner} ORDER BY turn)
        UNION ALL SELECT ${hardwareClass}, ${owner}) AS served
      LIMIT -1)
    WHERE trial IS NOT NULL LIMIT 1)`;
}

/** Claims, reads what was claimed, and notes it. What is claimed is known by the number of the claim. */
const claiming = (mayBeLost: boolean) =>
  prepareOnce((database, value: Claim) => {
    const { runner, hardwareClass, now, claim } = value;
    const isClaimed = sql`trials.runner = ${runner} AND trials.status = 'leased' AND trials.claim = ${claim}`;
    const claimed = sql`(SELECT trials.entry FROM trials WHERE ${isClaimed})`;
    return [
      database
        .update(trials)
        .set({
          status: "leased",
          runner,
          attempt: sql`attempt + 1`,
          // In SQLite the right-hand sides see the row as it was: still `leased` means that the lease ran out.
          crashes: sql`crashes + (status = 'leased')`,
          reason: sql`CASE WHEN status = 'leased' THEN ${silent} ELSE reason END`,
          leasedAt: now,
          claim,
          heardAt: null,
          leaseExpiresAt: value.expiresAt,
          progress: null,
        })
        .where(
          and(
            eq(trials.id, nextTrial(value, mayBeLost)),
            sql`${heldLeases(runner, now)} < ${value.jobs} AND ${mayHold(runner, value.owner)}`,
          ),
        ),
      cappedTrials(database, isClaimed),
      ...(mayBeLost ? [noteExpired(database, isClaimed, now)] : []),
      eventsFrom(
        database,
        "trial-leased",
        {
          at: now,
          entry: sql`trials.entry`,
          trial: sql`trials.id`,
          runner,
          attempt: sql`trials.attempt`,
        },
        sql`FROM trials WHERE ${isClaimed}`,
      ),
      countStarted(database, claimed),
      database
        .update(turns)
        .set({
          turn: sql`1 + (SELECT max(turn) FROM turns AS others WHERE others.hardware_class = ${hardwareClass})`,
        })
        .where(
          sql`hardware_class = ${hardwareClass} AND user = (SELECT owner FROM entries WHERE id = ${claimed})`,
        ),
    ] as const;
  });
const [claimQueued, claimQueuedOrLost] = [claiming(false), claiming(true)];

/**
 * Leases the next trial of the runner's hardware class, or null where there is none or the runner has its hands full. One UPDATE picks
 * and claims, so two runners never get the same trial. A lease that has run out is up again: its runner is taken to have crashed.
 *
 * Users take turns (who was served longest ago is next, however many entries each has), then a user's entries (fewest started trials
 * first, then the older); within an entry trials come in the order of its plan, workload by workload, so that the first workload times
 * are there early. All of it is read in that order from indexes, up to the first trial to give: the cost does not depend on how many wait.
 *
 * `mayBeLost` says whether leases had run out by then: where none had, those that are given are nobody's.
 */
export async function claimTrial(
  database: Database,
  runner: Claimant,
  now: number,
  leaseMilliseconds: number,
  mayBeLost: boolean,
): Promise<CappedTrial | null> {
  if (mayBeLost) {
    await noteLost(
      database,
      sql`trials.status = 'leased' AND trials.lease_expires_at <= ${now}`,
      silent,
      now,
    );
  }
  const { id, owner, hardwareClass, jobs } = runner;
  const [claim] = crypto.getRandomValues(new Uint32Array(1));
  const [, [given]] = await database.batch(
    (mayBeLost ? claimQueuedOrLost : claimQueued)(database, {
      ...{ runner: id, owner, hardwareClass, jobs },
      ...{ now, expiresAt: now + leaseMilliseconds, claim },
    }),
  );
  return given === undefined ? null : heldOf(given);
}

/** Who held it until now was silent: it lost the lease before, and has not given it back. */
const noteExpired = (database: Database, isClaimed: SQL, now: SQL) =>
  eventsFrom(
    database,
    "trial-expired",
    {
      at: now,
      entry: sql`trials.entry`,
      trial: sql`trials.id`,
      runner: sql`lost.runner`,
      detail: sql`lost.reason`,
      attempt: sql`lost.attempt`,
    },
    sql`FROM trials CROSS JOIN lost_leases AS lost ON lost.trial = trials.id AND lost.attempt = trials.attempt - 1
      WHERE ${isClaimed} AND trials.crashes > 0 AND NOT EXISTS (
        SELECT 1 FROM events AS given
        WHERE given.trial = trials.id AND given.kind = 'trial-released' AND given.attempt = lost.attempt)`,
  );
