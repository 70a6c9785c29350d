import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import { formatMetric } from "../terminal/formatMetric.ts";
import { formatSeconds } from "../terminal/formatSeconds.ts";
import { type Html, html } from "./html.ts";

/** One row per trial: where it ended, how, and with which hyperparameters. */
export function trialsTable(records: readonly TrialRecord[], labels: ReadonlyMap<string, string>): Html {
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
