import type { BoardView } from "../../packages/core/schema/api/boards.ts";

const seconds = (value: number | null | undefined) =>
  value === null || value === undefined ? "–" : `${value.toFixed(2)} s`;

/** The board as a few aligned lines: rank, submission, score with its interval, time per workload. */
export function boardTable(board: BoardView): string {
  const rows = board.rows.map((row) => [
    row.provisional ? "…" : row.withdrawn ? "–" : String(row.rank),
    row.submission,
    row.score.toFixed(3),
    row.scoreInterval === null ? "" : `${row.scoreInterval[0].toFixed(3)}–${row.scoreInterval[1].toFixed(3)}`,
    ...board.workloads.map((workload) => seconds(row.times[workload])),
  ]);
  const table = [["#", "submission", "score", "95 % interval", ...board.workloads], ...rows];
  const widths = (table[0] ?? []).map((_, column) =>
    Math.max(...table.map((row) => row[column]?.length ?? 0)),
  );
  // Names stand left, numbers right.
  const cell = (text: string, column: number) =>
    column === 1 ? text.padEnd(widths[column] ?? 0) : text.padStart(widths[column] ?? 0);
  return table.map((row) => `  ${row.map(cell).join("  ").trimEnd()}`).join("\n");
}
