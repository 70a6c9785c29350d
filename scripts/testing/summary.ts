import type { SectionResult } from "./section.ts";

export interface TimedResult extends SectionResult {
  readonly title: string;
  readonly seconds: number;
}

/** The table at the end of `npm test`, one section a row. */
export function summaryTable(results: readonly TimedResult[]): string {
  const width = Math.max(7, ...results.map((result) => result.title.length));
  const cell = (value: number | string) => String(value).padStart(8);
  const row = (title: string, cells: readonly (number | string)[]) =>
    title.padEnd(width) + cells.map(cell).join("");
  return [
    row("section", ["passed", "failed", "skipped", "seconds"]),
    ...results.map(({ title, passed, failed, skipped, seconds }) =>
      row(title, [passed, failed, skipped, seconds.toFixed(1)]),
    ),
  ].join("\n");
}

/** Every failed test, by section: what one would otherwise scroll up for. Empty where nothing failed. */
export const failureList = (results: readonly TimedResult[]): string =>
  results
    .filter((result) => result.failed > 0)
    .map(({ title, failures = [] }) =>
      [`✗ ${title}`, ...(failures.length > 0 ? failures : ["(see its output above)"])].join("\n\n  "),
    )
    .join("\n\n");

/** `12 passed, 0 failed, 1 skipped`: alone on the last line, CI reads it as the count of tests. */
export function closingLine(results: readonly SectionResult[]): string {
  const total = (key: "passed" | "failed" | "skipped") =>
    results.reduce((sum, result) => sum + result[key], 0);
  const skipped = total("skipped");
  return `${total("passed")} passed, ${total("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}
