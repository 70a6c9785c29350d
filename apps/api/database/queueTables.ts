import { integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { runners, trials } from "./schema.ts";
import { users } from "./userTables.ts";

/** Leases that ended without a record, by a runner's silence or its report of a crash: who has lost which trial. An operator's requeue forgets a trial's. */
export const lostLeases = sqliteTable(
  "lost_leases",
  {
    trial: text()
      .notNull()
      .references(() => trials.id),
    attempt: integer().notNull(),
    runner: text()
      .notNull()
      .references(() => runners.id),
    /** Of the runner at that time: a trial is given up by its losses to distinct owners. */
    owner: text()
      .notNull()
      .references(() => users.name),
    at: integer().notNull(),
    reason: text().notNull(),
  },
  (table) => [primaryKey({ name: "lost_lease", columns: [table.trial, table.attempt] })],
);
