import { expect, test } from "vitest";
import { closingLine, failureList, summaryTable } from "./summary.ts";
import { countVitest, vitestFailures } from "./vitestSection.ts";

const clean = { passed: 3, failed: 0, skipped: 0 };

test("the closing line adds up all sections and names skipped tests only where there are some", () => {
  expect(closingLine([clean, { passed: 1, failed: 2, skipped: 0 }])).toBe("4 passed, 2 failed");
  expect(closingLine([clean, { passed: 0, failed: 0, skipped: 5 }])).toBe("3 passed, 0 failed, 5 skipped");
});

test("the table has one aligned row per section", () => {
  const lines = summaryTable([
    { title: "Lint", seconds: 1.25, ...clean },
    { title: "End to end", seconds: 60, ...clean },
  ]).split("\n");
  expect(lines).toHaveLength(3);
  expect(new Set(lines.map((line) => line.length)).size).toBe(1);
});

test("failed tests are listed again, with their section; a section that names none points to its output", () => {
  const unit = { title: "Unit tests", seconds: 1, ...clean, failed: 1, failures: ["a.test.ts › adds"] };
  const lint = { title: "Lint", seconds: 1, ...clean, failed: 1 };
  expect(failureList([unit, { title: "Site", seconds: 1, ...clean }, lint])).toBe(
    "✗ Unit tests\n\n  a.test.ts › adds\n\n✗ Lint\n\n  (see its output above)",
  );
  expect(failureList([{ title: "Site", seconds: 1, ...clean }])).toBe("");
});

const report = {
  numPassedTests: 2,
  numFailedTests: 0,
  numPendingTests: 1,
  numTodoTests: 0,
  success: true,
  testResults: [],
};

test("a vitest run that fails without a failed test, or leaves no report, counts as a failure", () => {
  expect(countVitest(report, 0)).toEqual({ passed: 2, failed: 0, skipped: 1, failures: [] });
  expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 1, failures: [] });
  expect(countVitest({ ...report, success: false }, 0).failed).toBe(1);
  expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test("a report's failures are its failed tests, without colours and cut short, and the files that did not load", () => {
  const long = Array.from({ length: 40 }, (_, line) => `line ${line}`).join("\n");
  const failed = {
    status: "failed",
    fullName: "sums adds",
    failureMessages: [`\u001b[31m${long}\u001b[39m`],
  };
  const passed = { status: "passed", fullName: "sums counts", failureMessages: [] };
  const [test, file, ...rest] = vitestFailures({
    ...report,
    testResults: [
      {
        name: `${process.cwd()}/a.test.ts`,
        status: "failed",
        message: "",
        assertionResults: [passed, failed],
      },
      {
        name: `${process.cwd()}/b.test.ts`,
        status: "failed",
        message: "No such module",
        assertionResults: [],
      },
      { name: `${process.cwd()}/c.test.ts`, status: "passed", message: "", assertionResults: [passed] },
    ],
  });
  expect(rest).toEqual([]);
  expect(test).toMatch(/^a\.test\.ts › sums adds\n {4}line 0\n/);
  expect(test?.split("\n").length).toBeLessThan(20);
  expect(file).toBe("b.test.ts › (the file)\n    No such module");
});
