import type { Colors } from "../cli/io.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";
import type { CalibrationSummary } from "./calibrationSummary.ts";
import { formatTime } from "./formatTime.ts";
import { hyperparametersLine } from "./hyperparametersLine.ts";

const mostRows = 10;

/** What a calibration prints: the best points, how much each hyperparameter matters, and the line to paste. */
export function renderCalibration(summary: CalibrationSummary, colors: Colors, reportPath: string): string {
  const { points, workloads, measure, sensitivity, hyperparameters } = summary;
  const varying = sensitivity.map(({ name }) => name);
  const shown = points.slice(0, Math.max(mostRows, hyperparameters.length));
  const columns: TextColumn[] = [
    { title: "" },
    { title: "point", align: "right" },
    { title: "score", align: "right" },
    ...workloads.map(({ id }) => ({ title: id, align: "right" as const })),
    ...varying.map((title) => ({ title, align: "right" as const })),
  ];
  const rows = shown.map((row) => [
    row.chosen ? colors.green("✓") : "",
    `${row.point}`,
    row.complete ? row.score.toFixed(4) : colors.dim(`≥ ${row.score.toFixed(4)}`),
    ...workloads.map(({ id }) => formatTime(row, id, measure)),
    ...varying.map((name) => `${row.hyperparameters[name] ?? ""}`),
  ]);
  const rest = points.length - shown.length;
  const score = summary.listScores.at(-1)?.toFixed(4) ?? "";
  return [
    "",
    renderTable(columns, rows).trimEnd(),
    ...(rest > 0 ? [colors.dim(`and ${rest} more in the report`)] : []),
    "",
    ...(sensitivity.length === 0 ? [] : [renderSensitivity(summary), ""]),
    ...summary.notes.map((note) => colors.yellow(`! ${note}`)),
    ...(summary.notes.length === 0 ? [] : [""]),
    hyperparameters.length === 1
      ? `score     ${colors.bold(score)} against the other points`
      : `score     ${colors.bold(score)} as a list, against single points`,
    `report    ${reportPath}`,
    "",
    colors.bold(hyperparametersLine(hyperparameters)),
    "",
  ].join("\n");
}

function renderSensitivity({ sensitivity }: CalibrationSummary): string {
  const columns: TextColumn[] = [
    { title: "hyperparameter" },
    { title: "effect", align: "right" },
    { title: "mean score by value" },
  ];
  const rows = sensitivity.map(({ name, effect, groups }) => [
    name,
    effect.toFixed(3),
    groups
      .map(({ from, to, meanScore }) => `${from === to ? from : `${from} … ${to}`}: ${meanScore.toFixed(3)}`)
      .join("   "),
  ]);
  return renderTable(columns, rows).trimEnd();
}
