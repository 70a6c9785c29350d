import { join } from "node:path";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import { writeWhole } from "../files/wholeFiles.ts";
import { renderReport } from "../report/renderReport.ts";
import type { RunSummary } from "./runSummary.ts";

export interface WrittenRun {
  readonly directory: string;
  readonly report: string;
  readonly summaryFile: string;
}

/** Writes what a run leaves besides its source and records: the summary and the report. */
export function writeRun(run: {
  readonly out: string;
  readonly summary: RunSummary;
  readonly records: readonly TrialRecord[];
}): WrittenRun {
  const { out, summary, records } = run;
  const summaryFile = join(out, "summary.json");
  writeWhole(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  const report = join(out, "report.html");
  writeWhole(report, renderReport(summary, records));
  return { directory: out, report, summaryFile };
}
