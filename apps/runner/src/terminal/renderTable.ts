import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { terminalText } from "./terminalText.ts";

export interface TextColumn {
  readonly title: string;
  readonly align?: "left" | "right";
}

const noBorders = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "   ",
};

/** Aligned columns without borders, the head ruled off. Cells may be coloured; no line ends in blanks. */
export function renderTable(columns: readonly TextColumn[], written: readonly (readonly string[])[]): string {
  // One line a cell, and nothing but colours: what measures widths looks for the end of every other sequence through all the rest.
  const rows = written.map((row) => row.map((cell) => terminalText(cell).replaceAll("\n", " ")));
  const table = new Table({
    chars: noBorders,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    colAligns: columns.map(({ align = "left" }) => align),
  });
  const width = (column: number) =>
    Math.max(
      columns[column]?.title.length ?? 0,
      ...rows.map((row) => stripVTControlCharacters(row[column] ?? "").length),
    );
  table.push(
    columns.map(({ title }) => title),
    columns.map((_, column) => "─".repeat(width(column))),
    ...rows.map((row) => [...row]),
  );
  const lines = table.toString().split("\n");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}
