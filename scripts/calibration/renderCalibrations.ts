import { readFileSync } from "node:fs";
import type { CalibrationSummary, PointRow } from "../../apps/runner/src/calibrate/calibrationSummary.ts";
import { type StepCosts, stepCostsSchema } from "../../packages/core/submission/stepCosts.ts";
import { table } from "../markdown/table.ts";
import { readCalibrations, readElsewhere } from "./readCalibrations.ts";
import { kindOf, sideBySideSection } from "./renderSideBySide.ts";
import { readSideBySide, type SideBySide } from "./sideBySide.ts";
import { stayingForms } from "./variants.ts";

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

/** Workloads whose target the best point reached. */
const reachedBy = ({ points }: CalibrationSummary): string[] =>
  Object.entries((points[0] as PointRow).workloads)
    .filter(([, { time }]) => time !== null)
    .map(([id]) => id);

/** What stops a submission that misses two targets of three: how near its best point came, and what its steps cost; of one that does so with new seeds alone, that it is these. */
function whatStops(
  summary: CalibrationSummary,
  stepCosts: StepCosts,
  newSeeds: SideBySide | undefined,
): string | null {
  const { length: all } = summary.workloads;
  const reached = reachedBy(summary).length;
  if (reached >= all - 1) {
    const row = newSeeds?.rows.find(
      ({ submission }) => submission === `${summary.submission.name}_${kindOf(newSeeds.suite.id)}`,
    );
    const again = Object.values(row?.times ?? {}).filter((time) => time !== null).length;
    if (row === undefined || again >= all - 1) return null;
    return `\`${summary.submission.name}\`: reaches ${reached} of ${all} here and ${again} with new seeds ([side by side](#on-${newSeeds?.suite.id})): seeds decide whether it gets there within the budget.`;
  }
  const best = summary.points[0] as PointRow;
  const missed = summary.workloads.flatMap(({ id, target, metric }) => {
    const found = best.workloads[id];
    if (found === undefined || found.time !== null || found.studies === 0) return [];
    const [median] = found.metrics
      .flatMap((value) => value ?? [])
      .toSorted((a, b) => a - b)
      .slice(Math.floor((found.metrics.length - 1) / 2));
    const cost = stepCosts.relativeToSgd[summary.submission.name]?.[id];
    const costs = cost === undefined ? "" : `, at ${cost.toFixed(2)} of SGD's time a step`;
    return [
      `${id} ends at ${metric.replaceAll("_", " ")} ${median?.toFixed(4) ?? "–"}, not ${target}${costs}`,
    ];
  });
  return `\`${summary.submission.name}\`: ${missed.join("; ")}.`;
}

const inUnits = ({ measure }: CalibrationSummary): string =>
  measure === "cpu" ? "CPU seconds" : `${measure} seconds`;

/** Searches of one kind: the same suite, number of points and studies, and measure. */
function searchesSection(
  title: string,
  summaries: readonly CalibrationSummary[],
  stepCosts: StepCosts,
  sideBySide: readonly SideBySide[],
): string {
  const [first] = summaries;
  if (first === undefined) return "";
  const { suite, workloads, measure, studies } = first;
  const ids = workloads.map(({ id }) => id);
  const points = Math.max(...summaries.map((summary) => summary.points.length));
  const staying = summaries
    .filter(
      ({ submission, measure: counted }) =>
        suite.id === "quick" && counted === "reference" && stayingForms.includes(submission.name),
    )
    .map(({ submission }) => submission.name);
  const newSeeds = sideBySide.find((run) => run.suite.id === suite.id);
  const stopped = summaries.flatMap((summary) => whatStops(summary, stepCosts, newSeeds) ?? []);
  return `## ${title}

At most ${points} quasi-random points each on the suite \`${suite.id}\`, version ${suite.version}, ${studies} studies for the last ones, times in ${inUnits(first)}. Times and scores are against the
other points of the same space and the best of many: what they are worth, new seeds tell.${staying.length === 0 ? "" : ` The \`_self\` forms of ${staying.map((name) => `\`${name}\``).join(", ")} stay at the points of an earlier search, since [claims of papers](claims.md) were tried with them.`}${measure === "reference" ? "" : " These were found before time was counted; their `_self` submissions stand at them still."}

${table(
  ["submission", "point", "score", ...ids],
  summaries.map((summary) => {
    const best = summary.points[0] as PointRow;
    return [
      `\`${summary.submission.name}\``,
      pointOf(summary),
      best.score.toFixed(3),
      ...ids.map((id) => result(best, id)),
    ];
  }),
)}
${
  stopped.length === 0
    ? ""
    : `
What stops those that miss two targets or more, within the budget of the external ruleset:

${stopped.map((line) => `- ${line}`).join("\n")}
`
}
The largest mean score of a group of values less the smallest, for the three hyperparameters that matter most. With ${points} points this ranks them; it does not measure them.

