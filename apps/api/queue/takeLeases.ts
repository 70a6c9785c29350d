import { type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, trials } from "../database/schema.ts";

/** Whose leases: of runners (a list of their ids), or of an entry's trials and their audits. */
type Held = { readonly runners: SQL } | { readonly entry: string };

/** Statements, for one batch, that take leases from those who hold them, without blaming the trials. `guard` says whether it is to happen. */
export function takeLeases(
  database: Database,
  of: Held & { readonly reason: string },
  now: number,
  guard: SQL = sql`TRUE`,
) {
  const { reason } = of;
  const theirs = (table: "trials" | "audits") => {
    if ("runners" in of) return sql`${sql.identifier(table)}.runner IN ${of.runners}`;
    return table === "trials"
      ? sql`trials.entry = ${of.entry}`
      : sql`audits.trial IN (SELECT own.id FROM trials AS own WHERE own.entry = ${of.entry})`;
  };
  const held = (table: "trials" | "audits") =>
    sql`${sql.identifier(table)}.status = 'leased' AND ${theirs(table)} AND ${guard}`;
  return [
    eventsFrom(
      database,
      "audit-released",
      {
        at: now,
        entry: sql`(SELECT entry FROM trials WHERE trials.id = audits.trial)`,
        trial: sql`audits.trial`,
        runner: sql`audits.runner`,
        detail: reason,
        attempt: sql`audits.attempt`,
      },
      sql`FROM audits WHERE ${held("audits")}`,
    ),
    database.update(audits).set({ status: "queued", leaseExpiresAt: null }).where(held("audits")),
    eventsFrom(
      database,
      "trial-released",
      {
        at: now,
        entry: sql`trials.entry`,
        trial: sql`trials.id`,
        runner: sql`trials.runner`,
        detail: reason,
        attempt: sql`trials.attempt`,
      },
      sql`FROM trials WHERE ${held("trials")}`,
    ),
    // Whose turn it is goes by what has started: these no longer have.
    database
      .update(entries)
      .set({
        started: sql`started - (SELECT count(*) FROM trials WHERE trials.entry = entries.id AND ${held("trials")})`,
      })
      .where(sql`id IN (SELECT trials.entry FROM trials WHERE ${held("trials")})`),
    database
      .update(trials)
      .set({ status: "queued", runner: null, leaseExpiresAt: null, progress: null })
      .where(held("trials")),
  ] as const;
}
