import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { type Database, openDatabase } from "../../apps/api/database/openDatabase.ts";

/** A SQLite file as the API's database: as much of D1 as drizzle calls. For looking at a copy of a platform's data. */
export function localD1(file: string): { readonly database: Database; readonly sqlite: DatabaseSync } {
  const sqlite = new DatabaseSync(file);
  const prepare = (text: string, values: readonly SQLInputValue[] = []) => {
    const run = () => {
      const statement = sqlite.prepare(text);
      const results = statement.all(...values);
      return { success: true, results, meta: {} };
    };
    return {
      bind: (...bound: SQLInputValue[]) => prepare(text, bound),
      all: async () => run(),
      run: async () => run(),
      raw: async () => {
        const statement = sqlite.prepare(text);
        statement.setReturnArrays(true);
        return statement.all(...values);
      },
      execute: run,
    };
  };
  const binding = {
    prepare: (text: string) => prepare(text),
    batch: async (statements: readonly ReturnType<typeof prepare>[]) => {
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
