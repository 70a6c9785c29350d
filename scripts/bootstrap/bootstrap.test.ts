import { expect, test } from "vitest";
import { explainInstallFailure } from "./explainInstallFailure.mjs";
import { installedDiffersFromLock } from "./installedDiffersFromLock.mjs";

const lock = {
  packages: {
    "": { name: "root" },
    "packages/core": { name: "@steepest/core" },
    "node_modules/zod": { version: "4.6.7", integrity: "sha512-a" },
    "node_modules/workerd-windows": { version: "1.0.0", integrity: "sha512-b", optional: true },
  },
};
const zod = lock.packages["node_modules/zod"];

test("an install that holds what the lock asks for on this platform is left alone", () => {
  const installed = { packages: { "packages/core": {}, "node_modules/zod": zod } };
  expect(installedDiffersFromLock(lock, installed)).toBeNull();
});

test("an optional peer that somebody installed by hand stays, with what it brought", () => {
  const peers = { peerDependenciesMeta: { "tfjs-node": { optional: true } } };
  const locked = { packages: { ...lock.packages, "apps/runner": { name: "steepest", ...peers } } };
  const brought = {
    "node_modules/tfjs-node": { version: "4.22.0" },
    "node_modules/tar": { version: "6.2.1" },
  };
  expect(installedDiffersFromLock(locked, { packages: { "node_modules/zod": zod, ...brought } })).toBeNull();
  expect(installedDiffersFromLock(locked, { packages: brought })).toBe("node_modules/zod is missing");
});

test.each([
  ["missing", { packages: {} }, "node_modules/zod is missing"],
  [
    "of another version",
    { packages: { "node_modules/zod": { ...zod, version: "4.6.6" } } },
    "node_modules/zod is not the locked one",
  ],
  [
    "left over",
    { packages: { "node_modules/zod": zod, "node_modules/left-pad": { version: "1.3.0" } } },
    "node_modules/left-pad is no longer in the lockfile",
  ],
])("a package that is %s is a reason to install", (_, installed, reason) => {
  expect(installedDiffersFromLock(lock, installed)).toBe(reason);
});

test.each([
  ["npm error code ENOTFOUND", "cannot be reached"],
  ["npm error ENOSPC: no space left on device", "disk is full"],
  ["npm error code EACCES", "may not be written"],
  ["Error: spawn npm ENOENT", "npm is not installed"],
])("%s is explained with a way out", (errors, what) => {
  const explanation = explainInstallFailure(errors);
  expect(explanation).toContain(what);
  expect(explanation.split("\n\n")).toHaveLength(3);
});

test("an unknown failure shows what npm said last", () => {
  expect(explainInstallFailure("one\nsomething odd")).toContain("something odd");
});
