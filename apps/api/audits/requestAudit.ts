import type { Audit } from "@steepest/core/schema/api/trust.ts";
import { type SQL, sql } from "drizzle-orm";
import { audits } from "../database/auditTables.ts";
import { insertFrom } from "../database/insertFrom.ts";
import type { Database } from "../database/openDatabase.ts";
import { isSetAside } from "./setAside.ts";

/**
 * A statement that asks for audits of the claimed records of `where` (a condition on `records`); none where one of that record is open. The platform
 * asks once for each record, whatever came of it; `again` is for who has a reason to.
 */
export const requestAudit = (
  database: Database,
  where: SQL,
  about: {
    readonly reason: Audit["reason"];
    readonly requestedBy?: string;
    readonly now: number | SQL;
    readonly again?: boolean;
  },
) =>
  insertFrom(
    database,
    audits,
    {
      id: sql`'a' || lower(hex(randomblob(6)))`,
      trial: sql`records.trial`,
      record: sql`records.sha256`,
      reason: about.reason,
      hardwareClass: sql`entries.hardware_class`,
      reporter: sql`records.owner`,
      entrant: sql`submissions.owner`,
      requestedBy: about.requestedBy ?? null,
      requestedAt: about.now,
      status: "queued",
      setAsideAt: sql`CASE WHEN ${isSetAside} THEN ${about.now} END`,
    },
    sql`FROM records
      JOIN trials ON trials.id = records.trial
      JOIN entries ON entries.id = trials.entry
      JOIN versions ON versions.version = entries.version
      JOIN submissions ON submissions.name = versions.submission
      WHERE ${where} AND (${about.again ? 1 : 0} OR (records.verified_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM audits AS known WHERE known.trial = records.trial AND known.record = records.sha256 AND known.status <> 'withdrawn')))`,
  ).onConflictDoNothing();
