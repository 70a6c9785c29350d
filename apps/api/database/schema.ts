import type { TrialProgress } from "@steepest/core/schema/api/entries.ts";
import type { Environment } from "@steepest/core/schema/environment.ts";
import type { Manifest } from "@steepest/core/schema/manifest.ts";
import type { Charges } from "@steepest/core/schema/measures.ts";
import type { Ruleset } from "@steepest/core/schema/ruleset.ts";
import type { HyperparameterPoint } from "@steepest/core/schema/searchSpace.ts";
import type { TrialOutcome } from "@steepest/core/schema/trialOutcome.ts";
import type { Milestone } from "@steepest/core/score/milestones.ts";
import { sql } from "drizzle-orm";
import {
  type AnySQLiteColumn,
  check,
  foreignKey,
  index,
  integer,
  real,
  sqliteTable,
  text,
  unique,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import { users } from "./userTables.ts";

// Every time is an integer: milliseconds since 1970. Bodies (sources, records) live in R2 under their SHA-256.

/** A name and who owns it. */
export const submissions = sqliteTable(
  "submissions",
  {
    name: text().primaryKey(),
    owner: text()
      .notNull()
      .references(() => users.name),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [index("submissions_of_owner").on(table.owner, table.name)],
);

/** One upload of a submission; its files are in R2 at `sources/<version>`. */
export const versions = sqliteTable(
  "versions",
  {
    version: text().primaryKey(),
    submission: text()
      .notNull()
      .references(() => submissions.name),
    number: integer().notNull(),
    ruleset: text().$type<Ruleset>().notNull(),
    manifest: text({ mode: "json" }).$type<Manifest>().notNull(),
    createdAt: integer("created_at").notNull(),
    isPrivate: integer("is_private", { mode: "boolean" }).notNull().default(false), // its owner's until an entry of it is published
    library: text(), // SHA-256 of the library that it was checked with, in R2 at `libraries/<library>`
  },
  (table) => [
    unique("version_number").on(table.submission, table.number),
    check("version_is_a_hash", sql`length(${table.version}) = 64`),
    check("version_number_counts_from_1", sql`${table.number} >= 1`),
    check("version_ruleset", sql`${table.ruleset} IN ('external', 'self')`),
  ],
);

/** One version on one board. A board is (suite, ruleset, hardware class). */
export const entries = sqliteTable(
  "entries",
  {
    id: text().primaryKey(),
    version: text()
      .notNull()
      .references(() => versions.version),
    /** That of its submission, which takes turns with others in the queue. */
    owner: text().notNull().default(""),
    suite: text().notNull(),
    suiteVersion: integer("suite_version").notNull(),
    ruleset: text().$type<Ruleset>().notNull(),
    hardwareClass: text("hardware_class").notNull(),
    trust: text().$type<"verified" | "self-reported">().notNull(),
    seed: integer().notNull(), // hyperparameters and trial seeds all follow from this number
    createdAt: integer("created_at").notNull(),
    finishedAt: integer("finished_at"), // when its last trial ended
    cancelledAt: integer("cancelled_at"),
    /** SHA-256 of the round's secret that its seed follows from; null where there was none. */
    seedCommitment: text("seed_commitment"),
    drawnFor: text("drawn_for"), // whose name its seed follows from, where its submission is another's by now
    voidedAt: integer("voided_at"), // why is in `voids`
    /** Its trials that are leased or have ended: its owner's entries take turns by it (`countStarted`). */
    started: integer().notNull().default(0),
    ended: integer().notNull().default(0), // those of them that have ended
    /** Its results are its owner's until they publish it, which cannot be undone. */
    isPrivate: integer("is_private", { mode: "boolean" }).notNull().default(false),
    withdrawnAt: integer("withdrawn_at"), // when its owner withdrew it: it stays, and is ranked no more
    rerunAt: integer("rerun_at"), // when its owner had what machines had failed run again, which they may once
    hiddenAt: integer("hidden_at"), // when an operator hid it: it is private then, and its owner cannot publish it
  },
  (table) => [
    uniqueIndex("entry_once_per_board")
      .on(table.version, table.suite, table.suiteVersion, table.ruleset, table.hardwareClass, table.trust)
      .where(sql`cancelled_at IS NULL`),
    // Every list of entries is read from an index that ends in its order: a page costs a page.
    index("entries_by_time").on(table.createdAt, table.id),
    index("entries_of_board").on(table.suite, table.ruleset, table.hardwareClass, table.createdAt, table.id),
    index("entries_of_board_version").on(
      table.suite,
      table.ruleset,
      table.hardwareClass,
      table.suiteVersion,
      table.createdAt,
      table.id,
    ),
    index("open_entries_of_board")
      .on(table.suite, table.ruleset, table.hardwareClass, table.createdAt, table.id)
      .where(sql`finished_at IS NULL AND cancelled_at IS NULL`),
    index("voided_entries")
      .on(table.suite, table.ruleset, table.hardwareClass, table.suiteVersion)
      .where(sql`voided_at IS NOT NULL`),
    index("entries_of_version").on(table.version),
    index("entries_of_owner").on(table.owner, table.createdAt, table.id),
    index("open_entries_of_owner").on(table.owner).where(sql`finished_at IS NULL AND cancelled_at IS NULL`),
    index("open_entries")
      .on(table.hardwareClass, table.owner, table.started, table.createdAt, table.id)
      .where(sql`trust = 'verified' AND finished_at IS NULL AND cancelled_at IS NULL`),
    check("entry_ruleset", sql`${table.ruleset} IN ('external', 'self')`),
    check("entry_trust", sql`${table.trust} IN ('verified', 'self-reported')`),
    check("entry_ends_one_way", sql`${table.finishedAt} IS NULL OR ${table.cancelledAt} IS NULL`),
  ],
);

export const runners = sqliteTable(
  "runners",
  {
    id: text().primaryKey(),
    name: text().notNull().unique(),
    owner: text()
      .notNull()
      .references(() => users.name),
    hardwareClass: text("hardware_class").notNull(),
    environment: text({ mode: "json" }).$type<Environment>().notNull(),
    /** The latest calibration: all parts are in `environment`. Null before the first. */
    calibrationSeconds: real("calibration_seconds"),
    calibratedAt: integer("calibrated_at"),
    createdAt: integer("created_at").notNull(),
    lastSeenAt: integer("last_seen_at").notNull(),
    /** The process that works under the name, as it called itself when it registered last; null of one that did not say. */
    instance: text(),
    /** Since when an operator lets it end what it has, and gives it nothing new. */
    drainingAt: integer("draining_at"),
    /** Since when it is refused, and why. */
    bannedAt: integer("banned_at"),
    banReason: text("ban_reason"),
  },
  (table) => [
    index("runners_by_time").on(table.lastSeenAt, table.id),
    index("runners_of_class").on(table.hardwareClass, table.lastSeenAt),
    index("runners_of_owner").on(table.owner, table.lastSeenAt, table.id),
  ],
);

export type TrialStatus = "queued" | "leased" | "finished" | "cancelled" | "quarantined";

/** A planned training run and its place in the queue. */
export const trials = sqliteTable(
  "trials",
  {
    id: text().primaryKey(),
    entry: text()
      .notNull()
      .references(() => entries.id),
    workload: text().notNull(),
    study: integer().notNull(),
    trial: integer().notNull(),
    position: integer().notNull(), // in the order of the entry's plan
    seed: integer().notNull(),
    hyperparameters: text({ mode: "json" }).$type<HyperparameterPoint>().notNull(),
    status: text().$type<TrialStatus>().notNull(),
    attempt: integer().notNull().default(0), // counts leases: a report or heartbeat of an earlier attempt is refused
    /** Leases that ended without a report; who lost them is in `lost_leases`, which decides. */
    crashes: integer().notNull().default(0),
    runner: text().references(() => runners.id),
    leaseExpiresAt: integer("lease_expires_at"),
    /** When the lease that stands, or the last one, was given. Null in rows that are older than this column. */
    leasedAt: integer("leased_at"),
    claim: integer(), // the number of the request that leased it: a runner's requests can come in the same millisecond
    heardAt: integer("heard_at"), // when its runner first beat: it is known to have heard of the lease
    progress: text({ mode: "json" }).$type<TrialProgress>(),
    reason: text(), // what the last attempt died of, or why the trial is quarantined
    record: text(), // SHA-256 of the record that counts
  },
  (table) => [
    unique("trial_once").on(table.entry, table.workload, table.study, table.trial),
    // Both columns: a trial can only point at a record of its own.
    foreignKey({
      name: "trial_record",
      columns: [table.id, table.record],
      foreignColumns: [records.trial, records.sha256],
    }),
    index("open_trials").on(table.entry, table.position).where(sql`status IN ('queued', 'leased')`),
    index("leases").on(table.leaseExpiresAt).where(sql`status = 'leased'`),
    index("leases_of_runner").on(table.runner).where(sql`status = 'leased'`),
    index("leases_of_entry").on(table.entry).where(sql`status = 'leased'`),
    index("crashed_trials").on(table.crashes).where(sql`status = 'queued' AND crashes > 0`),
    index("quarantined_trials").on(table.entry).where(sql`status = 'quarantined'`),
    check(
      "trial_status",
      sql`${table.status} IN ('queued', 'leased', 'finished', 'cancelled', 'quarantined')`,
    ),
    check("leased_by_a_runner", sql`(${table.status} = 'leased') = (${table.runner} IS NOT NULL)`),
    check("leased_until", sql`(${table.status} = 'leased') = (${table.leaseExpiresAt} IS NOT NULL)`),
    check("finished_with_a_record", sql`(${table.status} = 'finished') = (${table.record} IS NOT NULL)`),
    check("quarantined_for_a_reason", sql`${table.status} <> 'quarantined' OR ${table.reason} IS NOT NULL`),
    check("crashes_within_attempts", sql`${table.crashes} BETWEEN 0 AND ${table.attempt}`),
    check("trial_counts_from_0", sql`${table.study} >= 0 AND ${table.trial} >= 0 AND ${table.seed} >= 0`),
  ],
);

/** What is queried of a trial's record; the whole record is in R2 at `records/<sha256>`. At most one per trial. */
export const records = sqliteTable(
  "records",
  {
    trial: text()
      .primaryKey()
      .references((): AnySQLiteColumn => trials.id),
    sha256: text().notNull(),
    bytes: integer().notNull(),
    attempt: integer().notNull(),
    runner: text().references(() => runners.id), // null in self-reported entries
    outcome: text().$type<TrialOutcome["kind"]>().notNull(),
    /** First evaluation that met the target: its step, its seconds of the official measure, all its charges; null where none did. */
    targetStep: integer("target_step"),
    targetSeconds: real("target_seconds"),
    targetCharged: text("target_charged", { mode: "json" }).$type<Charges>(),
    steps: integer().notNull(),
    chargedSeconds: real("charged_seconds").notNull(),
    createdAt: integer("created_at").notNull(),
    board: text(), // that of its entry: a `boardKey`
    pack: integer(), // which of the board's packs for exports has a copy of its body (`packRecords`)
    owner: text().references(() => users.name), // of the runner at that time; or who uploaded it
    verifiedAt: integer("verified_at"), // null while it is only claimed
    milestones: text({ mode: "json" }).$type<readonly Milestone[]>(), // when it met easier targets; null where it is older than this column
    bytesSent: real("bytes_sent"), // by simulated workers; null where there were none
    gradients: integer(), // gradient evaluations of the whole trial; null where it is older than this column
    criticalSeconds: real("critical_seconds"), // `totals.criticalSeconds`; null where nothing was computed side by side
    epsilon: real(), // as the submission states it, like `delta`; null where it states none
    delta: real(),
  },
  (table) => [
    index("records_of_board").on(table.board, table.createdAt, table.trial),
    // Those of one runner are among its owner's.
    index("claims_of_owner").on(table.owner).where(sql`verified_at IS NULL`),
    index("capped_records").on(table.board, table.trial).where(sql`outcome = 'capped'`),
    index("verified_of_board").on(table.board).where(sql`verified_at IS NOT NULL`),
    unique("record_of_trial").on(table.trial, table.sha256),
    index("records_by_hash").on(table.sha256),
    check("record_is_a_hash", sql`length(${table.sha256}) = 64`),
    check("target_in_every_measure", sql`(${table.targetStep} IS NULL) = (${table.targetSeconds} IS NULL)`),
    check("reached_means_a_time", sql`${table.outcome} <> 'reached' OR ${table.targetSeconds} IS NOT NULL`),
    check(
      "record_outcome",
      sql`${table.outcome} IN ('reached', 'exhausted', 'capped', 'diverged', 'failed', 'cancelled')`,
    ),
  ],
);
