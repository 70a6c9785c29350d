import { hardwareClass } from "@steepest/workloads/catalogue.ts";
import { sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { type AuditRules, isDrawn } from "./auditDraw.ts";
import { requestAudit } from "./requestAudit.ts";

/** Whether records of a class can be audited: under a clock two runs of a trial differ by themselves. */
export const isAuditable = (classId: string): boolean => hardwareClass(classId).measure === "reference";

const requestOf = prepareOnce((database, { trial, record, now }: Values<"trial" | "record" | "now">) => [
  requestAudit(database, sql`records.trial = ${trial} AND records.sha256 = ${record}`, {
    reason: "random",
    now,
  }),
]);

/** Statements for the batch that counts a record: an audit of it, where the draw says so. */
export const auditByDraw = (
  database: Database,
  { secret, share }: AuditRules,
  counted: { readonly trial: string; readonly record: string; readonly hardwareClass: string },
  now: number,
) =>
  secret !== undefined && isAuditable(counted.hardwareClass) && isDrawn(secret, share, counted)
    ? requestOf(database, { trial: counted.trial, record: counted.record, now })
    : [];
