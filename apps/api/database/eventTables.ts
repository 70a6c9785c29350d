import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, unique } from "drizzle-orm/sqlite-core";

/** What happened, for operators: append-only, and forgotten after some time (`forgetEvents`). */
export const events = sqliteTable(
  "events",
  {
    id: integer().primaryKey({ autoIncrement: true }),
    at: integer().notNull(),
    kind: text().notNull(),
    user: text(),
    entry: text(),
    trial: text(),
    runner: text(),
    detail: text(),
    /** Which lease of the trial it is of: what can happen to a lease happens once. Null of what is no lease's. */
    attempt: integer(),
  },
  (table) => [
    unique("event_of_lease").on(table.trial, table.kind, table.attempt),
    // Each index is a row written for every event: those of trials are found by their trials, and those that every trial has by going back from the newest.
    index("events_of_entry").on(table.entry).where(sql`trial IS NULL`),
    index("events_of_kind").on(table.kind).where(sql`kind NOT IN ('trial-leased', 'trial-finished')`),
    index("events_of_user").on(table.user).where(sql`user IS NOT NULL`),
    index("events_of_runner").on(table.runner).where(sql`runner IS NOT NULL`),
  ],
);
