import type { VoidKind } from "@steepest/core/schema/api/trust.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { notify } from "./notify.ts";

/** Statements, for the end of the batch that makes a void: whose entries it touches, and whose runners or uploads are void, are told why. */
export function notifyVoid(
  database: Database,
  { kind, subject, reason }: { readonly kind: VoidKind; readonly subject: string; readonly reason: string },
  now: number,
) {
  const standing = sql`(SELECT id FROM voids WHERE kind = ${kind} AND subject = ${subject} AND lifted_at IS NULL)`;
  const isNew = sql`EXISTS (SELECT 1 FROM voids WHERE kind = ${kind} AND subject = ${subject} AND lifted_at IS NULL AND at = ${now})`;
  const ofEntry = { user: sql`entries.owner`, entry: sql`entries.id` };
  const withdrawn = sql`FROM withdrawn_records AS gone
    JOIN trials ON trials.id = gone.trial JOIN entries ON entries.id = trials.entry
    WHERE gone.void = ${standing} AND gone.withdrawn_at = ${now}`;
  if (kind === "entry") {
    const told = { ...ofEntry, subject: sql`entries.id`, detail: `The entry is void: ${reason}` };
    return [
      notify(database, "voided", told, sql`FROM entries WHERE entries.id = ${subject} AND ${isNew}`, now),
    ];
  }
  if (kind === "record") {
    const told = {
      ...ofEntry,
      subject: sql`trials.id`,
      trial: sql`trials.id`,
      detail: `Its record is void, and it runs again: ${reason}`,
    };
    return [notify(database, "voided", told, withdrawn, now)];
  }
  const owner =
    kind === "runner"
      ? sql`FROM runners WHERE runners.id = ${subject} AND ${isNew}`
      : sql`FROM users WHERE users.name = ${subject} AND ${isNew}`;
  const whose = {
    user: kind === "runner" ? sql`runners.owner` : sql`users.name`,
    subject: sql`${subject}`,
    detail: `${{ runner: `Your runner ${subject} is void`, user: "Your runners and uploads are void", uploads: "What you uploaded is void" }[kind]}: ${reason}`,
  };
  const records = {
    ...ofEntry,
    subject: sql`entries.id`,
    detail: sql`count(*) || ${` records of it are void, and their trials run again: ${reason}`}`,
  };
  return [
    notify(database, "voided", whose, owner, now),
    notify(database, "voided", records, sql`${withdrawn} GROUP BY entries.id`, now),
  ];
}
