import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UserError } from "../../packages/core/schema/userError.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Brings the local D1 under `state` to the newest of `migrations/`, by wrangler: as a deployment does. */
export async function applyMigrations(state: string): Promise<void> {
  const child = spawn(
    process.execPath,
    [
      `${root}node_modules/wrangler/bin/wrangler.js`,
      ...["d1", "migrations", "apply", "steepest", "--local", "--persist-to", state],
      ...["--config", "apps/api/wrangler.jsonc"],
    ],
    // CI=1: apply without asking.
    { cwd: root, env: { ...process.env, CI: "1" }, stdio: ["ignore", "pipe", "pipe"] },
  );
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
    code: "state-damaged",
    what: "The local database cannot be brought up to date.",
    details: output.trim().split("\n").slice(-12).join("\n"),
    solution: `The data under ${state} may be damaged or of a newer version. Keep a copy if it matters, then start afresh: npm start -- --fresh`,
  });
}
