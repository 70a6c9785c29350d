import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { environmentTable } from "../report/environmentTable.ts";
import { type Html, html, raw } from "../report/html.ts";
import { reportPage } from "../report/reportPage.ts";
import { workloadSection } from "../report/workloadSection.ts";
import type { CalibrationSummary } from "./calibrationSummary.ts";
import { formatTime } from "./formatTime.ts";
import { hyperparametersLine } from "./hyperparametersLine.ts";
import { sensitivitySection } from "./sensitivitySection.ts";

/** One HTML file that holds everything about a calibration. `records` are those of the chosen points. */
export function calibrationReport(summary: CalibrationSummary, records: readonly TrialRecord[]): string {
  const { submission, suite, studies, budget, measure, sensitivity, notes } = summary;
  const one = summary.hyperparameters.length === 1;
  const labels = new Map([[submission.version, one ? "the chosen point" : "chosen points"]]);
  const score = summary.listScores.map((value) => value.toFixed(3)).join(", ");
  return reportPage(
    `${submission.name} calibrated on ${suite.id}`,
    html`<p>${submission.description ?? ""}</p>
<p class="facts">${summary.points.length} points · suite ${suite.id} v${suite.version} · ${studies} ${studies === 1 ? "study" : "studies"} for the last ones · ${budget === 1 ? "full budgets" : `${budget} of the budgets`} · times by ${measure} · seed ${summary.seed} · ${summary.finishedAt.slice(0, 16).replace("T", " ")} UTC · version <code>${submission.version.slice(0, 12)}</code></p>
<h2>${one ? "The point" : "The list"}</h2>
<pre><code>${hyperparametersLine(summary.hyperparameters)}</code></pre>
<p>${one ? `Score ${score} against the other points.` : `Score of the list as it grows: ${score}.`}</p>
${notes.map((note) => html`<p class="note">${note}</p>`)}
<h2>Rungs</h2>
${rungsTable(summary)}
<h2>Points</h2>
${pointsTable(summary)}
<p class="note">Times are medians over the studies that a point ran. A dash: the target was not reached; empty: not run. The score is that of a board on which every point is a submission. A point that was left behind has run fewer workloads, and those that are missing count as not reached: its score is at least (≥) what is shown.</p>
<h2>Sensitivity</h2>
<p class="note">A full dot ran everything, a hollow one was left behind and scores at least what is shown; the large ones are chosen. The other hyperparameters vary too.</p>
${sensitivity.map((one) => sensitivitySection(summary, one))}
${summary.workloads.map((workload) => workloadSection(workload, records, measure, labels))}
<h2>Environment</h2>
${environmentTable(summary.environment)}`,
  );
}

function rungsTable({ rungs }: CalibrationSummary): Html {
  return html`<table><thead><tr><th scope="col">Workloads</th><th scope="col" class="number">New studies</th><th scope="col" class="number">Points</th><th scope="col">Left behind after it</th></tr></thead>
<tbody>${rungs.map(({ workloads, studies, points }, index) => {
    const next = rungs[index + 1]?.points;
    const behind = next === undefined ? [] : points.filter((point) => !next.includes(point));
    return html`<tr><td>${workloads.join(", ")}</td><td class="number">${studies}</td><td class="number">${points.length}</td><td>${behind.join(", ") || "–"}</td></tr>`;
  })}</tbody></table>`;
}

function pointsTable({ points, workloads, measure, sensitivity }: CalibrationSummary): Html {
  const names = sensitivity.map(({ name }) => name);
  return html`<div class="wide"><table>
<thead><tr><th scope="col" class="number">Point</th><th scope="col" class="number">Score</th><th scope="col" class="number">Standing</th>${workloads.map(({ id }) => html`<th scope="col" class="number">${id}</th>`)}<th scope="col">Outcomes</th>${names.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
<tbody>${points.map((row) => html`<tr${raw(row.chosen ? ' class="own"' : "")}><th scope="row" class="number">${row.point}</th><td class="number">${row.complete ? "" : "≥ "}${row.score.toFixed(3)}</td><td class="number">${row.standing.toFixed(3)}</td>${workloads.map(({ id }) => html`<td class="number">${formatTime(row, id, measure)}</td>`)}<td>${outcomes(row)}</td>${names.map((name) => html`<td class="number">${row.hyperparameters[name] ?? ""}</td>`)}</tr>`)}</tbody>
</table></div>`;
}

/** How its trials ended, counted. */
function outcomes({ workloads }: CalibrationSummary["points"][number]): string {
  const counts = new Map<string, number>();
  for (const { outcomes: ended } of Object.values(workloads)) {
    for (const kind of ended) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(", ");
}
