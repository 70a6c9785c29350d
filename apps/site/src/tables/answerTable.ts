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

const writers: Readonly<
  Record<string, { readonly type: string; readonly write: (table: Table) => BodyInit }>
> = {
  csv: { type: "text/csv; charset=utf-8", write: tableCsv },
  json: { type: "application/json", write: (table) => `${JSON.stringify(tableObjects(table), null, 1)}\n` },
  parquet: { type: "application/vnd.apache.parquet", write: tableParquet },
};

/** What tables can be had as. */
export const tableFormats = Object.keys(writers);

/** A table as a file; 404 of a format that there is not, or of what there is not. */
export function answerTable(table: Table | null, format: string | undefined): Response {
  const writer = Object.hasOwn(writers, format ?? "") ? writers[format ?? ""] : undefined;
  if (table === null || writer === undefined) {
    return new Response(`There is no such table. Formats are ${tableFormats.join(", ")}.\n`, { status: 404 });
  }
  return new Response(writer.write(table), {
    headers: {
      "content-type": writer.type,
      "content-disposition": `attachment; filename="${table.name}.${format}"`,
    },
  });
}
