import { type GetColumnData, getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";

/**
 * A table's columns, or some of them, by names of their own, for a select from several tables in a batch: D1 answers those by name, so that of two columns of one name one is lost.
 * Where a left join finds no row, all of them are null.
 */
export const columnsOf = <
  Table extends SQLiteTable,
  Name extends string = keyof Table["_"]["columns"] & string,
>(
  table: Table,
  prefix: string,
  names?: readonly (Name & keyof Table["_"]["columns"])[],
) =>
  Object.fromEntries(
    Object.entries(getTableColumns(table))
      .filter(([name]) => names === undefined || names.some((wanted) => wanted === name))
      .map(([name, column]) => [name, sql`${column}`.mapWith(column).as(`${prefix}_${name}`)]),
  ) as unknown as {
    [Each in Name & keyof Table["_"]["columns"]]: SQL.Aliased<GetColumnData<Table["_"]["columns"][Each]>>;
  };
