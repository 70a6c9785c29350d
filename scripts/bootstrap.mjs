// Runs a script of this repository on a machine that has nothing but some Node ≥ 20: installs the locked dependencies
// when node_modules does not hold them, then starts the script under the Node that the lockfile pins.
// Plain JavaScript without dependencies, since it runs before there are any.
//
//   node scripts/bootstrap.mjs scripts/start.ts [arguments …]
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { explainInstallFailure } from "./bootstrap/explainInstallFailure.mjs";
import { installedDiffersFromLock } from "./bootstrap/installedDiffersFromLock.mjs";
import { quietEnvironment } from "./bootstrap/quietEnvironment.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const pinnedNode = join(
  root,
  "node_modules",
  "node",
  "bin",
  process.platform === "win32" ? "node.exe" : "node",
);

function fail(message) {
  process.stderr.write(`\n${message}\n`);
  process.exit(1);
}

/** The parsed JSON of a file, or null where there is none that can be read. */
function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

function whyInstall() {
  const lock = readJson(join(root, "package-lock.json"));
  if (lock === null)
    fail("package-lock.json is missing or damaged.\nRestore it: git checkout -- package-lock.json");
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  if (installed === null) return "nothing is installed yet";
  const difference = installedDiffersFromLock(lock, installed);
  if (difference !== null) return difference;
  return existsSync(pinnedNode) ? null : "the pinned Node is missing";
}

/** `npm ci`, its progress shown where there is a terminal and as a line every ten seconds where there is none. */
function install(reason) {
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  process.stderr.write(`Installing dependencies: ${reason} (npm ci, about 820 MB on disk, half a minute)\n`);
  // npm sets npm_execpath to itself when it runs us: the same npm then installs, whatever PATH says.
  const npmScript = process.env.npm_execpath?.endsWith(".js") ? [process.env.npm_execpath] : null;
  const [command, first] = npmScript ? [process.execPath, npmScript] : ["npm", []];
  const child = spawn(command, [...first, "ci", "--no-audit", "--no-fund"], {
    cwd: root,
    stdio: ["ignore", process.stderr.isTTY ? 2 : "ignore", "pipe"],
    shell: process.platform === "win32" && npmScript === null,
  });
  let errors = "";
  child.stderr.on("data", (chunk) => {
    errors = (errors + chunk).slice(-20_000);
    if (process.stderr.isTTY) process.stderr.write(chunk);
  });
  const ticking = setInterval(() => {
    if (!process.stderr.isTTY) process.stderr.write(`  … still installing, ${seconds()} s\n`);
  }, 10_000);
  return new Promise((done) => {
    child.on("error", (error) => fail(explainInstallFailure(String(error))));
    child.on("close", (code) => {
      clearInterval(ticking);
      if (code !== 0) fail(explainInstallFailure(errors));
      process.stderr.write(`Installed in ${seconds()} s.\n`);
      done();
    });
  });
}

/** Runs the script in our place: same terminal, our signals, its exit code. */
function runUnderPinnedNode(script, scriptArguments) {
  const path = [dirname(pinnedNode), join(root, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const child = spawn(pinnedNode, [resolve(root, script), ...scriptArguments], {
    stdio: "inherit",
    env: { ...process.env, ...quietEnvironment, PATH: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("error", (error) =>
    fail(`The pinned Node does not start: ${error.message}\nInstall afresh: npm ci`),
  );
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined)
  fail("Which script? Usage: node scripts/bootstrap.mjs scripts/start.ts [arguments …]");
if (Number.parseInt(process.versions.node, 10) < 20) {
  fail(
    `Node ${process.versions.node} is too old to set this project up.\nInstall any Node from 20 on: https://nodejs.org`,
  );
}
const reason = whyInstall();
if (reason !== null) await install(reason);
runUnderPinnedNode(script, scriptArguments);
