import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/operations.md");
const sectionOf = (title: string) => page.split(/^## /m).find((one) => one.startsWith(title)) ?? "";
const found = (text: string, pattern: RegExp) =>
  [...text.matchAll(pattern)].map(([, name = ""]) => name).sort();
/** Code spans of the first cells of a table's rows. */
const named = (title: string, pattern: RegExp) =>
  sectionOf(title)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => found(line.split(" | ", 1)[0] ?? "", pattern));

test("the page lists the kinds of events that there are, and no others", () => {
  const type = /EventKind =([^;]*);/.exec(read("apps/api/database/event.ts"))?.[1] ?? "";
  const kinds = found(type, /"([a-z-]+)"/g);
  expect(kinds.length).toBeGreaterThan(30);
  // Of a trial's end and an audit's the page also tells what it says.
  const listed = named("Events", /`([a-z]+(?:-[a-z]+)*)`/g).filter(
    (name) => !["match", "mismatch"].includes(name),
  );
  expect(listed.sort()).toEqual(kinds);
});

test("the page lists the metrics that there are, and no others", () => {
  const families = found(read("apps/api/admin/renderMetrics.ts"), /family\(\s*"([a-z_]+)"/g);
  expect(named("Metrics", /`steepest_([a-z_]+)`/g).sort()).toEqual(families);
});

test("the commands that the page shows are there", () => {
  const defined = new Set(
    ["commands/admin.ts", "admin/adminLists.ts"].flatMap((path) =>
      found(read(`apps/runner/src/${path}`), /name: "([a-z-]+)"/g),
    ),
  );
  const shown = new Set(found(page, /npx steepest admin ([a-z-]+)/g));
  expect(shown.size).toBeGreaterThan(15);
  expect([...shown].filter((name) => !defined.has(name))).toEqual([]);
});
