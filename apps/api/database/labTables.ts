import { sql } from "drizzle-orm";
import { check, index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { users } from "./userTables.ts";

/** What is listed of a result of the lab; findings and report are in R2 at `lab/<id>`. */
export const labResults = sqliteTable(
  "lab_results",
  {
    id: text().primaryKey(),
    owner: text()
      .notNull()
      .references(() => users.name),
    isPrivate: integer("is_private", { mode: "boolean" }).notNull(),
    instrument: text().notNull(),
    title: text().notNull(),
    workload: text().notNull(),
    /** As they were called when they were measured, in the result's order. */
    subjects: text({ mode: "json" })
      .$type<readonly { readonly name: string; readonly version: string }[]>()
      .notNull(),
    bytes: integer().notNull(),
    createdAt: integer("created_at").notNull(),
  },
  (table) => [
    index("lab_results_by_time").on(table.createdAt, table.id),
    index("lab_results_of_workload").on(table.workload, table.createdAt, table.id),
    index("lab_results_of_owner").on(table.owner, table.createdAt, table.id),
    check("lab_result_has_bytes", sql`${table.bytes} > 0`),
  ],
);

/** Which versions a result is of, whether they were uploaded here or not (yet). */
export const labSubjects = sqliteTable(
  "lab_subjects",
  {
    version: text().notNull(),
    result: text()
      .notNull()
      .references(() => labResults.id, { onDelete: "cascade" }),
  },
  (table) => [
    primaryKey({ columns: [table.version, table.result] }),
    index("lab_subjects_of_result").on(table.result),
  ],
);
