import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import { rebuildBoard } from "../../../apps/api/boards/rebuildBoard.ts";
import { keepResults } from "../../../apps/api/boards/resultsChanged.ts";
import { seedEntries } from "../../../apps/api/test/seedEntries.ts";
import { parseBoardId } from "../../../packages/core/schema/boardId.ts";
import { localD1 } from "../../platform/localD1.ts";

const entriesAtOnce = 250;

/** Of every copied entry one trial was audited, by a runner that was there: nothing is open. */
const seedAudits = `INSERT OR IGNORE INTO audits
    (id, trial, record, reason, hardware_class, reporter, entrant, requested_at, status, attempt, runner, owner, leased_at, outcome, ended_at)
  SELECT 'seeded' || entry, id, record, 'random', 'cpu-wasm', 'bench-one', 'bench-submitter', 1, 'finished', attempt + 1,
    (SELECT id FROM runners LIMIT 1), 'bench-two', 1, 'match', 2
  FROM trials WHERE entry GLOB 'seeded*' AND position = 0`;

/** A thousand runners of 250 owners, seen just now: SQLite reads a small table from end to end. */
const seedRunners = (now: number) => `
  WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
  INSERT OR IGNORE INTO users (name, created_at) SELECT printf('seeded-%03d', n), 1 FROM numbers WHERE n < 250;
  WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
  INSERT OR IGNORE INTO runners (id, name, owner, hardware_class, environment, created_at, last_seen_at)
  SELECT printf('seeded-runner-%04d', n), printf('seeded-%04d', n), printf('seeded-%03d', n % 250), 'cpu-wasm', (SELECT environment FROM runners LIMIT 1), 1, ${now} FROM numbers`;

export interface Filled {
  readonly entries: number;
  readonly trials: number;
}

/**
 * Fills a board of a platform that is stopped, straight in its database file: copies of a finished entry, up to so many entries in all, in transactions of
 * some hundred; what is there stays, so that an interrupted fill goes on. What is kept of the copies the API's own statement writes. Throws where the API's recount
 * of everything finds something else than what is kept.
 */
export async function fillBoard(
  file: string,
  {
    board,
    template,
    entries,
  }: { readonly board: string; readonly template: string; readonly entries: number },
  onProgress: (done: number) => void,
): Promise<Filled> {
  const { database, sqlite } = localD1(file);
  const numberOf = (text: string) => Number(Object.values(sqlite.prepare(text).get() ?? {})[0]);
  sqlite.exec("PRAGMA synchronous = OFF");
  try {
    const entriesOfBoard = () =>
      numberOf(
        `SELECT entries FROM boards WHERE id = (SELECT board FROM entry_results WHERE entry = '${template}' LIMIT 1)`,
      );
    let isNew = false;
    for (let done = entriesOfBoard(); done < entries; done = entriesOfBoard()) {
      const from = 1 + numberOf("SELECT count(*) FROM entries WHERE id GLOB 'seeded*'");
      const count = Math.min(entriesAtOnce, entries - done);
      sqlite.exec("BEGIN");
      for (const statement of seedEntries(template, { count, from })) sqlite.exec(statement);
      await keepResults(
        database,
        sql`trials.entry BETWEEN printf('seeded%06d', ${from}) AND printf('seeded%06d', ${from + count - 1})`,
      );
      sqlite.exec("COMMIT");
      isNew = true;
      onProgress(done + count);
    }
    if (numberOf("SELECT count(*) FROM runners WHERE id GLOB 'seeded*'") === 0) {
      sqlite.exec(seedRunners(Date.now()));
      isNew = true;
    }
    if (isNew) {
      sqlite.exec(seedAudits);
      // Without these, SQLite does not know how many rows share a value; D1 runs `PRAGMA optimize` by itself.
      sqlite.exec("PRAGMA optimize");
      await checkKept();
    }
    return { entries: entriesOfBoard(), trials: numberOf("SELECT count(*) FROM trials") };
  } finally {
    sqlite.close();
  }

  async function checkKept(): Promise<void> {
    const kept = () => {
      const hash = createHash("sha256");
      for (const text of [
        "SELECT * FROM entry_results ORDER BY entry, workload",
        "SELECT id, started, finished_at FROM entries ORDER BY id",
        "SELECT id, entries FROM boards ORDER BY id",
      ]) {
        for (const row of sqlite.prepare(text).iterate()) hash.update(JSON.stringify(row));
      }
      return hash.digest("hex");
    };
    const before = kept();
    sqlite.exec("BEGIN");
    // A savepoint's worth: what it changes beside what is kept, the revision, is not wanted.
    await rebuildBoard(withoutBatches(), parseBoardId(board), Date.now());
    const after = kept();
    sqlite.exec("ROLLBACK");
    if (before !== after)
      throw new Error("what is kept of the filled board is not what the API's recount finds");
  }

  /** The database, whose batches run within a transaction that stands. */
  function withoutBatches() {
    return localD1(sqlite, { isInTransaction: true }).database;
  }
}
