import { scoreDots } from "@steepest/charts/scoreDots.ts";
import { type Html, html, raw } from "../report/html.ts";
import type { CalibrationSummary } from "./calibrationSummary.ts";

/** One hyperparameter: a dot for each point, means by value, and all points sorted by it. */
export function sensitivitySection(
  summary: CalibrationSummary,
  sensitivity: CalibrationSummary["sensitivity"][number],
): Html {
  const { name, rows, groups, effect } = sensitivity;
  const points = new Map(summary.points.map((row) => [row.point, row]));
  const chart = scoreDots({
    name: summary.submission.name,
    xLabel: name,
    yLabel: "score",
    title: `Score of the points by ${name}`,
    dots: rows.map(({ value, point, score }) => ({
      value: typeof value === "boolean" ? `${value}` : value,
      score,
      label: `point ${point}, ${name} ${value}`,
      complete: points.get(point)?.complete === true,
      chosen: points.get(point)?.chosen === true,
    })),
  });
  return html`<h3><code>${name}</code></h3>
<p class="note">Effect ${effect.toFixed(3)}: the largest mean of a group less the smallest.</p>
<figure>${raw(chart)}</figure>
<table><thead><tr><th scope="col">${name}</th><th scope="col" class="number">Points</th><th scope="col" class="number">Mean score</th><th scope="col" class="number">Best score</th></tr></thead>
<tbody>${groups.map(({ from, to, points: count, meanScore, bestScore }) => html`<tr><th scope="row">${from === to ? from : `${from} … ${to}`}</th><td class="number">${count}</td><td class="number">${meanScore.toFixed(3)}</td><td class="number">${bestScore.toFixed(3)}</td></tr>`)}</tbody></table>
<details><summary>All points by ${name}</summary>
<table><thead><tr><th scope="col" class="number">${name}</th><th scope="col" class="number">Point</th><th scope="col" class="number">Score</th></tr></thead>
<tbody>${rows.map(({ value, point, score }) => html`<tr><td class="number">${value}</td><td class="number">${point}</td><td class="number">${points.get(point)?.complete === true ? "" : "≥ "}${score.toFixed(3)}</td></tr>`)}</tbody></table></details>`;
}
