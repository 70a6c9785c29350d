import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Which turn of a hardware class was a user's last: whose is longest ago is next. */
export const turns = sqliteTable(
  "turns",
  {
    user: text().notNull(),
    hardwareClass: text("hardware_class").notNull(),
    /** Counts the leases of the class. */
    turn: integer().notNull(),
  },
  (table) => [
    primaryKey({ name: "turn_of_user", columns: [table.hardwareClass, table.user] }),
    index("turns_in_order").on(table.hardwareClass, table.turn),
  ],
);

/** What a user has used of their quota, counted by the batch that uses it. */
export const usage = sqliteTable("usage", {
  user: text().primaryKey(),
  /** Days since 1970, in UTC: the versions are of this day. */
  day: integer().notNull(),
  versions: integer().notNull(),
  /** Of what they have sent and the bucket keeps: sources and records. */
  bytes: integer().notNull(),
});
