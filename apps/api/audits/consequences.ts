import type { AuditDifference } from "@steepest/core/score/auditDifferences.ts";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { keepResults } from "../boards/resultsChanged.ts";
import type { audits } from "../database/auditTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { records } from "../database/schema.ts";
import { requestAudit } from "./requestAudit.ts";
import type { Verdict } from "./verdictOf.ts";
import { type Void, voidStatements } from "./voidStatements.ts";

/** Whose record, of which trial. */
export type Audited = Pick<typeof audits.$inferSelect, "trial" | "record">;

/** Who answers for the record: its runner, or the user that uploaded it. */
export async function reporterOf(
  database: Database,
  audit: Audited,
): Promise<Pick<Void, "kind" | "subject"> | null> {
  const [record] = await database
    .select()
    .from(records)
    .where(and(eq(records.trial, audit.trial), eq(records.sha256, audit.record)));
  if (record === undefined) return null;
  if (record.runner !== null) return { kind: "runner", subject: record.runner };
  return record.owner === null ? null : { kind: "uploads", subject: record.owner };
}

/** What follows from an audit's verdict, once it is ended (`isEnded`): statements for the batch that ends it. */
export function consequences(
  database: Database,
  found: {
    readonly audit: Audited;
    readonly verdict: Verdict;
    readonly differences: readonly AuditDifference[];
  },
  reporter: Pick<Void, "kind" | "subject"> | null,
  isEnded: SQL,
  now: number,
) {
  const { audit, verdict, differences } = found;
  const itsRecord = sql`records.trial = ${audit.trial} AND records.sha256 = ${audit.record} AND ${isEnded}`;
  switch (verdict.kind) {
    case "outdated":
      return [];
    case "open":
      return [requestAudit(database, itsRecord, { reason: "settle", now, again: true })];
    case "verified":
      return [
        database.update(records).set({ verifiedAt: now }).where(sql`verified_at IS NULL AND ${itsRecord}`),
        keepResults(
          database,
          sql`(trials.entry, trials.workload) = (SELECT own.entry, own.workload FROM trials AS own WHERE own.id = ${audit.trial})`,
        ),
        ...voidAuditors(database, audit, verdict.wrong, isEnded, now),
      ];
    case "refuted": {
      const [first] = differences;
      const reason = `An audit of the trial ${audit.trial} gave ${show(first?.audited)} for ${first?.path ?? "its numbers"}, where the record says ${show(first?.recorded)} (${differences.length} differences); ${verdict.isSettled ? "others agree with the audit" : "no other owner's runner is there to settle it"}.`;
      return [
        ...(reporter === null
          ? []
          : voidStatements(database, { ...reporter, reason, by: null }, now, isEnded)),
        ...voidAuditors(database, audit, verdict.wrong, isEnded, now),
        // Whoever has confirmed it before, it counts no more.
        ...voidStatements(
          database,
          { kind: "record", subject: audit.trial, reason, by: null },
          now,
          sql`${isEnded} AND EXISTS (SELECT 1 FROM records WHERE records.trial = ${audit.trial} AND records.sha256 = ${audit.record})`,
        ),
      ];
    }
  }
}

const voidAuditors = (
  database: Database,
  audit: Audited,
  wrong: readonly string[],
  guard: SQL,
  now: number,
) =>
  wrong.flatMap((runner) => {
    const reason = `Its audit of the trial ${audit.trial} gave other numbers than the runners of more other owners.`;
    return voidStatements(database, { kind: "runner", subject: runner, reason, by: null }, now, guard);
  });

const show = (value: unknown): string =>
  value === undefined ? "nothing" : JSON.stringify(value).slice(0, 80);
