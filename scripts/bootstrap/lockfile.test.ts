import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

// A registry mirror may lack other platforms' binaries. `npm install` then leaves them out of the lockfile without a word,
// and `npm ci` (npm 11) refuses that lockfile everywhere. Put the entries back as for linux, with the `integrity` that `npm view NAME@VERSION dist.integrity` says.
test("the lockfile knows workerd for every platform, so that npm ci takes it", () => {
  const platforms = Object.keys(lock.packages["node_modules/workerd"].optionalDependencies);
  expect(platforms.length).toBeGreaterThan(3);
  for (const platform of platforms)
    expect(lock.packages).toHaveProperty([`node_modules/${platform}`, "version"]);
});

interface Locked {
  readonly link?: boolean;
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
}
const packages = Object.entries(lock.packages as Record<string, Locked>).filter(
  ([path, { link }]) => path.includes("node_modules/") && link !== true,
);

/** Locked packages whose bytes npm would take unseen. */
const unchecked = (all: readonly (readonly [string, Locked])[]) =>
  all
    .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ""))
    .map(([path]) => path);

test("every package that the lockfile brings is checked by its SHA-512, the pinned Node's among them", () => {
  expect(packages.length).toBeGreaterThan(500);
  expect(unchecked(packages)).toEqual([]);
  expect(packages.map(([path]) => path)).toContain("node_modules/node");
});

test("a package without a hash, or with one of another kind, is found", () => {
  expect(
    unchecked([
      ["node_modules/a", { version: "1.0.0" }],
      ["node_modules/b", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }],
    ]),
  ).toEqual(["node_modules/a", "node_modules/b"]);
});

test("nothing is fetched from elsewhere than the registry", () => {
  const elsewhere = packages.filter(
    ([, { resolved }]) => resolved !== undefined && !resolved.startsWith("https://registry.npmjs.org/"),
  );
  expect(elsewhere).toEqual([]);
});
