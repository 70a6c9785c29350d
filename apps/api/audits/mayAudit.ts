import { type SQL, sql } from "drizzle-orm";

/** Whether runners of `owner` may do a row of `audits`: not who reported the record, not who entered its submission or has it now, and nobody twice. The plus keeps SQLite from the index of all audits' records. */
export const mayAudit = (owner: SQL): SQL => sql`(
  audits.reporter IS NOT ${owner} AND audits.entrant <> ${owner}
  AND NOT EXISTS (
    SELECT 1 FROM trials AS its JOIN entries AS whole ON whole.id = its.entry
    WHERE its.id = audits.trial AND ${owner} IN (whole.owner, whole.drawn_for))
  AND NOT EXISTS (
    SELECT 1 FROM audits AS earlier
    WHERE earlier.trial = audits.trial AND earlier.record = audits.record
      AND earlier.owner = ${owner} AND +earlier.audit_record IS NOT NULL))`;
