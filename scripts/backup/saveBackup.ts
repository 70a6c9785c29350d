import { existsSync } from "node:fs";
import { chmod, cp, mkdir, readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { UserError } from "../../packages/base/userError.ts";
import { type D1Target, openD1 } from "./d1Target.ts";

/** What a backup has, by name. */
export const backupParts = { database: "database.sql", objects: "r2", keys: "signing-keys.json" } as const;

/** Where a local platform has its bucket. */
export const localObjects = (state: string): string => join(state, "v3/r2");

/**
 * Saves a platform's database, and of a local one the bucket's objects and its signing keys, in a folder that is empty or new. The database comes first: the
 * bucket is only ever added to, so it then has all that the database names.
 */
export async function saveBackup(target: D1Target, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await readdir(folder)).length > 0) {
    throw new UserError({
      code: "backup-exists",
      what: `${folder} is not empty.`,
      solution: "Name a new folder: a backup is never written over another.",
    });
  }
  const d1 = await openD1(target);
  try {
    const file = resolve(folder, backupParts.database);
    await d1.run("The database cannot be read.", ["export", "--no-schema", "--output", file]);
    await chmod(file, 0o600);
  } finally {
    await d1.close();
  }
  if (target.kind === "remote") return;
  if (existsSync(localObjects(target.state)))
    await cp(localObjects(target.state), join(folder, backupParts.objects), { recursive: true });
  const keys = join(target.state, backupParts.keys);
  if (existsSync(keys)) await cp(keys, join(folder, backupParts.keys));
}
