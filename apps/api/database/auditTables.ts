import type { Audit, VoidKind } from "@steepest/core/schema/api/trust.ts";
import type { Charges } from "@steepest/core/schema/measures.ts";
import type { TrialOutcome } from "@steepest/core/schema/trialOutcome.ts";
import type { AuditDifference } from "@steepest/core/score/auditDifferences.ts";
import type { Milestone } from "@steepest/core/score/milestones.ts";
import { sql } from "drizzle-orm";
import { check, index, integer, real, sqliteTable, text, unique, uniqueIndex } from "drizzle-orm/sqlite-core";
import { runners, trials } from "./schema.ts";
import { users } from "./userTables.ts";

/** Second runs of finished trials, each by a runner of an owner who has no part in the record. Its lease is named by the trial and an attempt of its own. */
export const audits = sqliteTable(
  "audits",
  {
    id: text().primaryKey(),
    trial: text()
      .notNull()
      .references(() => trials.id),
    /** SHA-256 of the record that is audited. */
    record: text().notNull(),
    reason: text().$type<Audit["reason"]>().notNull(),
    hardwareClass: text("hardware_class").notNull(),
    /** Who reported the record and who entered its submission: neither audits it. */
    reporter: text(),
    entrant: text().notNull(),
    /** Who challenged. */
    requestedBy: text("requested_by"),
    requestedAt: integer("requested_at").notNull(),
    status: text().$type<Audit["status"]>().notNull(),
    /** Of the lease that stands or the last one: counted on from the trial's, so that (trial, attempt) names one lease only. */
    attempt: integer(),
    runner: text().references(() => runners.id),
    /** Of the runner at that time. */
    owner: text().references(() => users.name),
    leasedAt: integer("leased_at"),
    heardAt: integer("heard_at"),
    leaseExpiresAt: integer("lease_expires_at"),
    outcome: text().$type<NonNullable<Audit["outcome"]>>(),
    /** The first numbers that differ, as people see them. */
    differences: text({ mode: "json" }).$type<AuditDifference[]>(),
    /** SHA-256 of the audit's own record. */
    auditRecord: text("audit_record"),
    endedAt: integer("ended_at"),
    /** Since when nobody is given it, because its entry is cancelled or void. */
    setAsideAt: integer("set_aside_at"),
  },
  (table) => [
    uniqueIndex("one_open_audit").on(table.trial).where(sql`status IN ('queued', 'leased')`),
    index("open_audits").on(table.requestedAt).where(sql`status IN ('queued', 'leased')`),
    // What `claimAudit` gives, oldest first; the same by who may not do it; and what somebody has lost or given back (`endAudits`).
    index("waiting_audits")
      .on(table.hardwareClass, table.requestedAt, table.id)
      .where(sql`status = 'queued' AND set_aside_at IS NULL`),
    index("waiting_audits_of")
      .on(table.hardwareClass, table.reporter, table.entrant, table.requestedAt, table.id)
      .where(sql`status = 'queued' AND set_aside_at IS NULL`),
    index("returned_audits").on(table.requestedAt).where(sql`status = 'queued' AND attempt IS NOT NULL`),
    index("open_disputes").on(table.requestedAt).where(sql`status = 'queued' AND reason = 'settle'`),
    index("audit_leases").on(table.leaseExpiresAt).where(sql`status = 'leased'`),
    unique("audit_lease").on(table.trial, table.attempt),
    index("audit_leases_of_runner").on(table.runner).where(sql`status = 'leased'`),
    index("audits_of_runner").on(table.runner),
    index("audits_by_outcome").on(table.outcome, table.endedAt).where(sql`outcome IS NOT NULL`),
    index("audits_by_hash").on(table.auditRecord).where(sql`audit_record IS NOT NULL`),
    index("challenges").on(table.requestedBy, table.requestedAt).where(sql`requested_by IS NOT NULL`),
    check("audit_reason", sql`${table.reason} IN ('rank', 'random', 'challenge', 'settle')`),
    check("audit_status", sql`${table.status} IN ('queued', 'leased', 'finished', 'withdrawn')`),
    check("audit_ends_with_an_outcome", sql`(${table.status} = 'finished') = (${table.outcome} IS NOT NULL)`),
  ],
);

/** What was withdrawn, by whom and why; public. Lifted ones stay. */
export const voids = sqliteTable(
  "voids",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    kind: text().$type<VoidKind>().notNull(),
    /** An entry's, trial's or runner's id, or a user's name. */
    subject: text().notNull(),
    reason: text().notNull(),
    /** The operator; null where an audit did. */
    by: text(),
    at: integer().notNull(),
    liftedAt: integer("lifted_at"),
    liftedBy: text("lifted_by"),
  },
  (table) => [
    uniqueIndex("void_once").on(table.kind, table.subject).where(sql`lifted_at IS NULL`),
    check("void_kind", sql`${table.kind} IN ('entry', 'record', 'runner', 'uploads', 'user')`),
  ],
);

/** Records that count no more, as they counted; their trials were queued again. `void` is null where no record was withdrawn but what had capped it. */
export const withdrawnRecords = sqliteTable(
  "withdrawn_records",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    trial: text()
      .notNull()
      .references(() => trials.id),
    sha256: text().notNull(),
    bytes: integer().notNull(),
    attempt: integer().notNull(),
    runner: text(),
    outcome: text().$type<TrialOutcome["kind"]>().notNull(),
    targetStep: integer("target_step"),
    targetSeconds: real("target_seconds"),
    targetCharged: text("target_charged", { mode: "json" }).$type<Charges>(),
    steps: integer().notNull(),
    chargedSeconds: real("charged_seconds").notNull(),
    createdAt: integer("created_at").notNull(),
    owner: text(),
    verifiedAt: integer("verified_at"),
    void: integer().references(() => voids.id),
    reason: text().notNull(),
    withdrawnAt: integer("withdrawn_at").notNull(),
    milestones: text({ mode: "json" }).$type<readonly Milestone[]>(),
    gradients: integer(),
    bytesSent: real("bytes_sent"),
    criticalSeconds: real("critical_seconds"),
    epsilon: real(),
    delta: real(),
  },
  (table) => [
    index("withdrawn_of_trial").on(table.trial),
    index("withdrawn_by_void").on(table.void),
    index("withdrawn_by_hash").on(table.sha256),
    index("withdrawn_by_time").on(table.withdrawnAt),
  ],
);

/**
 * What is still to be done after a batch that changed what counts: written in that batch, and taken away when it is done, so that a request that dies in
 * between leaves it to the next (`followUp`).
 */
export const followUps = sqliteTable(
  "follow_ups",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    /** `complete`: what an entry's end has set on its board is to be audited. `changed`: records or entries were withdrawn, or came back. */
    kind: text().$type<"complete" | "changed">().notNull(),
    /** When the batch was, by which the records are known that it withdrew. */
    at: integer().notNull(),
    entries: text({ mode: "json" }).$type<readonly string[]>().notNull(),
    /** The last capped trial that was looked at. */
    after: text().notNull().default(""),
    /** Whoever does it has until then. */
    takenUntil: integer("taken_until").notNull(),
  },
  (table) => [check("follow_up_kind", sql`${table.kind} IN ('complete', 'changed')`)],
);
