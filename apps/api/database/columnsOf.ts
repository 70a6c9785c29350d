import { type GetColumnData, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * A table's columns by names of their own, for a select from several tables in a batch: D1 answers those by name, so that of two columns of one name one is lost.
 * Where a left join finds no row, all of them are null.
 */
export const columnsOf = <Table extends SQLiteTable>(table: Table, prefix: string) =>
  Object.fromEntries(
    Object.entries(getTableColumns(table)).map(([name, column]) => [
      name,
      sql`${column}`.mapWith(column).as(`${prefix}_${name}`),
    ]),
  ) as unknown as {
    [Name in keyof Table["_"]["columns"]]: SQL.Aliased<GetColumnData<Table["_"]["columns"][Name]>>;
  };
