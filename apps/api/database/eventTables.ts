import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What happened, for operators: append-only. */
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
  },
  (table) => [index("events_of_entry").on(table.entry)],
);
