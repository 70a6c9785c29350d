import type { Quote } from "@steepest/core/schema/api/quotes.ts";
import { type QuotedTrial, quoteTrials, wattsOfCore } from "@steepest/core/score/quoteTrials.ts";
import { card } from "@steepest/workloads/catalogue.ts";
import { formatSeconds } from "../terminal/formats.ts";
import { renderTable, type TextColumn } from "../terminal/renderTable.ts";

/** What trials cost here at most. `speedOf` says how many wall seconds a charged second of a workload takes here, or null. */
export const quoteRun = (
  jobs: readonly QuotedTrial[],
  parallel: number,
  speedOf: (workload: string) => number | null,
): Quote =>
  quoteTrials(
    jobs,
    parallel,
    speedOf,
    (workload) => card(workload).target.provenance.winner.evaluationSeconds ?? 0,
  );

export function renderQuote(quote: Quote): string {
  const number = (title: string): TextColumn => ({ title, align: "right" });
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
