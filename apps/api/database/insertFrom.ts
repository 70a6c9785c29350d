import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Database } from "./openDatabase.ts";

/** What goes into each column, by its name: a value, or an expression over the rows that are read. Left out is what has a default or may be null. */
type Row<Table extends SQLiteTable> = {
  readonly [Name in keyof Table["$inferInsert"]]: Table["$inferInsert"][Name] | SQL;
};

/**
 * A statement that inserts one row for each row of `from` (`FROM … WHERE …`). SQLite assigns the columns of an `INSERT … SELECT` by their order, not by name:
 * this puts them in the order that drizzle names the table's columns in.
 */
export function insertFrom<Table extends SQLiteTable>(
  database: Database,
  table: Table,
  row: Row<Table>,
  from: SQL,
) {
  const given: Readonly<Record<string, unknown>> = row;
  const expressions = Object.entries(getTableColumns(table)).map(([name, column]) => {
    const value = given[name] === undefined ? column.default : given[name];
    if (value === undefined || value === null) return sql`NULL`;
    return sql`${typeof value === "object" && "getSQL" in value ? value : sql.param(value, column)}`;
  });
  return database.insert(table).select(sql`SELECT ${sql.join(expressions, sql`, `)} ${from}`);
}
