import type { ScoreRow } from "@steepest/core/score/scoreBoard.ts";
import { type Column, renderTable } from "../terminal/renderTable.ts";

const range = (interval: readonly [number, number] | null, digits: number) =>
  interval === null ? "" : ` [${interval.map((end) => end.toFixed(digits)).join(", ")}]`;

/** A scored board for the terminal, best first. */
export function renderScores(
  rows: readonly ScoreRow[],
  workloads: readonly string[],
  formatTime: (time: number) => string,
): string {
  const columns: Column[] = [
    { title: "rank" },
    { title: "submission" },
    { title: "score", align: "right" },
    { title: "speed-up", align: "right" },
    ...workloads.map((title) => ({ title, align: "right" as const })),
  ];
  return renderTable(
    columns,
    rows.map(({ rank, rankInterval, submission, score, scoreInterval, speedup, times }) => [
      `${rank}${range(rankInterval, 0)}`,
      submission,
      `${score.toFixed(4)}${range(scoreInterval, 3)}`,
      speedup === null ? "–" : `${speedup.toFixed(2)}×`,
      ...workloads.map((id) => {
        const time = times[id] ?? Number.POSITIVE_INFINITY;
        return Number.isFinite(time) ? formatTime(time) : "–";
      }),
    ]),
  );
}
