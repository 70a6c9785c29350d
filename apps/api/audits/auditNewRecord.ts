import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { type AuditRules, isDrawn } from "./auditDraw.ts";
import { requestAudit } from "./requestAudit.ts";

/** Whether records of a class can be audited: under a clock two runs of a trial differ by themselves. */
export const isAuditable = (classId: string): boolean => hardwareClass(classId).measure === "reference";

/** Statements for the batch that counts a record: an audit of it, where the draw says so. */
export const auditByDraw = (
  database: Database,
  { secret, share }: AuditRules,
  counted: { readonly trial: string; readonly record: string; readonly hardwareClass: string },
  now: number,
) =>
  secret !== undefined && isAuditable(counted.hardwareClass) && isDrawn(secret, share, counted)
    ? [
        requestAudit(database, sql`records.trial = ${counted.trial} AND records.sha256 = ${counted.record}`, {
          reason: "random",
          now,
        }),
      ]
    : [];
