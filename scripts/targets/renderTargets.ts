import type { WorkloadCard } from "../../packages/core/schema/workloadCard.ts";
import type { TargetCurves } from "../../packages/workloads/targetCurves.ts";
import { table } from "../markdown/table.ts";

/** A workload with the runs that set its target; null where they were not kept. */
export interface TargetEvidence {
  readonly card: WorkloadCard;
  readonly curves: TargetCurves | null;
}

const digits = (value: number | null) => (value === null ? "–" : String(Number(value.toPrecision(4))));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Standard deviation (of a sample) over mean. */
export function coefficientOfVariation(values: readonly number[]): number {
  const centre = mean(values);
  const variance = values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1);
  return Math.sqrt(variance) / centre;
}

/** "4 of 5 in 20.1–25.3 s (mean 22.4 s, 9 %)": how long the winner took to the target with new seeds. */
function spread({ target }: WorkloadCard): string {
  const all = target.provenance.winner.timeToTargetSeconds;
  const times = all.filter((time) => time !== null);
  if (times.length < 2) return `${times.length} of ${all.length}`;
  const [low, high] = [Math.min(...times), Math.max(...times)];
  return `${times.length} of ${all.length} in ${low.toFixed(1)}–${high.toFixed(1)} s (mean ${mean(times).toFixed(1)} s, ${Math.round(100 * coefficientOfVariation(times))} %)`;
}

/** Algorithms from the best to the worst, with their best validation values. */
function ranking({ metric, target }: WorkloadCard): string {
  const worst = metric.direction === "min" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  const sign = metric.direction === "min" ? 1 : -1;
  return target.provenance.algorithms
    .toSorted((a, b) => sign * ((a.best ?? worst) - (b.best ?? worst)))
    .map(({ name, best }) => `${name} ${digits(best)}`)
    .join(", ");
}

/** Of the re-runs the median value at every evaluation. */
function learningCurve({ steps, reruns }: TargetCurves): readonly string[] {
  return steps.map((_, at) => {
    const values = reruns.map((run) => run.values[at] ?? null).filter((value) => value !== null);
    return digits(values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? null);
  });
}

/** Targets, budgets and times of workloads, a row each. */
function targetTable(noun: string, evidence: readonly TargetEvidence[]): string {
  const rows = evidence.map(({ card }) => {
    const { metric, target } = card;
    return [
      `\`${card.id}\``,
      `${metric.name} ${metric.direction === "min" ? "≤" : "≥"} ${target.validation}`,
      digits(target.test),
      Object.values(target.budgetSeconds).join(", "),
      target.provenance.winner.name,
      spread(card),
    ];
  });
  return table([noun, "target", "test", "budget (s)", "winner", "time to target"], rows);
}

/** docs/targets.md: what the targets are, and what shows that they are sound. */
export function renderTargets(evidence: readonly TargetEvidence[]): string {
  const bases = evidence.filter(({ card }) => card.variantOf === null);
  const variants = evidence.filter(({ card }) => card.variantOf !== null);
  const percent = Array.from({ length: 10 }, (_, at) => `${10 * (at + 1)} %`);
  return `# Targets

A target is what a well-tuned baseline reaches in seven tenths of its run, by AlgoPerf's procedure at small scale: AdamW, NadamW, Nesterov momentum and heavy ball, 12 quasi-random points
of each one's search space, a fixed number of steps; the best of the 48 again with 5 new seeds. The validation target is the median of these five runs' best values within seven tenths of
their steps, the test target the worst test value among those that reached it by then, the budget 4/3 of their charged time. Search runs end at seven tenths, or where they fall behind the median of
those earlier runs of their algorithm that were still going ([decision 28](decisions/0028-search-runs-end-early.md)). A held-out variant gets what the two best algorithms did best with on its base, and 3 re-runs of the
better one. All of it is resumable and the same on every machine, times included: they are reference seconds ([prices](prices.md)); \`--restate\` counts them anew for another price list.

\`\`\`sh
node packages/workloads/node/setTargets.ts --workload mri_unet --trials 12 --reruns 5 --steps 450
node packages/workloads/node/setTargets.ts --workload mri_unet --restate
\`\`\`

Every workload's page draws the runs; they are kept as \`curves.json\` beside \`target.json\`. This page is written from them by \`node scripts/writeTargets.ts\`; a test compares.

## Workloads

Time to the target: the winner with new seeds, reference seconds of the class \`cpu-wasm\`; in brackets mean and coefficient of variation of the runs that reach it, to their end. Evaluations are a
tenth of the run apart here, so times are multiples of it. A trial has a third more steps (the step hint) and another schedule with that: its times differ from these.

${targetTable("workload", bases)}

## Algorithms

The best validation value of each algorithm's 12 points, the best first. That no order fits all workloads is what a suite of several is for.

${table(
  ["workload", "metric", "from the best to the worst"],
  bases.map(({ card }) => [`\`${card.id}\``, card.metric.name, ranking(card)]),
)}

## Learning curves

The winner's metric on the validation split, the median of its five runs at each tenth of their steps.

${table(
  ["workload", ...percent],
  bases.flatMap(({ card, curves }) =>
    curves === null ? [] : [[`\`${card.id}\``, ...learningCurve(curves)]],
  ),
)}

## Held-out variants

${targetTable("variant", variants)}
`;
}
