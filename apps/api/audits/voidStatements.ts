import type { VoidKind } from "@steepest/core/schema/api/trust.ts";
import { type SQL, sql } from "drizzle-orm";
import { keepResults } from "../boards/resultsChanged.ts";
import { voids } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, records } from "../database/schema.ts";
import { notifyVoid } from "../notifications/notifyVoid.ts";
import { takeLeases } from "../queue/takeLeases.ts";
import { isVoid } from "./isVoid.ts";
import { requestAudit } from "./requestAudit.ts";
import { setAuditsAside } from "./setAside.ts";
import { withdraw } from "./withdraw.ts";

export interface Void {
  readonly kind: VoidKind;
  /** An entry's, trial's or runner's id, or a user's name. */
  readonly subject: string;
  readonly reason: string;
  /** The operator; null where an audit found it. */
  readonly by: string | null;
}

/**
 * Statements, for one batch, that withdraw something with a reason. Records that an audit has confirmed stay where their runner or uploader is void, and
 * what only its own audits confirmed is claimed again. `guard` says whether any of it is to happen.
 */
export function voidStatements(
  database: Database,
  { kind, subject, reason, by }: Void,
  now: number,
  guard: SQL = sql`TRUE`,
) {
  const standing = sql`(SELECT id FROM voids WHERE kind = ${kind} AND subject = ${subject} AND lifted_at IS NULL)`;
  const note = [
    eventsFrom(
      database,
      "voided",
      { at: now, user: by, detail: `${kind} ${subject}: ${reason}` },
      sql`WHERE ${guard} AND ${standing} IS NULL`,
    ),
    insertFrom(
      database,
      voids,
      { kind, subject, reason, by, at: now },
      sql`WHERE ${guard}`,
    ).onConflictDoNothing(),
  ] as const;
  const unaudited = (whose: SQL) =>
    withdraw(
      database,
      sql`(${whose}) AND records.verified_at IS NULL AND ${guard}`,
      { void: standing, reason },
      now,
    );
  const told = notifyVoid(database, { kind, subject, reason }, now);
  switch (kind) {
    case "entry":
      return [
        ...note,
        database.update(entries).set({ voidedAt: now }).where(sql`id = ${subject} AND ${guard}`),
        // Nobody goes on with what does not count, nor gets it again.
        ...takeLeases(database, { entry: subject, reason: "the entry is void" }, now, guard),
        setAuditsAside(database, subject, now),
        ...told,
      ];
    case "record":
      return [
        ...note,
        ...withdraw(database, sql`records.trial = ${subject} AND ${guard}`, { void: standing, reason }, now),
        ...told,
      ];
    case "uploads":
      return [...note, ...unaudited(sql`records.runner IS NULL AND records.owner = ${subject}`), ...told];
    case "runner":
      return [
        ...note,
        ...unaudited(
          sql`records.runner = ${subject} AND records.owner = (SELECT owner FROM runners WHERE runners.id = ${subject})`,
        ),
        ...stop(database, sql`(${subject})`, now, guard),
        ...told,
      ];
    case "user":
      return [
        ...note,
        ...unaudited(sql`records.owner = ${subject}`),
        ...stop(database, sql`(SELECT id FROM runners WHERE owner = ${subject})`, now, guard),
        ...told,
      ];
  }
}

/** The void that stands of who reported a row of `records`. */
const reportersVoid = sql`(
  SELECT id FROM voids WHERE lifted_at IS NULL AND kind = 'runner' AND subject = records.runner
  UNION ALL SELECT id FROM voids WHERE lifted_at IS NULL AND kind = 'user' AND subject = records.owner LIMIT 1)`;

/** Takes from runners what they hold, and from their audits what these confirmed alone. */
function stop(database: Database, runners: SQL, now: number, guard: SQL) {
  const confirmedBy = (whose: SQL) => sql`EXISTS (
    SELECT 1 FROM audits WHERE audits.trial = records.trial AND audits.record = records.sha256
      AND +audits.outcome = 'match' AND +audits.runner ${whose})`;
  const theirsAlone = sql`${confirmedBy(sql`IN ${runners}`)} AND NOT ${confirmedBy(sql`NOT IN ${runners}`)} AND ${guard}`;
  return [
    requestAudit(database, sql`records.verified_at IS NOT NULL AND ${theirsAlone}`, {
      reason: "rank",
      now,
      again: true,
    }),
    database.update(records).set({ verifiedAt: null }).where(sql`verified_at IS NOT NULL AND ${theirsAlone}`),
    // Of a reporter who is void themselves nothing counts that nobody else confirmed, whoever was void first.
    ...withdraw(
      database,
      sql`records.trial IN (SELECT audits.trial FROM audits WHERE audits.outcome = 'match' AND audits.runner IN ${runners})
        AND records.verified_at IS NULL AND ${isVoid(sql`records.runner`, sql`records.owner`)} AND ${guard}`,
      { void: reportersVoid, reason: "Who reported it is void, and so is who confirmed it." },
      now,
    ),
    keepResults(
      database,
      sql`(trials.entry, trials.workload) IN (
        SELECT own.entry, own.workload FROM audits JOIN trials AS own ON own.id = audits.trial
        WHERE audits.outcome = 'match' AND audits.runner IN ${runners}) AND ${guard}`,
    ),
    ...takeLeases(database, { runners, reason: "the runner is void" }, now, guard),
  ] as const;
}
