import { UserError } from "@steepest/base/userError.ts";

/** Columns of a CSV file by the names of its first line; every cell as it is written. */
export function csvTable(bytes: Uint8Array): Readonly<Record<string, readonly string[]>> {
  const [head = [], ...rows] = rowsOf(new TextDecoder().decode(bytes));
  rows.forEach((row, at) => {
    if (row.length === head.length) return;
    throw new UserError({
      code: "csv-ragged",
      what: `Row ${at + 2} of the CSV file has ${row.length} cells where its first line names ${head.length}.`,
      solution:
        "Give every row a cell for each column; put a cell that holds commas or line ends into double quotes.",
    });
  });
  return Object.fromEntries(head.map((name, column) => [name, rows.map((row) => row[column] as string)]));
}

/** Cells of CSV (RFC 4180): separated by commas, quoted where they hold commas, quotes (doubled) or line ends. Empty lines are left out. */
function rowsOf(text: string): string[][] {
  const rows: string[][] = [[]];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  while (cell.lastIndex < text.length) {
    const at = cell.lastIndex;
    const found = cell.exec(text);
    if (found === null) {
      throw new UserError({
        code: "csv-broken",
        what: `The CSV file cannot be read from its character ${at + 1} on: ${JSON.stringify(text.slice(at, at + 20))}.`,
        solution: "A quote inside of a cell is doubled, and the cell put in quotes.",
      });
    }
    const [, quoted, plain = "", end] = found;
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 1 || (row[0] ?? "") !== "");
}
