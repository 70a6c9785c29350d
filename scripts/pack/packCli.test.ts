import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { packCli } from "./packCli.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let folder = "";
let dependencies: Readonly<Record<string, string>> = {};

// Below the repository, whose node_modules are then found: `npm run test:pack` installs it, for minutes.
beforeAll(async () => {
  mkdirSync(join(root, ".steepest"), { recursive: true });
  folder = mkdtempSync(join(root, ".steepest/packed-"));
  ({ dependencies } = await packCli(folder));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const steepest = (...args: string[]) =>
  execFileSync(process.execPath, [join(folder, "apps/runner/bin/steepest.mjs"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, STEEPEST_HOME: join(folder, "home") },
  });

test("the packed command line runs as JavaScript, without a workspace, and checks a submission", () => {
  for (const [name, version] of Object.entries(dependencies)) {
    expect(name).not.toMatch(/^@steepest\//);
    expect(version).toMatch(/^\d/);
  }
  const code = readdirSync(join(folder, "packages/core/harness")).filter((name) => /\.[jt]s$/.test(name));
  expect(code.length).toBeGreaterThan(10);
  expect(code.filter((name) => name.endsWith(".ts"))).toEqual([]);
  steepest("new", "mine");
  expect(steepest("check", "./mine.ts")).toContain("✓ passes");
});
