import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../../packages/base/userError.ts";
import { allMigrations, type D1, type D1Target, openD1 } from "./d1Target.ts";
import { backupParts, localObjects } from "./saveBackup.ts";

/**
 * Restores a backup into an empty database: first the migrations that the saved one had, then its data, then the migrations that are newer. Of a local
 * platform the objects come along.
 */
export async function restoreBackup(target: D1Target, folder: string): Promise<void> {
  const file = join(folder, backupParts.database);
  if (!existsSync(file)) {
    throw new UserError({
      code: "no-backup",
      what: `${folder} holds no backup.`,
      details: `There is no ${backupParts.database} in it.`,
      solution: "Name the folder that npm run backup wrote.",
    });
  }
  const saved = await readFile(file, "utf8");
  const known = await allMigrations();
  const had = migrationsOf(saved);
  const unknown = had.filter((name) => !known.includes(name));
  if (had.length === 0 || unknown.length > 0) {
    throw new UserError({
      code: "backup-of-another-version",
      what:
        had.length === 0
          ? "The backup does not say which migrations it had."
          : "The backup is of a newer version of Steepest.",
      details: had.length === 0 ? `${file} does not begin with them.` : `It had ${unknown.join(", ")}.`,
      solution: "Restore it with the version that it was saved with, or a later one.",
    });
  }
  const d1 = await openD1(target);
  try {
    await refuseUsed(d1, target);
    await d1.migrate(had);
    await load(d1, saved);
    if (had.length < known.length) await d1.migrate(known);
  } finally {
    await d1.close();
  }
  if (target.kind === "remote") return;
  for (const [part, place] of [
    [backupParts.objects, localObjects(target.state)],
    [backupParts.keys, join(target.state, backupParts.keys)],
  ] as const)
    if (existsSync(join(folder, part))) await cp(join(folder, part), place, { recursive: true });
}

/** The names of the migrations that stand at the head of what was saved, before anything that strangers wrote. */
function migrationsOf(saved: string): string[] {
  const names: string[] = [];
  for (const line of saved.slice(0, 100_000).split("\n")) {
    const [, name] = /^INSERT INTO "d1_migrations" \([^)]*\) VALUES\(\d+,'([\w.]+\.sql)',/.exec(line) ?? [];
    if (name !== undefined) names.push(name);
    else if (names.length > 0) break;
  }
  return names;
}

async function refuseUsed(d1: D1, target: D1Target): Promise<void> {
  const found =
    target.kind === "local"
      ? existsSync(join(target.state, "v3/d1"))
      : /"n":\s*[1-9]/.test(
          await d1.run("The database cannot be read.", [
            "execute",
            "--json",
            "--command",
            "SELECT count(*) AS n FROM sqlite_master WHERE name = 'users'",
          ]),
        );
  if (!found) return;
  throw new UserError({
    code: "not-empty",
    what: "There is a database already.",
    details: target.kind === "local" ? `It is under ${target.state}.` : "It has tables.",
    solution:
      target.kind === "local"
        ? "Move the folder away (or restore to another STEEPEST_HOME), then restore."
        : "Create an empty one (npx wrangler d1 create), put its id into apps/site/wrangler.jsonc, then restore.",
  });
}

/** What the migrations wrote themselves is in the saved data as well, and so are the counters of ids: of each the larger one stays. */
async function load(d1: D1, saved: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "steepest-restore-"));
  const file = join(folder, "data.sql");
  try {
    const [head, ...rest] = saved.split("\n");
    await writeFile(
      file,
      [
        head,
        "DELETE FROM d1_migrations;",
        ...rest,
        "DELETE FROM sqlite_sequence WHERE EXISTS (SELECT 1 FROM sqlite_sequence AS other WHERE other.name = sqlite_sequence.name AND (other.seq > sqlite_sequence.seq OR (other.seq = sqlite_sequence.seq AND other.rowid > sqlite_sequence.rowid)));",
      ].join("\n"),
      { mode: 0o600 },
    );
    await d1.run("The data cannot be loaded.", ["execute", "--file", file]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
