import { globSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

test("every workspace with a tsconfig.json is one whose types are checked", () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const folders = globSync(["{apps,packages}/*/tsconfig.json", "submissions/tsconfig.json"], {
    cwd: root,
  }).map(dirname);
  const unchecked = folders.filter((folder) => {
    const { scripts } = JSON.parse(readFileSync(`${root}${folder}/package.json`, "utf8"));
    return !/tsc|astro check/.test(scripts?.typecheck ?? "");
  });
  expect(folders.length).toBeGreaterThan(7);
  expect(unchecked).toEqual([]);
});
