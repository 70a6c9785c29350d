import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** README, its neighbours and everything in docs/, by path. */
export const documents: ReadonlyMap<string, string> = new Map(
  [
    "README.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "AGENTS.md",
    ...globSync("docs/**/*.md", { cwd: root }).sort(),
  ].map((path) => [path, readFileSync(`${root}/${path}`, "utf8")]),
);

const fence = /^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm;

/** The fenced blocks of one language, in order. */
export const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(fence)].filter((match) => match[1] === language).map((match) => match[2] as string);

/** The code spans of prose and tables. */
export const codeSpans = (text: string): string[] =>
  [...text.replace(fence, "").matchAll(/`([^`\n]+)`/g)].map((match) =>
    (match[1] as string).replaceAll("\\|", "|"),
  );

export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Every table, its cells as they are written. A row that no header stands above is an error: it would not be shown as one. */
export function tablesOf(text: string): Table[] {
  const tables: { header: string[]; rows: string[][] }[] = [];
  const lines = text.replace(fence, "").split("\n");
  const cellsOf = (line: string) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim());
  lines.forEach((line, i) => {
    if (!line.startsWith("|")) return;
    const isRule = (other: string | undefined) => /^\|[\s:|-]+\|$/.test(other ?? "");
    if (isRule(lines[i + 1])) tables.push({ header: cellsOf(line), rows: [] });
    else if (!isRule(line)) {
      const table = tables.at(-1);
      if (!table || !(lines[i - 1] ?? "").startsWith("|")) throw new Error(`a row without a table: ${line}`);
      table.rows.push(cellsOf(line));
    }
  });
  return tables;
}
