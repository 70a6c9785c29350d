import { eq, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { audits } from "../database/auditTables.ts";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { notify } from "../notifications/notify.ts";
import { loadTrial } from "../queue/loadTrial.ts";
import { isAuditable } from "./auditNewRecord.ts";
import { requestAudit } from "./requestAudit.ts";

const dayMilliseconds = 24 * 3600_000;

/** Asks for an audit of a trial on a user's behalf: once a day per board, but for those that were right. Where one is open already, that one is the answer, and the day's is not spent. */
export async function challengeTrial(
  database: Database,
  actor: Actor,
  id: string,
  now: number,
): Promise<void> {
  const { trial, entry } = await loadTrial(database, id, visibleTo(actor));
  if (!isAuditable(entry.hardwareClass) || entry.trust !== "verified") {
    throw new ApiProblem(409, "not-auditable", {
      title: `The trial ${id} cannot be audited.`,
      detail:
        entry.trust === "verified"
          ? `${entry.hardwareClass} is ruled by the clock: two runs of a trial differ by themselves.`
          : "It is of a self-reported entry, which is ranked with nobody.",
      solution: "Challenge a trial of a class with reference time, on its board.",
    });
  }
  if (trial.record === null) {
    throw new ApiProblem(409, "no-record", {
      title: `The trial ${id} has no record to audit.`,
      detail: `It is ${trial.status}.`,
      solution: "Wait until it has finished.",
    });
  }
  const itsRecord = sql`records.trial = ${id} AND records.sha256 = ${trial.record}`;
  // The latest of the same user on the same board. Who has deleted their account meanwhile is named nowhere again.
  const spent = sql`(NOT EXISTS (SELECT 1 FROM users WHERE name = ${actor.user}) OR EXISTS (
    SELECT 1 FROM audits AS asked JOIN trials ON trials.id = asked.trial JOIN entries ON entries.id = trials.entry
    WHERE asked.requested_by = ${actor.user} AND asked.requested_at > ${now - dayMilliseconds}
      AND asked.outcome IS NOT 'mismatch'
      AND entries.suite = ${entry.suite} AND entries.ruleset = ${entry.ruleset}
      AND entries.hardware_class = ${entry.hardwareClass}))`;
  const [, asked] = await database.batch([
    eventsFrom(
      database,
      "challenged",
      { at: now, user: actor.user, entry: entry.id, trial: id },
      sql`WHERE NOT ${spent} AND NOT EXISTS (SELECT 1 FROM audits WHERE trial = ${id} AND status IN ('queued', 'leased'))`,
    ),
    requestAudit(database, sql`${itsRecord} AND NOT ${spent}`, {
      reason: "challenge",
      requestedBy: actor.user,
      now,
      again: true,
    }).returning({ id: audits.id }),
    notify(
      database,
      "challenged",
      {
        user: sql`entries.owner`,
        subject: sql`audits.trial`,
        entry: sql`entries.id`,
        trial: sql`audits.trial`,
        detail: `${actor.user} asks for an audit of it.`,
      },
      sql`FROM audits JOIN trials ON trials.id = audits.trial JOIN entries ON entries.id = trials.entry
        WHERE audits.trial = ${id} AND audits.requested_by = ${actor.user} AND audits.requested_at = ${now}`,
      now,
    ),
  ]);
  if (asked.length > 0) return;
  const open = await database
    .select()
    .from(audits)
    .where(sql`${eq(audits.trial, id)} AND status IN ('queued', 'leased')`);
  if (open.length > 0) return;
  throw new ApiProblem(429, "challenged-today", {
    title: "You have challenged a trial of this board today.",
    detail: "An audit costs a machine as long as the trial did: one a day, per user and board.",
    solution: "Try again tomorrow, or replay the record on your own machine: `steepest replay`.",
  });
}
