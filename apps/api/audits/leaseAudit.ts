import type { R2Bucket } from "@cloudflare/workers-types";
import type { Lease } from "@steepest/core/schema/api/runners.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import { events } from "../database/eventTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { records, trials } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import type { Claimant } from "../queue/claimTrial.ts";
import { mayTry } from "../queue/givenUp.ts";
import { heldLeases, mayHold } from "../queue/heldLeases.ts";
import { leaseOf } from "../queue/leaseOf.ts";
import { heldOf, heldTrials } from "../queue/loadTrial.ts";
import { SourceLost } from "../submissions/readSource.ts";
import { type AuditRow, capOfRecorded, entryOfAudit, recorded } from "./auditLeases.ts";
import { isOverdue } from "./disputes.ts";
import { mayAudit } from "./mayAudit.ts";

/** What was read with a request for a lease of audits that may be given (`waitingAudits`). */
export interface Waiting {
  readonly oldest: string | null;
  readonly waits: number;
  /** Whether the runner holds an audit that it may have heard nothing of. */
  readonly unheard: number;
}

/**
 * Leases the audit that is next for the runner, as a lease of the trial like any other: same trial, seed and points, an attempt that counts on. Null where
 * there is none. A runner with full hands that has not beaten for an audit never had the answer, and gets it again.
 */
export async function leaseAudit(
  database: Database,
  store: R2Bucket,
  runner: Claimant,
  now: number,
  leaseMilliseconds: number,
  { oldest, waits, unheard }: Waiting,
): Promise<Lease | null> {
  let next = oldest;
  if (next === null && waits === 1) {
    const [found] = await auditOfOthers(database, { ...runner, now })[0];
    next = found?.id ?? null;
  }
  if (next === null && unheard === 0) return null;
  const audit = await claimAudit(database, runner, now, leaseMilliseconds, next);
  return audit === null ? null : answerOf(database, store, audit);
}

const isWaiting = (
  name: string,
  hardwareClass: SQL,
): SQL => sql`${sql.identifier(name)}.hardware_class = ${hardwareClass}
    AND ${sql.identifier(name)}.status = 'queued' AND ${sql.identifier(name)}.set_aside_at IS NULL`;

type Asked = Values<"owner" | "hardwareClass" | "now">;

/** The first audit of some that an owner's runners may do: they come in their order, and no more of them are read than up to that one. */
// The limit is written out: of a parameter SQLite wants to know the value, and reads the statement again once it has it.
const firstOf = ({ owner, hardwareClass, now }: Asked, which: SQL, most: number): SQL => sql`(
    SELECT audits.id FROM (
      SELECT one.id, one.reporter, one.entrant FROM audits AS one WHERE ${isWaiting("one", hardwareClass)} AND ${which} ORDER BY one.requested_at, one.id LIMIT ${sql.raw(String(most))}) AS found
    CROSS JOIN audits ON audits.id = found.id
    WHERE found.reporter IS NOT ${owner} AND found.entrant <> ${owner} AND NOT ${isOverdue(now)} AND ${isSuitable(owner)} LIMIT 1)`;

/** What every request for a lease reads of the audits that wait: the oldest, where the owner's runners may do it, and whether there are any. */
export const waitingAudits = (asked: Asked) => ({
  oldest: sql<string | null>`${firstOf(asked, sql`TRUE`, 1)}`.as("oldest_audit"),
  waits: sql<number>`EXISTS (SELECT 1 FROM audits AS one WHERE ${isWaiting("one", asked.hardwareClass)})`.as(
    "audit_waits",
  ),
});

/** Reporters and entrants that are gone through, and audits of each pair: some may be disputes in which the owner has had its say, and which wait for others. */
const [mostPairs, mostOfPair] = [16, 8];

