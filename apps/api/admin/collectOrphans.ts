import type { R2Bucket } from "@cloudflare/workers-types";
import type { Orphans } from "@steepest/core/schema/api/admin.ts";
import { type SQL, sql } from "drizzle-orm";
import type { Actor } from "../auth/actor.ts";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";

/** Bodies are stored before the rows that name them: what is this young may yet get its row. */
export const youngMilliseconds = 24 * 3600_000;

/** Objects of one request: within what a Worker may read and delete. */
const mostObjects = 500;

/** The folders whose objects rows name, with the rows that do. Whatever else is in the bucket is not touched. */
const named: Readonly<Record<string, (names: SQL) => SQL>> = {
  sources: (names) => sql`SELECT version AS name FROM versions WHERE version IN ${names}`,
  readings: (names) => sql`SELECT version AS name FROM versions WHERE version IN ${names}`,
  lab: (names) => sql`SELECT id AS name FROM lab_results WHERE id IN ${names}`,
  records: (names) => sql`
    SELECT sha256 AS name FROM records WHERE sha256 IN ${names}
    UNION SELECT sha256 FROM withdrawn_records WHERE sha256 IN ${names}
    UNION SELECT audit_record FROM audits WHERE audit_record IN ${names}`,
};
const folders = Object.keys(named);

/**
 * Looks through a page of the bucket for objects that no row names (of reports that came too late, of uploads that failed halfway) and deletes those older
 * than a day where that is asked for. `after` says where the next page begins: whoever stops goes on from there.
 */
export async function collectOrphans(
  database: Database,
  store: R2Bucket,
  actor: Actor,
  options: { readonly after?: string | undefined; readonly delete: boolean },
  now: number,
): Promise<Orphans> {
  const [, folder = folders[0] as string, cursor = ""] = /^(\w+):(.*)$/.exec(options.after ?? "") ?? [];
  const rowsOf = named[folder] ?? named[folders[0] as string];
  const page = await store.list({
    prefix: `${folder}/`,
    limit: mostObjects,
    ...(cursor === "" ? {} : { cursor }),
  });
  const nameOf = (key: string): string => key.slice(folder.length + 1);
  const unnamed = async (keys: readonly string[]): Promise<Set<string>> => {
    // One parameter, however many names.
    const names = sql`(SELECT value FROM json_each(${JSON.stringify(keys.map(nameOf))}))`;
    const known = await database.all<{ name: string }>((rowsOf as (names: SQL) => SQL)(names));
    const kept = new Set(known.map(({ name }) => name));
    return new Set(keys.filter((key) => !kept.has(nameOf(key))));
  };
  const old = page.objects.filter(({ uploaded }) => uploaded.getTime() < now - youngMilliseconds);
  const found = await unnamed(old.map(({ key }) => key));
  const orphans = old.filter(({ key }) => found.has(key));
  const bytes = orphans.reduce((sum, { size }) => sum + size, 0);
  if (options.delete && orphans.length > 0) {
    // Asked again at the last moment: a row may have come meanwhile.
    await store.delete([...(await unnamed([...found]))]);
    await event(database, "orphans-deleted", {
      at: now,
      user: actor.user,
      detail: `${orphans.length} of ${folder}, ${bytes} bytes`,
    });
  }
  return {
    looked: page.objects.length,
    orphans: orphans.length,
    bytes,
    deleted: options.delete,
    after: page.truncated ? `${folder}:${page.cursor}` : nextFolder(folder),
  };
}

const nextFolder = (folder: string): string | null => {
  const next = folders[folders.indexOf(folder) + 1];
  return next === undefined ? null : `${next}:`;
};
