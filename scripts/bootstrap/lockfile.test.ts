import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

// A registry mirror may lack other platforms' binaries. `npm install` then leaves them out of the lockfile without a word,
// and `npm ci` (npm 11) refuses that lockfile everywhere. Put the entries back as for linux, without `integrity`.
test("the lockfile knows workerd for every platform, so that npm ci takes it", () => {
  const platforms = Object.keys(lock.packages["node_modules/workerd"].optionalDependencies);
  expect(platforms.length).toBeGreaterThan(3);
  for (const platform of platforms)
    expect(lock.packages).toHaveProperty([`node_modules/${platform}`, "version"]);
});
