import { card } from "@steepest/workloads/catalogue.ts";
import { formatSeconds } from "../terminal/formatSeconds.ts";
import { type Column, renderTable } from "../terminal/renderTable.ts";
import type { TrialJob } from "../trial/trialJob.ts";

/** Watts that a busy core is taken to draw: nothing measures it. */
const wattsOfCore = 10;

/** What trials cost at most, by workload: who reaches the target earlier costs less. */
export interface Quote {
  readonly workloads: readonly {
    readonly workload: string;
    readonly trials: number;
    /** Charged at most, in the measure that rules the class; null where steps end a trial. */
    readonly chargedSeconds: number | null;
    /** On this machine at most, evaluations included, one after another. */
    readonly wallSeconds: number | null;
    /** False where no trial of the workload has been run here: then charged time is taken for wall time. */
    readonly isKnownHere: boolean;
  }[];
  readonly trials: number;
  readonly chargedSeconds: number | null;
  /** With so many trials side by side. */
  readonly wallSeconds: number | null;
  readonly jobs: number;
  /** A guess from ten watts a core. */
  readonly wattHours: number | null;
}

/** `speedOf` says how many wall seconds a charged second of a workload takes here, or null. */
export function quoteRun(
  jobs: readonly Pick<TrialJob, "workload" | "budgetSeconds" | "evaluationPeriodSeconds" | "maxSteps">[],
  parallel: number,
  speedOf: (workload: string) => number | null,
): Quote {
  const workloads = [...Map.groupBy(jobs, ({ workload }) => workload)].map(([workload, own]) => {
    const bySteps = own.some(({ maxSteps }) => maxSteps !== undefined);
    const charged = own.reduce((sum, { budgetSeconds }) => sum + budgetSeconds, 0);
    const evaluations = own.reduce(
      (sum, { budgetSeconds, evaluationPeriodSeconds }) => sum + budgetSeconds / evaluationPeriodSeconds,
      0,
    );
    const evaluating = evaluations * (card(workload).target.provenance.winner.evaluationSeconds ?? 0);
    const speed = speedOf(workload);
    return {
      workload,
      trials: own.length,
      chargedSeconds: bySteps ? null : charged,
      wallSeconds: bySteps ? null : charged * (speed ?? 1) + evaluating,
      isKnownHere: speed !== null,
    };
  });
  const sum = (values: readonly (number | null)[]): number | null =>
    values.reduce(
      (total: number | null, value) => (total === null || value === null ? null : total + value),
      0,
    );
  const busy = sum(workloads.map(({ wallSeconds }) => wallSeconds));
  return {
    workloads,
    trials: jobs.length,
    chargedSeconds: sum(workloads.map(({ chargedSeconds }) => chargedSeconds)),
    wallSeconds: busy === null ? null : busy / Math.min(parallel, Math.max(1, jobs.length)),
    jobs: parallel,
    wattHours: busy === null ? null : (busy * wattsOfCore) / 3600,
  };
}

export function renderQuote(quote: Quote): string {
  const number = (title: string): Column => ({ title, align: "right" });
  const seconds = (value: number | null): string => (value === null ? "–" : formatSeconds(value));
  const table = renderTable(
    [{ title: "workload" }, number("trials"), number("charged, at most"), number("on this machine")],
    quote.workloads.map(({ workload, trials, chargedSeconds, wallSeconds, isKnownHere }) => [
      workload,
      String(trials),
      seconds(chargedSeconds),
      `${isKnownHere ? "" : "about "}${seconds(wallSeconds)}`,
    ]),
  );
  const side = quote.jobs > 1 ? `, ${quote.jobs} trials side by side` : "";
  const total =
    quote.wallSeconds === null
      ? "Steps end these trials: how long they take is not known beforehand."
      : `At most ${seconds(quote.wallSeconds)} here${side}, some ${(quote.wattHours ?? 0).toPrecision(2)} Wh at ${wattsOfCore} W a core. Who reaches targets earlier takes less.`;
  return `${table}${quote.trials} trials. ${total}\nNothing was run.\n`;
}
