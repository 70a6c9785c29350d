import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { changes } from "./changes.ts";
import { placesOf } from "./placesOf.ts";

const root = new URL("../../", import.meta.url);
const agents = readFileSync(new URL("AGENTS.md", root), "utf8");

test("a row's places are its code spans that are paths", () => {
  const table = "| add a thing | `apps/x/`, its test `a.test.ts`, by `npm run it`; `README.md` |";
  expect(placesOf(table, "add a thing")).toEqual(["apps/x/", "a.test.ts", "README.md"]);
  expect(placesOf(table, "add another")).toBeNull();
});

// `npm run agents` makes the changes in a copy and runs their proofs.
test.each(changes)("what a change touches is named by its row: $row", ({ row, writes = {}, edits = {} }) => {
  const places = placesOf(agents, row) ?? [];
  const touched = [...Object.keys(writes), ...Object.keys(edits)];
  expect(touched.filter((path) => !places.some((place) => path.startsWith(place)))).toEqual([]);
  for (const [path, pairs] of Object.entries(edits)) {
    const text = readFileSync(new URL(path, root), "utf8");
    for (const [found] of pairs) expect(text, path).toContain(found);
  }
  for (const path of Object.keys(writes)) expect(existsSync(new URL(path, root)), path).toBe(false);
});
