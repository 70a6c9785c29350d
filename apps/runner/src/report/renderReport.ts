import { performanceProfile } from "@steepest/charts/performanceProfile.ts";
import { scoreBars } from "@steepest/charts/scoreBars.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import type { RunSummary, SummaryRow } from "../run/runSummary.ts";
import { formatCharge, formatMetric, formatSeconds } from "../terminal/formats.ts";
import { environmentTable } from "./environmentTable.ts";
import { type Html, html, raw } from "./html.ts";
import { reportPage } from "./reportPage.ts";
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

/** One row per trial: where it ended, how, and with which hyperparameters. */
function trialsTable(records: readonly TrialRecord[], labels: ReadonlyMap<string, string>): Html {
  return html`<div class="wide"><table>
<thead><tr><th scope="col">Submission</th><th scope="col">Workload</th><th scope="col" class="number">Study</th><th scope="col" class="number">Trial</th><th scope="col">Outcome</th><th scope="col" class="number">Time to target</th><th scope="col" class="number">CPU time</th><th scope="col" class="number">Steps</th><th scope="col" class="number">Last metric</th><th scope="col" class="number">Test</th><th scope="col">Hyperparameters</th></tr></thead>
<tbody>${records.map((record) => row(record, labels))}</tbody>
</table></div>`;
}

function row(record: TrialRecord, labels: ReadonlyMap<string, string>): Html {
  const { submission, workload, timeToTarget, totals, outcome, evaluations, test } = record;
  const seconds = (value: number | null | undefined) =>
    html`<td class="number">${value === null || value === undefined ? "–" : formatSeconds(value)}</td>`;
  const metric = (values: Readonly<Record<string, number | null>> | null | undefined) =>
    html`<td class="number">${formatMetric(values?.[workload.metric.name])}</td>`;
  return html`<tr><th scope="row">${labels.get(submission.version) ?? submission.name}</th><td>${workload.id}</td><td class="number">${record.study + 1}</td><td class="number">${record.trial + 1}</td><td>${outcome.kind === "failed" ? `failed: ${outcome.reason.split("\n")[0] ?? ""}` : outcome.kind}</td>${seconds(timeToTarget && officialSeconds(record, timeToTarget.charged))}${seconds(timeToTarget?.charged.cpu)}<td class="number">${totals.steps}</td>${metric(evaluations.at(-1)?.validation)}${metric(test)}<td><code>${JSON.stringify(record.hyperparameters)}</code></td></tr>`;
}
