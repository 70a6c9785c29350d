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
