#!/usr/bin/env node
// Runs `steepest` on Node 24 whatever Node it was started with: older ones cannot run TypeScript.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const minimumMajor = 24;
const here = fileURLToPath(import.meta.url);

/** The Node that the npm package `node` installed, in the nearest node_modules above this file. */
function findPinnedNode() {
  for (let folder = dirname(here); ; folder = dirname(folder)) {
    for (const candidate of ["node/bin/node", ".bin/node"]) {
      const path = join(folder, "node_modules", candidate);
      if (existsSync(path)) return path;
    }
    if (dirname(folder) === folder) return null;
  }
}

if (Number.parseInt(process.versions.node, 10) >= minimumMajor) {
  // First of all: until then, what the system shows of this process holds the token.
  (await import("../src/cli/token.ts")).restartWithoutToken();
  (await import("../src/cli/keepCompiledCode.ts")).keepCompiledCode(process.env);
  await import("../src/main.ts");
} else {
  const node = process.env.STEEPEST_REEXECUTED ? null : findPinnedNode();
  if (node === null) {
    process.stderr.write(
      `✗ steepest needs Node ${minimumMajor} or newer.\n` +
        `  This is Node ${process.versions.node}, and no pinned one is installed beside it.\n` +
        `  → Run \`npm ci\` in ${dirname(dirname(dirname(dirname(here))))} (it brings its own Node), or install Node 24.\n`,
    );
    process.exit(2);
  }
  const child = spawn(node, [here, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, STEEPEST_REEXECUTED: "1", STEEPEST_CALLED_AS: process.argv[1] },
  });
  // A terminal sends SIGINT to both processes; this one only waits for the other. SIGTERM is passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal === null ? code : 1));
}
