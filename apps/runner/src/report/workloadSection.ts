import { submissionColour } from "@steepest/charts/submissionColour.ts";
import { trainingCurves } from "@steepest/charts/trainingCurves.ts";
import { type Measure, measures } from "@steepest/core/schema/measures.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import type { RunSummary } from "../run/runSummary.ts";
import { type Html, html, raw } from "./html.ts";

/** Training curves of every trial of a workload, with the target to cross. */
export function workloadSection(
  workload: RunSummary["workloads"][number],
  records: readonly TrialRecord[],
  measure: Measure,
  labels: ReadonlyMap<string, string>,
): Html {
  const { id, metric, direction, target } = workload;
  const isTimed = measures[measure].unit === "s";
  const series = records
    .filter((record) => record.workload.id === id)
    .map((record) => ({
      name: record.submission.name,
      label: labels.get(record.submission.version) ?? record.submission.name,
      points: record.evaluations.map(({ charged, validation }) => ({
        x: charged[measure] ?? officialSeconds(record, charged),
        y: validation[metric] ?? null,
      })),
    }));
  const chart = trainingCurves({
    series,
    target,
    xLabel: isTimed ? "charged seconds" : measures[measure].title,
    yLabel: `validation ${metric}`,
    lineNames: false,
    title: `${id}: validation ${metric} against ${measures[measure].title}`,
  });
  return html`<h2>${id}</h2>
<p class="note">Target: validation ${metric} ${direction === "min" ? "≤" : "≥"} ${target}${isTimed ? `, within ${workload.budgetSeconds} charged seconds` : ""}. One line per trial.</p>
${legend(series)}<figure>${raw(chart)}</figure>`;
}

function legend(series: readonly { readonly name: string; readonly label: string }[]): Html {
  const entries = new Map(series.map(({ name, label }) => [label, name]));
  return html`<p class="legend">${[...entries].map(
    ([label, name]) => html`<span><i class="fill-${submissionColour(name).index}"></i>${label}</span> `,
  )}</p>`;
}
