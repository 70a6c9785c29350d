import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runTool } from "./runTool.ts";
import type { Section, SectionResult } from "./section.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
}

/**
 * The counts of a vitest JSON report. A run that failed without a failed test (a file that does not load, an unhandled
 * error, no report at all) counts as one failure.
 */
export function countVitest(report: VitestReport | null, status: number | null): SectionResult {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const failed = report.numFailedTests;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && (status !== 0 || !report.success) ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** A section that runs one project of vitest.config.ts. */
export const vitestSection = (name: string, title: string): Section => ({
  name,
  title,
  run: async () => {
    const folder = await mkdtemp(join(tmpdir(), "steepest-vitest-"));
    const file = join(folder, "report.json");
    try {
      const status = await runTool("vitest", [
        "run",
        `--project=${name}`,
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${file}`,
      ]);
      const text = await readFile(file, "utf8").catch(() => null);
      return countVitest(text === null ? null : (JSON.parse(text) as VitestReport), status);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
