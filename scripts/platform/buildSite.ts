import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { UserError } from "../../packages/base/userError.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const lock = `${root}.steepest/site-build.pid`;

/** Whether the process that holds the lock is there no more. An empty file is one that is just being written. */
function isLeftBehind(): boolean {
  try {
    const pid = Number(readFileSync(lock, "utf8"));
    if (pid > 0) process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/** Waits until no other process builds: two at once write into each other's files, as `npm start` beside `npm test` would. */
async function claimBuild(): Promise<void> {
  mkdirSync(`${root}.steepest`, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    if (isLeftBehind()) rmSync(lock, { force: true });
    else await delay(200);
  }
}

/** Builds the site where its sources (or those below it) have changed: turbo keeps the hash and the last results. */
export async function buildSite(): Promise<void> {
  await claimBuild();
  try {
    await build();
  } finally {
    rmSync(lock, { force: true });
  }
}

async function build(): Promise<void> {
  const turbo = fileURLToPath(new URL("../../node_modules/.bin/turbo", import.meta.url));
  const child = spawn(turbo, ["run", "build", "--filter=@steepest/site", "--output-logs=errors-only"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk;
    });
  }
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status === 0) return;
  throw new UserError({
    code: "site-build-failed",
    what: "The site does not build.",
    details: output.trim(),
    solution:
      "If you changed it, mend what is said above; npm run typecheck may say more. Else install afresh: npm ci",
  });
}
