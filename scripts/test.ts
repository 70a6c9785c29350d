// All tests of the repository, in the order in which they tell most for least: npm test
// Some of them: npm test -- lint types
import { chdir } from "node:process";
import { fileURLToPath } from "node:url";
import { lintSection } from "./testing/lintSection.ts";
import { rulesSection } from "./testing/rulesSection.ts";
import type { TestSection } from "./testing/section.ts";
import { closingLine, failureList, summaryTable, type TimedResult } from "./testing/summary.ts";
import { typesSection } from "./testing/typesSection.ts";
import { vitestSection } from "./testing/vitestSection.ts";

const sections: readonly TestSection[] = [
  lintSection,
  rulesSection,
  typesSection,
  vitestSection("unit", "Unit tests"),
  vitestSection("property", "Property tests"),
  vitestSection("api", "API in workerd, with real D1"),
  vitestSection("site", "Site"),
  vitestSection("e2e", "End to end (platform, runners, browser)"),
];

chdir(fileURLToPath(new URL("..", import.meta.url)));
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !sections.some((section) => section.name === name));
if (unknown.length > 0) {
  const known = sections.map((section) => section.name).join(", ");
  console.error(`There is no test section called ${unknown.join(" or ")}.\nThe sections are: ${known}`);
  process.exit(2);
}

const results: TimedResult[] = [];
for (const section of sections) {
  if (wanted.length > 0 && !wanted.includes(section.name)) continue;
  console.log(`\n━━ ${section.title} ━━`);
  const started = performance.now();
  const result = await section.run();
  results.push({ title: section.title, seconds: (performance.now() - started) / 1000, ...result });
}
const failures = failureList(results);
if (failures !== "") console.log(`\n━━ Failed ━━\n\n${failures}`);
console.log(`\n${summaryTable(results)}\n\n${closingLine(results)}`);
process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0;
