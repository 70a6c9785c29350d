import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const program = fileURLToPath(new URL("../../bin/steepest.mjs", import.meta.url));
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "steepest-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const run = (at: string) =>
  spawnSync(process.execPath, [program, "--version"], {
    env: {
      ...process.env,
      STEEPEST_HOME: at,
      NODE_COMPILE_CACHE: undefined,
      NODE_DISABLE_COMPILE_CACHE: undefined,
    },
    encoding: "utf8",
  });

test("a command keeps its compiled code under the home, and another one runs from it", () => {
  const first = run(home);
  expect(first.status).toBe(0);
  expect(readdirSync(join(home, "compiled")).length).toBe(1);
  const second = run(home);
  expect([second.status, second.stdout]).toEqual([0, first.stdout]);
});

test("where nothing can be kept a command runs all the same", () => {
  const taken = join(home, "a-file");
  writeFileSync(taken, "");
  expect(run(taken).status).toBe(0);
  expect(existsSync(join(taken, "compiled"))).toBe(false);
});
