import { printable } from "@steepest/base/printable.ts";
import { officialSeconds, type TrialRecord } from "@steepest/core/schema/record.ts";
import type { TrialOutcome } from "@steepest/core/schema/trialOutcome.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import type { Colors } from "../cli/io.ts";
import { formatMetric, formatSeconds } from "../terminal/formats.ts";
import { progressBar } from "../terminal/progressBar.ts";
import type { LocalTrialJob } from "../trial/trialJob.ts";
import type { ChildProgress } from "../trial/trialMessages.ts";

const barWidth = 12;

function againstTarget(workload: string, value: number | null | undefined): string {
  const { metric, target } = card(workload);
  const wanted = `${metric.direction === "min" ? "≤" : "≥"} ${formatMetric(target.validation)}`;
  return `${metric.name} ${formatMetric(value)} (target ${wanted})`;
}

/** The line of a trial that runs: step, charged time against the budget, metric against the target. */
export function runningTrialLine(
  colors: Colors,
  label: string,
  job: LocalTrialJob,
  progress: ChildProgress | null,
): string {
  const spent = progress?.chargedSeconds ?? 0;
  const phase = progress === null || progress.phase === "load" ? "loading" : `step ${progress.step}`;
  const left = progress === null ? "" : `  ≤ ${formatSeconds(Math.max(0, job.budgetSeconds - spent))} left`;
  return (
    `${colors.cyan("▸")} ${label}  ${phase.padEnd(10)}  ${progressBar(spent / job.budgetSeconds, barWidth)} ` +
    `${formatSeconds(spent)} / ${formatSeconds(job.budgetSeconds)}  ` +
    `${againstTarget(job.workload, progress?.metric)}${colors.dim(left)}`
  );
}

/** The lines that stay of a trial that ended: one, and a second with the reason where it failed. */
export function endedTrialLines(colors: Colors, label: string, record: TrialRecord): string[] {
  const { outcome, totals, evaluations, timeToTarget, workload } = record;
  const failed = outcome.kind === "failed";
  const mark = outcome.kind === "reached" ? colors.green("✓") : failed ? colors.red("✗") : colors.yellow("·");
  const seconds = formatSeconds(officialSeconds(record, (timeToTarget ?? totals).charged)).padStart(9);
  const metric = againstTarget(workload.id, evaluations.at(-1)?.validation[workload.metric.name]);
  const line =
    `${mark} ${label}  ${seconds}  step ${String(totals.steps).padStart(5)}  ${metric}  ` +
    describeOutcome(outcome, colors);
  return failed ? [line, `    ${printable(outcome.reason).split("\n")[0]}`] : [line];
}

/** An outcome in a word or two; colour says whether it is good, a limit, or a failure. */
function describeOutcome(outcome: TrialOutcome, colors: Colors): string {
  switch (outcome.kind) {
    case "reached":
      return colors.green("reached");
    case "exhausted":
      return colors.yellow("not reached");
    case "capped":
      return colors.dim("capped");
    case "diverged":
      return colors.red("diverged");
    case "cancelled":
      return colors.dim("cancelled");
    case "failed":
      return colors.red(`failed: ${outcome.code}`);
  }
}
