import { formatBytes } from "@steepest/base/formatBytes.ts";
import { formatPrivacy } from "@steepest/base/formatPrivacy.ts";
import type { Colors } from "../cli/io.ts";
import { formatCharge } from "../terminal/formats.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";
import type { RunSummary, SummaryRow } from "./runSummary.ts";

const interval = (range: SummaryRow["scoreInterval"], digits: number) =>
  range === null ? "" : ` [${range.map((end) => end.toFixed(digits)).join(", ")}]`;

/** What a run prints: times-to-target against the baseline, score, speed-up, where the report is. */
export function renderSummary(summary: RunSummary, colors: Colors, reportPath: string): string {
  const baseline = summary.rows.find((row) => row.baseline);
  const others = summary.rows.filter((row) => !row.baseline);
  const ordered = [...others, ...(baseline === undefined ? [] : [baseline])];
  const [only] = others.length === 1 ? others : [];
  const columns: TextColumn[] = [
    { title: "workload" },
    { title: "target" },
    ...ordered.map((row) => ({
      title: row.baseline ? `${row.submission} (baseline)` : row.submission,
      align: "right" as const,
    })),
    ...(baseline === undefined || only === undefined ? [] : [{ title: "speed-up", align: "right" as const }]),
  ];
  const rows = summary.workloads.map(({ id, metric, direction, target }) => {
    const times = ordered.map((row) => row.times[id] ?? null);
    const [mine = null, theirs = null] = times;
    const ratio = mine === null || theirs === null ? "–" : faster(theirs / mine, colors);
    return [
      id,
      `${metric} ${direction === "min" ? "≤" : "≥"} ${target}`,
      ...times.map((time) =>
        time === null ? colors.yellow("not reached") : formatCharge(summary.measure, time),
      ),
      ...(baseline === undefined || only === undefined ? [] : [ratio]),
    ];
  });
  const lines = ["", renderTable(columns, rows)];
  const note = summary.studies === 1 ? colors.dim("  (one study: no interval)") : "";
  if (only === undefined) lines.push("", board(summary.rows, colors), ...(note === "" ? [] : [note.trim()]));
  else {
    lines.push(`score     ${colors.bold(only.score.toFixed(4))}${interval(only.scoreInterval, 4)}${note}`);
    if (baseline !== undefined) {
      lines.push(`baseline  ${baseline.score.toFixed(4)}${interval(baseline.scoreInterval, 4)}`);
      if (only.speedup !== null) lines.push(`speed-up  ${faster(only.speedup, colors)} (geometric mean)`);
    }
  }
  for (const row of ordered) lines.push(...besideTimesOf(row, others.length > 1));
  lines.push("", `report    ${reportPath}`);
  return `${lines.join("\n")}\n`;
}

/** What no time tells of a row, a line each; nothing of most. */
function besideTimesOf(row: SummaryRow, isNamed: boolean): string[] {
  const { bytesPerStep, criticalPart, privacy } = row;
  const of = row.baseline ? ` (baseline)` : isNamed ? ` (${row.submission})` : "";
  return [
    ...(bytesPerStep === null
      ? []
      : [`sent      ${formatBytes(Math.round(bytesPerStep))} a step by simulated workers${of}`]),
    ...(criticalPart === null
      ? []
      : [
          `critical path  ${Math.round(100 * criticalPart)} % of the charged time, had all that was computed side by side run at once${of}`,
        ]),
    ...(privacy === null
      ? []
      : [`privacy   ${formatPrivacy(privacy)}, as stated by the submission, not proved${of}`]),
  ];
}

/** Several submissions, the best first. */
function board(rows: readonly SummaryRow[], colors: Colors): string {
  const number = (title: string) => ({ title, align: "right" as const });
  const hasSpeedup = rows.some(({ speedup }) => speedup !== null);
  const columns: TextColumn[] = [
    number("rank"),
    { title: "submission" },
    number("score"),
    { title: "95 % interval" },
    ...(hasSpeedup ? [number("speed-up")] : []),
  ];
  return renderTable(
    columns,
    rows.map((row) => [
      String(row.rank),
      row.baseline ? `${row.submission} (baseline)` : row.submission,
      colors.bold(row.score.toFixed(4)),
      interval(row.scoreInterval, 4).trim() || "–",
      ...(hasSpeedup ? [row.speedup === null ? "–" : faster(row.speedup, colors)] : []),
    ]),
  );
}

const faster = (ratio: number, colors: Colors) => {
  const text = `${ratio.toFixed(2)}×`;
  return ratio >= 1 ? colors.green(text) : text;
};
