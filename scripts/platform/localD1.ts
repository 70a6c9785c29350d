import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Database, openDatabase } from "../../apps/api/database/openDatabase.ts";

export interface LocalD1Options {
  /** A transaction is open already: batches run in it. */
  readonly isInTransaction?: boolean;
  /** Rows come as JSON, as they do to a Worker: what that takes of memory is wanted. */
  readonly isJson?: boolean;
}

/** A SQLite file as the API's database: as much of D1 as drizzle calls. For platforms that are stopped, and copies of their data. */
export function localD1(
  file: string | DatabaseSync,
  { isInTransaction = false, isJson = false }: LocalD1Options = {},
): { readonly database: Database; readonly sqlite: DatabaseSync } {
  const sqlite = typeof file === "string" ? new DatabaseSync(file) : file;
  const sent = <Rows>(rows: Rows): Rows => (isJson ? (JSON.parse(JSON.stringify(rows)) as Rows) : rows);
  const prepare = (text: string, values: readonly SQLInputValue[] = []) => {
    const run = () => {
      const statement = sqlite.prepare(text);
      const results = sent(statement.all(...values));
      return { success: true, results, meta: {} };
    };
    return {
      bind: (...bound: SQLInputValue[]) => prepare(text, bound),
      all: async () => run(),
      run: async () => run(),
      raw: async () => {
        const statement = sqlite.prepare(text);
        statement.setReturnArrays(true);
        return sent(statement.all(...values));
      },
      execute: run,
    };
  };
  const binding = {
    prepare: (text: string) => prepare(text),
    batch: async (statements: readonly ReturnType<typeof prepare>[]) => {
      if (isInTransaction) return statements.map((statement) => statement.execute());
      sqlite.exec("BEGIN");
      try {
        const results = statements.map((statement) => statement.execute());
        sqlite.exec("COMMIT");
        return results;
      } catch (error) {
        sqlite.exec("ROLLBACK");
        throw error;
      }
    },
  };
  return { database: openDatabase(binding as never), sqlite };
}

/** The SQLite file of a local platform's D1. */
export function databaseFile(state: string): string {
  const folder = join(state, "v3/d1/miniflare-D1DatabaseObject");
  const [file] = readdirSync(folder).filter((name) => name.endsWith(".sqlite") && name !== "metadata.sqlite");
  if (file === undefined) throw new Error(`${folder} holds no database`);
  return join(folder, file);
}
