import type { Colors } from "../cli/io.ts";
import { formatSeconds } from "../terminal/formatSeconds.ts";
import { type Column, renderTable } from "../terminal/renderTable.ts";
import type { RunSummary, SummaryRow } from "./runSummary.ts";

const interval = (range: SummaryRow["scoreInterval"], digits: number) =>
  range === null ? "" : ` [${range.map((end) => end.toFixed(digits)).join(", ")}]`;

/** What a run prints: times-to-target against the baseline of the same machine, score, speed-up, where the report is. */
export function renderSummary(summary: RunSummary, colors: Colors, reportPath: string): string {
  const own = summary.rows.find(({ baseline }) => !baseline);
  const baseline = summary.rows.find((row) => row.baseline);
  const ordered = [own, baseline].filter((row) => row !== undefined);
  const columns: Column[] = [
    { title: "workload" },
    { title: "target" },
    ...ordered.map((row) => ({
      title: row.baseline ? `${row.submission} (baseline)` : row.submission,
      align: "right" as const,
    })),
    ...(baseline === undefined ? [] : [{ title: "speed-up", align: "right" as const }]),
  ];
  const rows = summary.workloads.map(({ id, metric, direction, target }) => {
    const times = ordered.map((row) => row.times[id] ?? null);
    const [mine = null, theirs = null] = times;
    const ratio = mine === null || theirs === null ? "–" : faster(theirs / mine, colors);
    return [
      id,
      `${metric} ${direction === "min" ? "≤" : "≥"} ${target}`,
      ...times.map((time) => (time === null ? colors.yellow("not reached") : formatSeconds(time))),
      ...(baseline === undefined ? [] : [ratio]),
    ];
  });
  const lines = ["", renderTable(columns, rows)];
  if (own !== undefined) {
    const note = summary.studies === 1 ? colors.dim("  (one study: no interval)") : "";
    lines.push(`score     ${colors.bold(own.score.toFixed(4))}${interval(own.scoreInterval, 4)}${note}`);
    if (baseline !== undefined) {
      lines.push(`baseline  ${baseline.score.toFixed(4)}${interval(baseline.scoreInterval, 4)}`);
      if (own.speedup !== null) lines.push(`speed-up  ${faster(own.speedup, colors)} (geometric mean)`);
    }
  }
  lines.push("", `report    ${reportPath}`);
  return `${lines.join("\n")}\n`;
}

const faster = (ratio: number, colors: Colors) => {
  const text = `${ratio.toFixed(2)}×`;
  return ratio >= 1 ? colors.green(text) : text;
};
