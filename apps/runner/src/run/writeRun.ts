import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TrialRecord } from "@steepest/core/schema/record.ts";
import type { SubmissionSource } from "@steepest/core/schema/sourceFiles.ts";
import { renderReport } from "../report/renderReport.ts";
import type { RunSummary } from "./runSummary.ts";

export interface WrittenRun {
  readonly directory: string;
  readonly report: string;
  readonly summaryFile: string;
}

/** The file beside the records that says which of the source's files is the entry. */
export const sourceFileName = "submission.json";

/** Writes what a run leaves besides its records: summary, report, and the source, by which `replay` finds it again. */
export function writeRun(run: {
  readonly out: string;
  readonly summary: RunSummary;
  readonly records: readonly TrialRecord[];
  readonly source: SubmissionSource;
}): WrittenRun {
  const { out, summary, records, source } = run;
  mkdirSync(out, { recursive: true });
  for (const [path, text] of Object.entries(source.files)) {
    const file = join(out, "source", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  writeFileSync(join(out, sourceFileName), `${JSON.stringify(source, null, 2)}\n`);
  const summaryFile = join(out, "summary.json");
  writeFileSync(summaryFile, `${JSON.stringify(summary, null, 2)}\n`);
  const report = join(out, "report.html");
  writeFileSync(report, renderReport(summary, records));
  return { directory: out, report, summaryFile };
}
