import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { D1Database } from "@cloudflare/workers-types";
import { unstable_splitSqlQuery as splitSqlQuery } from "wrangler";

const folder = fileURLToPath(new URL("../../migrations", import.meta.url));

/**
 * Brings a local D1 to the newest of `migrations/`, each in one batch, and notes it in the table in which `wrangler d1 migrations apply` does: either goes on where the other was. Throws
 * where a migration does not fit what is there.
 */
export async function migrateLocal(database: D1Database): Promise<void> {
  await database
    .prepare(
      "CREATE TABLE IF NOT EXISTS d1_migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)",
    )
    .run();
  const { results } = await database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>();
  const applied = new Set(results.map(({ name }) => name));
  const due = readdirSync(folder).filter((name) => name.endsWith(".sql") && !applied.has(name));
  for (const name of due.sort()) {
    const statements = splitSqlQuery(readFileSync(join(folder, name), "utf8"));
    await database.batch([
      ...statements.map((statement) => database.prepare(statement)),
      database.prepare("INSERT INTO d1_migrations (name) VALUES (?)").bind(name),
    ]);
  }
}
