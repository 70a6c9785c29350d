import { submissionColours } from "@steepest/charts/submissionColour.ts";
import { trainingCurves } from "@steepest/charts/trainingCurves.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { measures } from "@steepest/core/schema/measureTable.ts";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
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
  const order = [...labels.keys()];
  const series = records
    .filter((record) => record.workload.id === id)
    // In the order of the other figures: so each submission has one colour in all of them.
    .toSorted((a, b) => order.indexOf(a.submission.version) - order.indexOf(b.submission.version))
    .map((record) => ({
      name: record.submission.name,
      label: labels.get(record.submission.version) ?? record.submission.name,
      points: record.evaluations.flatMap(({ charged, validation }) => {
        const x = charged[measure];
        return x === null ? [] : [{ x, y: validation[metric] ?? null }];
      }),
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
  const entries = [...new Map(series.map(({ name, label }) => [label, name]))];
  const names = [...new Set(entries.map(([, name]) => name))];
  const colours = new Map(submissionColours(names).map((colour, at) => [names[at], colour]));
  return html`<p class="legend">${entries.map(([label, name]) => {
    const { index = 0, dash = "" } = colours.get(name) ?? {};
    return html`<span><svg class="chart" viewBox="0 0 22 10" aria-hidden="true"><line class="stroke-${index}" x1="0" x2="22" y1="5" y2="5" stroke-width="2.5" stroke-dasharray="${dash}"/></svg>${label}</span> `;
  })}</p>`;
}
