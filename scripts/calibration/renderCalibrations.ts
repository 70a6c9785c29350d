import type { CalibrationSummary, PointRow } from "../../apps/runner/src/calibrate/calibrationSummary.ts";
import { table } from "../markdown/table.ts";

/** Seconds to the target, or the best metrics where it was missed. */
function result({ workloads }: PointRow, id: string): string {
  const found = workloads[id];
  if (found === undefined || found.studies === 0) return "not run";
  if (found.time !== null) return `${found.time.toFixed(1)} s`;
  return `missed: ${found.metrics.map((metric) => metric?.toFixed(4) ?? "diverged").join(", ")}`;
}

const pointOf = (summary: CalibrationSummary): string =>
  Object.entries(summary.hyperparameters[0] ?? {})
    .map(([name, value]) => `\`${name}\` ${value}`)
    .join(", ");

/** The three hyperparameters that matter most, with the mean score of each group of values. */
const sensitivityOf = ({ sensitivity }: CalibrationSummary): string =>
  sensitivity
    .slice(0, 3)
    .map(({ name, effect, groups }) => {
      const means = groups.map(
        ({ from, to, meanScore }) => `${from === to ? from : `${from}–${to}`}: ${meanScore.toFixed(2)}`,
      );
      return `\`${name}\` ${effect.toFixed(2)} (${means.join("; ")})`;
    })
    .join("<br>");

/** docs/calibration.md: where the points of the self-tuning submissions come from. */
export function renderCalibrations(summaries: readonly CalibrationSummary[]): string {
  const [first] = summaries;
  if (first === undefined) throw new Error("there is no calibration");
  const { suite, workloads, environment, measure, studies } = first;
  const ids = workloads.map(({ id }) => id);
  const points = Math.max(...summaries.map((summary) => summary.points.length));
  return `# Calibration of the self-tuning submissions

Each of these ${summaries.length} submissions, whose names end in \`_self\`, has one fixed point for every workload. The points were found with equal effort, so that boards of the
self-tuning ruleset compare algorithms and not the care that went into their defaults: ${points} quasi-random points of the search space of the external submission of the same
name, on the suite \`${suite.id}\`, kept workload by workload as [scoring.md](scoring.md#calibration) says, ${studies} studies for the last ones, times in ${measure === "cpu" ? "CPU seconds" : measure} on
${environment.cpu}, Node ${environment.runtime.replace("node ", "")}.

\`\`\`sh
npx steepest calibrate submissions/adamw --suite ${suite.id} --points ${points} --studies ${studies} --measure ${measure}
\`\`\`

Times and scores below are against the other points of the same space and the best of many: what they are worth on a board, new seeds tell. The whole evidence is in
[submissions/calibrations](../submissions/calibrations). Written from it by \`node scripts/writeCalibrations.ts\`; a test compares.

## Points

${table(
  ["submission", "point", "score", ...ids],
  summaries.map((summary) => {
    const best = summary.points[0] as PointRow;
    return [
      `\`${summary.submission.name}_self\``,
      pointOf(summary),
      best.score.toFixed(3),
      ...ids.map((id) => result(best, id)),
    ];
  }),
)}

## Sensitivity

The largest mean score of a group of values less the smallest, for the three hyperparameters that matter most. With ${points} points this ranks them; it does not measure them.

${table(
  ["submission", "effect of hyperparameters (mean score by value)"],
  summaries.map((summary) => [`\`${summary.submission.name}\``, sensitivityOf(summary)]),
)}
`;
}
