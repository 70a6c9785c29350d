import type { SubmissionSource } from "../schema/sourceFiles.ts";

const linesAround = 2;
const longestLine = 160;

/** The lines around a place of a submission, numbered, with a mark at line and column; null where there is no such place. */
export function codeFrame(
  source: SubmissionSource,
  place: { readonly file: string | null; readonly line: number | null; readonly column: number | null },
): string | null {
  const { file, line, column } = place;
  const lines = file === null ? undefined : source.files[file]?.split(/\r\n?|\n/);
  if (lines === undefined || line === null || line < 1 || line > lines.length) return null;
  const first = Math.max(1, line - linesAround);
  const last = Math.min(lines.length, line + linesAround);
  const width = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (lines[number - 1] ?? "").replaceAll("\t", " ").slice(0, longestLine);
    shown.push(`${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`.trimEnd());
    if (number === line && column !== null && column >= 1 && column <= text.length + 1)
      shown.push(`  ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  }
  return shown.join("\n");
}
