import { and, eq, lte, or, sql } from "drizzle-orm";
import { eventsFrom } from "../database/event.ts";
import { turns } from "../database/limitTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { trials } from "../database/schema.ts";
import { finishEntries } from "./finishEntries.ts";
import { givenUp, givenUpReason, mayTry } from "./givenUp.ts";
import { heldLeases } from "./heldLeases.ts";
import { defaultLeaseMilliseconds } from "./leaseRules.ts";
import { noteLost } from "./noteLost.ts";

export type TrialRow = typeof trials.$inferSelect;

/** A runner as the queue sees it. */
export interface Claimant {
  readonly id: string;
  readonly owner: string;
  readonly hardwareClass: string;
  /** It holds no more leases than this. */
  readonly jobs: number;
}

/**
 * Leases the next trial of the runner's hardware class, or null where there is none or the runner has its hands full. One UPDATE picks
 * and claims, so two runners never get the same trial. A lease that has run out is up again: its runner is taken to have crashed.
 *
 * Users take turns (who was served longest ago is next, however many entries each has), then a user's entries (fewest started trials
 * first, then the older); within an entry trials come in the order of its plan, workload by workload, so that the first workload times
 * are there early. A runner takes its owner's own entries last: those of others' are for everybody.
 */
export async function claimTrial(
  database: Database,
  runner: Claimant,
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
        AND ${mayTry(sql`open.id`, sql`${runner.owner}`)}
      ORDER BY open.position LIMIT 1)
    JOIN versions ON versions.version = entries.version
    JOIN submissions ON submissions.name = versions.submission
    LEFT JOIN turns ON turns.user = submissions.owner AND turns.hardware_class = entries.hardware_class
    WHERE entries.hardware_class = ${runner.hardwareClass} AND entries.trust = 'verified'
      AND entries.finished_at IS NULL AND entries.cancelled_at IS NULL AND entries.voided_at IS NULL
    ORDER BY submissions.owner = ${runner.owner}, coalesce(turns.turn, 0), (
      SELECT count(*) FROM trials AS started
      WHERE started.entry = entries.id AND started.status IN ('leased', 'finished', 'quarantined')
    ), entries.created_at, entries.id
    LIMIT 1)`;
  const handsFree = sql`${heldLeases(runner.id, now)} < ${runner.jobs}`;
  const isLost = or(
    eq(trials.status, "queued"),
    and(eq(trials.status, "leased"), lte(trials.leaseExpiresAt, now)),
  );
  const isGivenUp = and(isLost, sql`${trials.id} IN (SELECT trial FROM lost_leases)`, givenUp(now));
  const [, , , , claimed] = await database.batch([
    noteLost(
      database,
      sql`trials.status = 'leased' AND trials.lease_expires_at <= ${now}`,
      "the runner went silent",
      now,
    ),
    eventsFrom(
      database,
      "trial-quarantined",
      { at: now, entry: sql`trials.entry`, trial: sql`trials.id`, detail: givenUpReason },
      sql`FROM trials WHERE ${isGivenUp}`,
    ),
    database
      .update(trials)
      .set({
        status: "quarantined",
        crashes: sql`crashes + (status = 'leased')`,
        runner: null,
        leaseExpiresAt: null,
        progress: null,
        reason: givenUpReason,
      })
      .where(isGivenUp),
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
        leasedAt: now,
        heardAt: null,
        leaseExpiresAt: now + leaseMilliseconds,
        progress: null,
      })
      .where(and(eq(trials.id, next), handsFree))
      .returning(),
    database
      .insert(turns)
      .select(sql`
        SELECT submissions.owner, entries.hardware_class,
          1 + coalesce((SELECT max(turn) FROM turns WHERE hardware_class = ${runner.hardwareClass}), 0)
        FROM trials
        JOIN entries ON entries.id = trials.entry
        JOIN versions ON versions.version = entries.version
        JOIN submissions ON submissions.name = versions.submission
        WHERE trials.runner = ${runner.id} AND trials.status = 'leased' AND trials.leased_at = ${now}`)
      .onConflictDoUpdate({ target: [turns.hardwareClass, turns.user], set: { turn: sql`excluded.turn` } }),
  ]);
  return claimed[0] ?? null;
}
