import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { UserError } from "../../packages/base/userError.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Builds the site where its sources (or those below it) have changed: turbo keeps the hash and the last results. */
export async function buildSite(): Promise<void> {
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
