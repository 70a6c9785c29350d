// All tests of the repository, in the order in which they tell most for least: npm test
// Some of them: npm test -- lint types
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { lintSection } from "./testing/lintSection.ts";
import { rulesSection } from "./testing/rulesSection.ts";
import type { Output } from "./testing/runTool.ts";
import type { TestSection } from "./testing/section.ts";
import { closingLine, failureList, summaryTable, type TimedResult } from "./testing/summary.ts";
import { typesSection } from "./testing/typesSection.ts";
import { vitestSection } from "./testing/vitestSection.ts";

/** Those of one row run at once: the API's tests take one core, types, beside them, another. */
const rows: readonly (readonly TestSection[])[] = [
  [lintSection],
  [rulesSection],
  [vitestSection("api", "API in workerd, with real D1"), typesSection],
  [vitestSection("unit", "Unit tests")],
  [vitestSection("property", "Property tests")],
  [vitestSection("site", "Site")],
  [vitestSection("e2e", "End to end (platform, runners, browser)")],
];
const sections = rows.flat();

chdir(fileURLToPath(new URL("..", import.meta.url)));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0) {
  const known = sections.map((section) => section.name).join(", ");
  console.error(`There is no test section called ${unknown.join(" or ")}.\nThe sections are: ${known}`);
  process.exit(2);
}

async function timed(section: TestSection, output?: Output): Promise<TimedResult> {
  const started = performance.now();
  const result = await section.run(output);
  return { title: section.title, seconds: (performance.now() - started) / 1000, ...result };
}

/** Runs a section out of sight; `show` prints what it printed. */
async function beside(section: TestSection) {
  const folder = mkdtempSync(join(tmpdir(), "steepest-beside-"));
  const file = openSync(join(folder, "printed"), "w+");
  const result = await timed(section, file);
  const show = () => {
    console.log(`\n━━ ${section.title} ━━\n${readFileSync(join(folder, "printed"), "utf8")}`);
    closeSync(file);
    rmSync(folder, { recursive: true });
  };
  return { result, show };
}

const results: TimedResult[] = [];
for (const row of rows) {
  const [first, ...others] = row.filter(({ name }) => wanted.length === 0 || wanted.includes(name));
  if (first === undefined) continue;
  const hidden = others.map(beside);
  console.log(`\n━━ ${first.title} ━━`);
  results.push(await timed(first));
  for (const { result, show } of await Promise.all(hidden)) {
    show();
    results.push(result);
  }
}
const failures = failureList(results);
if (failures !== "") console.log(`\n━━ Failed ━━\n\n${failures}`);
console.log(`\n${summaryTable(results)}\n\n${closingLine(results)}`);
process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