${table(
  ["submission", "effect of hyperparameters (mean score by value)"],
  summaries.map((summary) => [`\`${summary.submission.name}\``, sensitivityOf(summary)]),
)}
`;
}

/** docs/calibration.md from what is committed. */
export function calibrationPage(root: URL): string {
  const evidence = new URL("submissions/calibrations/", root);
  const stepCosts = stepCostsSchema.parse(
    JSON.parse(readFileSync(new URL("submissions/stepCost.json", root), "utf8")),
  );
  const summaries = { onQuick: readCalibrations(evidence), elsewhere: readElsewhere(evidence) };
  return renderCalibrations(summaries, readSideBySide(evidence), stepCosts);
}

const searchedElsewhere = (
  elsewhere: readonly CalibrationSummary[],
  all: number,
  stepCosts: StepCosts,
  sideBySide: readonly SideBySide[],
): string =>
  elsewhere.length === 0
    ? ""
    : `
${searchesSection("Points of searches on `qualification`", elsewhere, stepCosts, sideBySide)}
${elsewhere.length === all ? "All" : `${elsewhere.length} of`} ${all} submissions have been searched there: \`npm run calibrations -- --suite qualification NAME\` takes some eighty trials. No self-tuning form stands at such a point: they
are what a search on the suite itself is worth, beside a point that was carried to it.
`;

/** Where the points of the self-tuning submissions come from, and what they are worth beside papers' settings. */
function renderCalibrations(
  { onQuick, elsewhere }: Readonly<Record<"onQuick" | "elsewhere", readonly CalibrationSummary[]>>,
  sideBySide: readonly SideBySide[],
  stepCosts: StepCosts,
): string {
  const counted = onQuick.filter(({ measure }) => measure === "reference");
  const earlier = onQuick.filter(({ measure }) => measure !== "reference");
  return `# Calibration of reference submissions

Submissions whose names end in \`_self\` have one fixed point for every workload. The points were found with equal effort, so that boards of the self-tuning ruleset compare algorithms and not
the care that went into their defaults: quasi-random points of one search space, kept workload by workload as [scoring.md](scoring.md#calibration) says.

\`\`\`sh
npx steepest calibrate submissions/adamw --suite quick --points 32 --studies 3
\`\`\`

\`npm run calibrations\` makes all of them, goes on where it was stopped, and runs what was found with new seeds. The whole evidence is in
[submissions/calibrations](../submissions/calibrations). Written from it by \`node scripts/writeCalibrations.ts\`; a test compares.

${sideBySide.length === 0 ? "" : `${sideBySideSection(sideBySide)}\n`}${searchesSection("Points", counted, stepCosts, sideBySide)}${searchedElsewhere(elsewhere, counted.length, stepCosts, sideBySide)}${earlier.length === 0 ? "" : `\n${searchesSection("Points of an earlier search", earlier, stepCosts, [])}`}`;
}
