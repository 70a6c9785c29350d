import { getTableColumns } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { entries, records, submissions, trials, versions } from "../database/schema.ts";

/** The columns of a table, some of them replaced by expressions: `INSERT … SELECT` of a copy. */
function copy(
  name: string,
  table: SQLiteTable,
  replaced: Readonly<Record<string, string>>,
  from: string,
): string {
  const columns = Object.values(getTableColumns(table)).map((column) => column.name);
  const values = columns.map((column) => replaced[column] ?? `${name}.${column}`);
  return `INSERT INTO ${name} (${columns.join(", ")}) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < COUNT) SELECT ${values.join(", ")} FROM ${from}`;
}

/** Of what to seed: the copies are numbered from `from` on. */
export interface Seeds {
  readonly count: number;
  readonly from?: number;
}

/**
 * Statements, for one transaction, that copy a finished entry so many times, with its trials and records: each of another submission, with times of its own,
 * workload by workload. The records' bodies are those of the copied one; they count as verified, so that nobody has to audit them. What is kept of them is the API's own
 * to write: `keepResults` comes after.
 */
export function seedEntries(template: string, { count, from = 1 }: Seeds): string[] {
  const version = "printf('%064d', n.i)";
  const id = "printf('seeded%06d', n.i)";
  const trial = `printf('s%06d-%s', n.i, ${"trials.id"})`;
  // As good as drawn: neither in the order of arrival nor the same on all workloads.
  const factor = "(1 + ((n.i * 7919 + unicode(substr(trials.workload, -1)) * 6007) % 10007) / 10007.0)";
  const own = `WHERE trials.entry = '${template}'`;
  return [
    "PRAGMA defer_foreign_keys = ON",
    copy(
      "submissions",
      submissions,
      { name: "printf('seeded_%06d', n.i)" },
      `n CROSS JOIN submissions WHERE name = (SELECT submission FROM versions JOIN entries ON entries.version = versions.version WHERE entries.id = '${template}')`,
    ),
    copy(
      "versions",
      versions,
      { version, submission: "printf('seeded_%06d', n.i)", number: "1" },
      `n CROSS JOIN versions WHERE versions.version = (SELECT version FROM entries WHERE id = '${template}')`,
    ),
    copy(
      "entries",
      entries,
      { id, version, created_at: "entries.created_at + n.i" },
      `n CROSS JOIN entries WHERE entries.id = '${template}'`,
    ),
    copy(
      "trials",
      trials,
      { id: trial, entry: id, status: "'queued'", record: "NULL" },
      `n CROSS JOIN trials ${own}`,
    ),
    copy(
      "records",
      records,
      {
        trial,
        pack: "NULL",
        target_seconds: `records.target_seconds * ${factor}`,
        target_charged: `CASE WHEN records.target_charged IS NOT NULL THEN (
          SELECT json_group_object(key, value * ${factor}) FROM json_each(records.target_charged)) END`,
        created_at: "records.created_at + n.i",
        verified_at: "records.created_at + n.i",
      },
      `n CROSS JOIN trials JOIN records ON records.trial = trials.id ${own}`,
    ),
    `UPDATE trials SET status = 'finished', record = (SELECT sha256 FROM records WHERE records.trial = trials.id)
      WHERE entry BETWEEN printf('seeded%06d', ${from}) AND printf('seeded%06d', ${from + count - 1})`,
    `UPDATE boards SET entries = entries + ${count}, revision = revision + 1 WHERE id = (SELECT board FROM entry_results WHERE entry = '${template}' LIMIT 1)`,
  ].map((statement) =>
    statement
      .replace("SELECT 1 UNION", `SELECT ${from} UNION`)
      .replace("i < COUNT", `i < ${from + count - 1}`),
  );
}
