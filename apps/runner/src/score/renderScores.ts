import type { ScoreRow } from "@steepest/core/score/scoreBoard.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";
import type { RowComparison } from "./scoreRecords.ts";

const range = (interval: readonly [number, number] | null, digits: number) =>
  interval === null ? "" : ` [${interval.map((end) => end.toFixed(digits)).join(", ")}]`;

/** A scored board for the terminal, best first. */
export function renderScores(
  rows: readonly ScoreRow[],
  workloads: readonly string[],
  formatTime: (time: number) => string,
): string {
  const columns: TextColumn[] = [
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

/** Submissions beside the best, over the seeds that both were run with. */
export function renderPairs(paired: readonly RowComparison[]): string {
  const number = (title: string): TextColumn => ({ title, align: "right" });
  const columns = [
    { title: `beside ${paired[0]?.against}` },
    number("same seeds"),
    number("faster"),
    number("slower"),
    number("speed ratio"),
    number("sign test"),
  ];
  const rows = paired.map((row) => [
    row.submission,
    String(row.pairs),
    String(row.faster),
    String(row.slower),
    row.ratio === null ? "–" : `${row.ratio.toFixed(3)}${range(row.ratioInterval, 3)}`,
    `p = ${row.pValue.toPrecision(2)}`,
  ]);
  return `\n${renderTable(columns, rows)}`;
}