/** The first audit that an owner's runners may do of those whose reporter and entrant are others. Read from indexes, whatever else waits. */
const auditOfOthers = prepareOnce((database, asked: Asked) => {
  const { owner, hardwareClass } = asked;
  // Greater than any name.
  const last = sql`char(1114111)`;
  const pairAfter = (reporter: SQL, entrant: SQL) => sql`(
    SELECT one.id FROM audits AS one WHERE ${isWaiting("one", hardwareClass)} AND (one.reporter, one.entrant) > (${reporter}, ${entrant})
    ORDER BY one.reporter, one.entrant LIMIT 1)`;
  const ofPair = firstOf(
    asked,
    sql`one.reporter = pairs.reporter AND one.entrant = pairs.entrant`,
    mostOfPair,
  );
  const found = sql`(
    WITH RECURSIVE pairs(reporter, entrant, count) AS (
      SELECT start.reporter, start.entrant, 1 FROM audits AS start WHERE start.id = ${pairAfter(sql`''`, sql`''`)}
      UNION ALL
      SELECT later.reporter, later.entrant, count + 1 FROM pairs CROSS JOIN audits AS later
        ON later.id = ${pairAfter(sql`pairs.reporter`, sql`CASE WHEN pairs.reporter = ${owner} THEN ${last} ELSE pairs.entrant END`)}
      WHERE count < ${mostPairs})
    SELECT found FROM (
      SELECT ${ofPair} AS found FROM pairs WHERE pairs.reporter <> ${owner} AND pairs.entrant <> ${owner} LIMIT -1)
    WHERE found IS NOT NULL LIMIT 1)`;
  return [database.select({ id: audits.id }).from(audits).where(sql`audits.id = ${found}`)];
});

/** Whether a row of `audits` is for runners of this owner. */
const isSuitable = (owner: SQL): SQL => sql`${mayAudit(owner)} AND ${mayTry(sql`audits.trial`, owner)}`;

type Claim = Values<"runner" | "owner" | "next" | "jobs" | "now" | "expiresAt">;

const claim = prepareOnce((database, value: Claim) => {
  const { runner, now } = value;
  const held = heldLeases(runner, now);
  return [
    database
      .update(audits)
      .set({
        status: "leased",
        runner,
        owner: value.owner,
        attempt: sql`1 + max(
          (SELECT attempt FROM trials WHERE trials.id = audits.trial),
          (SELECT coalesce(max(other.attempt), 0) FROM audits AS other WHERE other.trial = audits.trial),
          (SELECT coalesce(max(lost.attempt), 0) FROM lost_leases AS lost WHERE lost.trial = audits.trial))`,
        leasedAt: now,
        heardAt: null,
        leaseExpiresAt: value.expiresAt,
      })
      .where(sql`audits.id = ${value.next} AND audits.status = 'queued' AND audits.set_aside_at IS NULL AND NOT ${isOverdue(now)}
          AND ${isSuitable(value.owner)} AND ${held} < ${value.jobs} AND ${mayHold(runner, value.owner)}`)
      .returning(),
    database
      .select()
      .from(audits)
      .where(
        sql`runner = ${runner} AND status = 'leased' AND heard_at IS NULL AND lease_expires_at > ${now}
          AND ${held} >= ${value.jobs}`,
      )
      .limit(1),
    eventsFrom(
      database,
      "audit-leased",
      {
        at: now,
        entry: entryOfAudit,
        trial: sql`audits.trial`,
        runner,
        attempt: sql`audits.attempt`,
      },
      sql`FROM audits WHERE audits.id = ${value.next} AND audits.runner = ${runner} AND audits.status = 'leased' AND audits.leased_at = ${now}`,
    ),
  ] as const;
});

/** The next, where nobody else has it by now, or else the one that it has not heard of. */
async function claimAudit(
  database: Database,
  { id, owner, jobs }: Claimant,
  now: number,
  leaseMilliseconds: number,
  next: string | null,
): Promise<AuditRow | null> {
  const [[claimed], [unheard]] = await database.batch(
    claim(database, { runner: id, owner, next, jobs, now, expiresAt: now + leaseMilliseconds }),
  );
  return claimed ?? unheard ?? null;
}

const readAudited = prepareOnce((database, { trial, record }: Values<"trial" | "record">) => [
  heldTrials(database, eq(trials.id, trial)),
  database
    .select(recorded)
    .from(records)
    .where(and(eq(records.trial, trial), eq(records.sha256, record))),
]);

async function answerOf(database: Database, store: R2Bucket, audit: AuditRow): Promise<Lease | null> {
  try {
    const [[found], [record]] = await database.batch(readAudited(database, audit));
    if (found === undefined) throw notFound("trial", audit.trial, "GET /v1/entries/:id");
    return await leaseOf(store, heldOf(found), {
      attempt: audit.attempt ?? 0,
      expiresAt: audit.leaseExpiresAt ?? 0,
      capSeconds: capOfRecorded(record),
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
