import { type Table, tableCsv, tableObjects } from "@steepest/core/schema/table.ts";
import { parquetWriteBuffer } from "hyparquet-writer";

/** A column of text or of doubles each; null where there is no value. */
const tableParquet = ({ columns, rows }: Table): ArrayBuffer =>
  parquetWriteBuffer({
    columnData: columns.map(({ name, type }, at) => ({
      name,
      data: rows.map((row) => row[at] ?? null),
      type: type === "text" ? "STRING" : "DOUBLE",
      nullable: true,
    })),
  });

/** What tables can be had as, by the ending of the file. */
export const tableFiles: Readonly<
  Record<string, { readonly type: string; readonly write: (table: Table) => ArrayBuffer | string }>
> = {
  csv: { type: "text/csv; charset=utf-8", write: tableCsv },
  json: { type: "application/json", write: (table) => `${JSON.stringify(tableObjects(table), null, 1)}\n` },
  parquet: { type: "application/vnd.apache.parquet", write: tableParquet },
};
