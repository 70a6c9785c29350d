import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { runTool } from "./runTool.ts";
import type { SectionResult, TestSection } from "./section.ts";

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    /** The file's path. */
    readonly name: string;
    readonly status: string;
    /** Why the file did not load. */
    readonly message: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      readonly failureMessages: readonly string[] | null;
    }[];
  }[];
}

/** How much of an error's text the list of failures repeats. */
const linesPerFailure = 12;

/** The failed tests of a report, and the files that did not load. */
export function vitestFailures({ testResults }: VitestReport): readonly string[] {
  const entry = (file: string, title: string, message: string) =>
    [
      `${relative(process.cwd(), file)} › ${title}`,
      ...stripVTControlCharacters(message).trim().split("\n").slice(0, linesPerFailure),
    ].join("\n    ");
  return testResults.flatMap(({ name, status, message, assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === "failed");
    if (failed.length === 0) return status === "failed" ? [entry(name, "(the file)", message)] : [];
    return failed.map(({ fullName, failureMessages }) =>
      entry(name, fullName, (failureMessages ?? []).join("\n")),
    );
  });
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
    failures: vitestFailures(report),
  };
}

/** A section that runs one project of vitest.config.ts. */
export const vitestSection = (name: string, title: string): TestSection => ({
  name,
  title,
  run: async (output) => {
    const folder = await mkdtemp(join(tmpdir(), "steepest-vitest-"));
    const file = join(folder, "report.json");
    try {
      const status = await runTool(
        "vitest",
        ["run", `--project=${name}`, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`],
        output,
      );
      const text = await readFile(file, "utf8").catch(() => null);
      return countVitest(text === null ? null : (JSON.parse(text) as VitestReport), status);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
});
