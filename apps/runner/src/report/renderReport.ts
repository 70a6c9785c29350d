import { performanceProfile } from "@steepest/charts/performanceProfile.ts";
import { scoreBars } from "@steepest/charts/scoreBars.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { RunSummary, SummaryRow } from "../run/runSummary.ts";
import { formatCharge } from "../terminal/formatCharge.ts";
import { environmentTable } from "./environmentTable.ts";
import { type Html, html, raw } from "./html.ts";
import { reportPage } from "./reportPage.ts";
import { trialsTable } from "./trialsTable.ts";
import { workloadSection } from "./workloadSection.ts";

const label = (row: SummaryRow) => (row.baseline ? `${row.submission} (baseline)` : row.submission);

const interval = (range: SummaryRow["scoreInterval"]) =>
  range === null ? "" : ` [${range.map((end) => end.toFixed(3)).join(", ")}]`;

/** One HTML file that holds everything about a run: no script, no font, nothing to load. */
export function renderReport(summary: RunSummary, records: readonly TrialRecord[]): string {
  const { submissions, suite, ruleset, rows, workloads, environment } = summary;
  const labels = new Map(rows.map((row) => [row.version, label(row)]));
  const more = submissions.slice(1);
  const title = `${submissions.map(({ name }) => name).join(", ")} on ${suite.id}`;
  const body = html`${submissions.map(({ name, description }) => html`<p>${more.length === 0 ? "" : `${name}: `}${description ?? ""}</p>\n`)}<p class="facts">${ruleset} ruleset · suite ${suite.id} v${suite.version} · ${summary.studies} ${summary.studies === 1 ? "study" : "studies"} per workload · seed ${summary.seed} · ${summary.finishedAt.slice(0, 16).replace("T", " ")} UTC · ${more.length === 0 ? "version" : "versions"} ${submissions.map(({ version }, index) => html`${index === 0 ? "" : ", "}<code>${version.slice(0, 12)}</code>`)}</p>
<h2>Times to target</h2>
${timesTable(summary)}
<p class="note">Median over studies${ruleset === "external" ? " of the fastest trial of each study" : ""}, in ${measures[summary.measure].title}${measures[summary.measure].unit === "s" ? " (seconds)" : ""}. A dash: the target was not reached.</p>
<h2>Score</h2>
<figure>${raw(scoreBars({ bars: rows.map((row) => ({ name: row.submission, label: label(row), value: row.score, interval: row.scoreInterval })), xLabel: "benchmark score", xMax: 1 }))}</figure>
<figure>${raw(performanceProfile({ series: rows.map((row) => ({ name: row.submission, label: label(row), steps: row.profile })), rMax: suite.rMax }))}</figure>
<p class="note">The profile is the share of workloads that a submission brings to target within τ times the best time; the score is its mean height from 1 to ${suite.rMax}. Whiskers are 95 % bootstrap intervals over studies.</p>
${workloads.map((workload) => workloadSection(workload, records, summary.measure, labels))}
<h2>Trials</h2>
${trialsTable(records, labels)}
<h2>Environment</h2>
${environmentTable(environment)}`;
  return reportPage(title, body);
}

function timesTable({ workloads, rows, measure }: RunSummary): Html {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Submission</th>${workloads.map(({ id }) => html`<th scope="col" class="number">${id}</th>`)}<th scope="col" class="number">Score</th><th scope="col" class="number">Speed-up</th></tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr${raw(row.baseline ? "" : ' class="own"')}><th scope="row">${label(row)}</th>${workloads.map(
        ({ id }) => {
          const time = row.times[id] ?? null;
          return html`<td class="number">${time === null ? "–" : formatCharge(measure, time)}</td>`;
        },
      )}<td class="number">${row.score.toFixed(3)}${interval(row.scoreInterval)}</td><td class="number">${row.speedup === null ? "–" : `${row.speedup.toFixed(2)}×`}</td></tr>`,
  )}</tbody>
</table></div>`;
}
