import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { suites } from "../../packages/workloads/suites.ts";

const changelog = readFileSync(new URL("../../CHANGELOG.md", import.meta.url), "utf8");

test("CHANGELOG says since when and why each suite has its version", () => {
  const listed = suites
    .filter(({ id }) => changelog.includes(`| ${id} |`))
    .map(({ id, version }) => ({ id, version, why: changelog.includes(`| ${id} | ${version} | 2`) }));
  expect(listed.map(({ id }) => id)).toEqual(expect.arrayContaining(["quick", "qualification", "standard"]));
  expect(listed.filter(({ why }) => !why)).toEqual([]);
});
