import type { Table } from "@steepest/core/schema/table.ts";
import { tableFiles } from "./tableFiles.ts";

/** A table as a file; 404 of a format that there is not, or of what there is not. */
export function answerTable(table: Table | null, format: string | undefined): Response {
  const file = Object.hasOwn(tableFiles, format ?? "") ? tableFiles[format ?? ""] : undefined;
  if (table === null || file === undefined) {
    const formats = Object.keys(tableFiles).join(", ");
    return new Response(`There is no such table. Formats are ${formats}.\n`, { status: 404 });
  }
  return new Response(file.write(table), {
    headers: {
      "content-type": file.type,
      "content-disposition": `attachment; filename="${table.name}.${format}"`,
    },
  });
}
