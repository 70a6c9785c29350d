import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { UserError } from "../../packages/base/userError.ts";
import { runWrangler } from "../platform/runWrangler.ts";

/** Which database: one under a folder of `npm start`, or that of a deployment, as apps/site/wrangler.jsonc names it. */
export type D1Target = { readonly kind: "local"; readonly state: string } | { readonly kind: "remote" };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const migrations = here("../../migrations");
const siteConfig = here("../../apps/site/wrangler.jsonc");

/** Every migration that this version has, oldest first. */
export const allMigrations = async (): Promise<string[]> =>
  (await readdir(migrations)).filter((name) => name.endsWith(".sql")).sort();

export interface D1 {
  /** `wrangler d1 …` on this database. Resolves to what it prints; rejects with a UserError where it fails. */
  run(what: string, words: readonly string[]): Promise<string>;
  /** Applies these migrations, and no others, of those that are not applied. */
  migrate(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** wrangler takes migrations from one folder, and a local database from below its configuration: so it gets a folder of its own with both. */
export async function openD1(target: D1Target): Promise<D1> {
  const folder = await mkdtemp(join(tmpdir(), "steepest-d1-"));
  const own = join(folder, "migrations");
  const config = join(folder, "wrangler.jsonc");
  const named = /"database_name":\s*"([^"]+)"[\s\S]*?"database_id":\s*"([^"]+)"/.exec(
    await readFile(siteConfig, "utf8"),
  );
  const [, database = "steepest", id = ""] = named ?? [];
  await mkdir(own);
  await writeFile(
    config,
    JSON.stringify({
      name: "steepest",
      compatibility_date: "2026-11-01",
      d1_databases: [
        { binding: "DB", database_name: database, database_id: id, migrations_dir: "migrations" },
      ],
    }),
  );
  if (target.kind === "local") {
    await mkdir(target.state, { recursive: true });
    await mkdir(join(folder, ".wrangler"));
    await symlink(target.state, join(folder, ".wrangler/state"));
  }
  const run = async (what: string, [command = "", ...words]: readonly string[]) => {
    const { status, output } = await runWrangler([
      ...["d1", ...command.split(" "), database, `--${target.kind}`, "--config", config],
      ...words,
    ]);
    if (status === 0) return output;
    throw new UserError({
      code: "wrangler-failed",
      what,
      details: output.trim().split("\n").slice(-12).join("\n"),
      solution:
        target.kind === "remote"
          ? "Check that you are signed in (npx wrangler whoami) and that apps/site/wrangler.jsonc has your database_id."
          : "The folder may be damaged: look at what wrangler says above.",
    });
  };
  return {
    run,
    async migrate(names) {
      for (const name of names) await copyFile(join(migrations, name), join(own, name));
      await run("The migrations cannot be applied.", ["migrations apply"]);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}
