import { getTableColumns } from "drizzle-orm";
import type { SQLiteTable } from "drizzle-orm/sqlite-core";
import { entryResults } from "../database/boardTables.ts";
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

/**
 * Statements, for one transaction, that copy a finished entry so many times, with its trials, records and results: each of another submission, with times of its own.
 * The records' bodies are those of the copied one.
 */
export function seedEntries(template: string, count: number): string[] {
  const version = "printf('%064d', n.i)";
  const id = "printf('seeded%06d', n.i)";
  const trial = `printf('s%06d-%s', n.i, ${"trials.id"})`;
  const factor = "(1 + n.i / 1000.0)";
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
        created_at: "records.created_at + n.i",
      },
      `n CROSS JOIN trials JOIN records ON records.trial = trials.id ${own}`,
    ),
    `UPDATE trials SET status = 'finished', record = (SELECT sha256 FROM records WHERE records.trial = trials.id) WHERE entry GLOB 'seeded*'`,
    copy(
      "entry_results",
      entryResults,
      { entry: id, slowest_seconds: `entry_results.slowest_seconds * ${factor}` },
      `n CROSS JOIN entry_results WHERE entry_results.entry = '${template}'`,
    ),
    `UPDATE boards SET entries = entries + ${count}, revision = revision + 1 WHERE id = (SELECT board FROM entry_results WHERE entry = '${template}' LIMIT 1)`,
  ].map((statement) => statement.replace("i < COUNT", `i < ${count}`));
}
