import { UserError } from "../../packages/base/userError.ts";
import { runWrangler } from "./runWrangler.ts";

/** Brings the local D1 under `state` to the newest of `migrations/`, by wrangler: as a deployment does. */
export async function applyMigrations(state: string): Promise<void> {
  const { status, output } = await runWrangler([
    ...["d1", "migrations", "apply", "steepest", "--local", "--persist-to", state],
    ...["--config", "apps/api/wrangler.jsonc"],
  ]);
  if (status === 0) return;
  throw new UserError({
    code: "state-damaged",
    what: "The local database cannot be brought up to date.",
    details: output.trim().split("\n").slice(-12).join("\n"),
    solution: `The data under ${state} may be damaged or of a newer version. Keep a copy if it matters, then start afresh: npm start -- --fresh`,
  });
}
