/** A table as it is downloaded. */
export interface Table {
  /** For its file. */
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: "text" | "number" }[];
  /** A cell is null where there is no value: a target that was not reached, say. */
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** A table as CSV (RFC 4180): a head, then a line each; no value is an empty cell. */
export const tableCsv = ({ columns, rows }: Table): string =>
  [columns.map(({ name }) => name), ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");

function cell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  // A spreadsheet takes text that begins so for a formula, and strangers wrote it: also behind what it may take for the end of a cell.
  const text = value.replaceAll(/^(?=[\t\r])|(^|[;\t\r\n])(?="?[=+\-@\uff1d\uff0b\uff0d\uff20])/g, "$1'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The rows as objects: what JSON of a table is. */
export const tableObjects = ({ columns, rows }: Table): Record<string, string | number | null>[] =>
  rows.map((row) => Object.fromEntries(columns.map(({ name }, at) => [name, row[at] ?? null])));
