import { expect, test } from "vitest";
import { closingLine, summaryTable } from "./summary.ts";
import { countVitest } from "./vitestSection.ts";

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

test("a vitest run that fails without a failed test, or leaves no report, counts as a failure", () => {
  const report = { numPassedTests: 2, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0, success: true };
  expect(countVitest(report, 0)).toEqual({ passed: 2, failed: 0, skipped: 1 });
  expect(countVitest(report, 1)).toEqual({ passed: 2, failed: 1, skipped: 1 });
  expect(countVitest({ ...report, success: false }, 0).failed).toBe(1);
  expect(countVitest(null, 1)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});
