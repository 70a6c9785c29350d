import type { BoardSummary } from "@steepest/core/schema/api/boards.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { sql } from "drizzle-orm";
import { index, integer, primaryKey, real, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { entries } from "./schema.ts";

/**
 * What an entry has done on a workload, kept by whatever changes one of its trials, in the same batch (`resultsChanged`), from the entry's own rows alone.
 * Caps, boards and lists read this and no trials, so that their cost does not grow with what others have run.
 */
export const entryResults = sqliteTable(
  "entry_results",
  {
    entry: text()
      .notNull()
      .references(() => entries.id),
    workload: text().notNull(),
    /** With the suite's version, `quick.self.cpu-wasm@3`: a `boardKey`. */
    board: text().notNull(),
    /** Trials that it needs, that have ended, and of these that failed, diverged or were given up. */
    planned: integer().notNull(),
    finished: integer().notNull(),
    failed: integer().notNull(),
    /** Records that count: those that are only claimed, and those that an audit has verified. */
    claimed: integer().notNull().default(0),
    verified: integer().notNull().default(0),
    /** What these records have cost together: seconds of the official measure, and steps. */
    chargedSeconds: real("charged_seconds").notNull().default(0),
    steps: integer().notNull().default(0),
    /** By measure the time of every study, null where it did not reach the target. */
    times: text({ mode: "json" }).$type<Readonly<Record<Measure, readonly (number | null)[]>>>().notNull(),
    /** The slowest study in the official measure, where all reached the target: F of `trialCap.ts`. */
    slowestSeconds: real("slowest_seconds"),
    /** Whether its times are sure to stay on the board, and may cap others: those of a complete verified entry. */
    lasting: integer({ mode: "boolean" }).notNull().default(false),
    /** Gradient evaluations of these records together; null where one is older than this count. */
    gradients: integer(),
    /** By the simulated workers of these records; null where none had any. */
    bytesSent: real("bytes_sent"),
    /** Their critical paths together; null where none computed anything side by side. */
    criticalSeconds: real("critical_seconds"),
    /** The largest that they state, each; null where one that took a step states none. */
    epsilon: real(),
    delta: real(),
  },
  (table) => [
    primaryKey({ name: "result_of_entry", columns: [table.entry, table.workload] }),
    index("fastest_results")
      .on(table.board, table.workload, table.slowestSeconds)
      .where(sql`lasting = 1 AND slowest_seconds IS NOT NULL`),
  ],
);

/** Of a board's complete verified entries: the tenth rank's score, and by workload the fastest time, null where nobody has reached. */
export interface AuditBar {
  readonly score: number;
  readonly fastest: Readonly<Record<string, number | null>>;
}

/** Boards that have had entries. */
export const boards = sqliteTable("boards", {
  /** A `boardKey`. */
  id: text().primaryKey(),
  /** Grows with whatever may change what the board shows. */
  revision: integer().notNull(),
  /** Not counting cancelled ones. */
  entries: integer().notNull(),
  /** What an entry must be below to set nothing that is audited; null where that has to be found anew, as while it is being found (`auditBoard`). */
  bar: text({ mode: "json" }).$type<AuditBar | { readonly making: string }>(),
  /** Until then its complete entries are gathered, to be looked at together: finding out costs what the board is large. */
  gathersUntil: integer("gathers_until").notNull().default(0),
});

/** Boards as they were scored last, by measure; the pages are one object in R2 (`viewBoard`). */
export const boardViews = sqliteTable(
  "board_views",
  {
    /** A `boardKey`. */
    board: text().notNull(),
    measure: text().$type<Measure>().notNull(),
    /** Of `boards`, as it was when the view was made; null before the first. */
    revision: integer(),
    /** Of what the code writes: a view of older code is stale. */
    format: integer(),
    madeAt: integer("made_at").notNull().default(0),
    /** Who makes it anew has until then. */
    makingUntil: integer("making_until").notNull().default(0),
    /** Entries × workloads, which the cost of scoring goes with. */
    cells: integer().notNull().default(0),
    object: text(),
    /** First byte of each page in the object, and where the last ends. */
    offsets: text({ mode: "json" }).$type<readonly number[]>(),
    leader: text({ mode: "json" }).$type<BoardSummary["leader"]>(),
  },
  (table) => [primaryKey({ name: "view_of_board", columns: [table.board, table.measure] })],
);

/** Copies of records for exports, many in one object of R2 (`packRecords`): what an export reads is few objects, however many records a board has. */
export const recordPacks = sqliteTable(
  "record_packs",
  {
    /** A `boardKey`. */
    board: text().notNull(),
    /** From 1, in order of arrival. */
    number: integer().notNull(),
    /** UTC, of its records: `2026-11-29`. Only the last pack of a board grows, and only with records of its day. */
    day: text().notNull().default(""),
    records: integer().notNull(),
    bytes: integer().notNull(),
    object: text().notNull(),
  },
  (table) => [primaryKey({ name: "pack_of_board", columns: [table.board, table.number] })],
);
