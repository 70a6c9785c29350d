import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { chargesOf } from "@steepest/core/schema/measures.ts";
import type { BoardEntry } from "@steepest/core/score/boardView.ts";
import type { TrialResult } from "@steepest/core/score/trialResult.ts";
import { and, asc, eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, records, trials, versions } from "../database/schema.ts";
import { isPublic } from "../entries/visibleTo.ts";
import { boardEntries } from "./boardEntries.ts";

/** An entry of a board; `complete` once all its trials have ended, after which it cannot be cancelled. */
interface StoredEntry extends BoardEntry {
  readonly complete: boolean;
}

export interface BoardResults {
  /** Changes whenever an entry comes or goes or a trial ends, and only then. */
  readonly revision: string;
  /** In order of arrival. */
  readonly entries: readonly StoredEntry[];
  /** Of every trial that has ended; `submission` is the entry's id, so that versions do not mix. */
  readonly results: readonly TrialResult[];
}

/** What was read last, by board: results only change with the revision, which is cheap to ask for. */
const lastRead = new Map<string, BoardResults>();

/** Everything that scores on a board. */
export async function boardResults(database: Database, board: Board): Promise<BoardResults> {
  const revision = await boardRevision(database, board);
  const id = formatBoardId(board);
  const known = lastRead.get(id);
  if (known?.revision === revision) return known;
  const [entryRows, resultRows] = await database.batch([
    database
      .select({
        entry: entries.id,
        submission: versions.submission,
        version: entries.version,
        number: versions.number,
        trust: entries.trust,
        trials: sql<number>`count(*)`,
        finishedAt: entries.finishedAt,
        withdrawnAt: entries.withdrawnAt,
      })
      .from(entries)
      .innerJoin(versions, eq(versions.version, entries.version))
      .innerJoin(trials, eq(trials.entry, entries.id))
      .where(boardEntries(board))
      .groupBy(entries.id)
      .orderBy(asc(entries.createdAt), asc(entries.id)),
    endedTrials(database, boardEntries(board)),
  ]);
  const read = {
    revision,
    entries: entryRows.map(({ finishedAt, withdrawnAt, ...entry }) => ({
      ...entry,
      complete: finishedAt !== null,
      withdrawn: withdrawnAt !== null,
    })),
    results: resultRows.map(resultOf),
  };
  lastRead.set(id, read);
  return read;
}

/** What the ended trials of one entry say, on the board or not. */
export const entryResults = async (database: Database, entry: string): Promise<TrialResult[]> =>
  (await endedTrials(database, eq(entries.id, entry))).map(resultOf);

const endedTrials = (database: Database, where: SQL | undefined) =>
  database
    .select({
      submission: trials.entry,
      workload: trials.workload,
      study: trials.study,
      trial: trials.trial,
      times: records.targetCharged,
    })
    .from(trials)
    .innerJoin(entries, eq(entries.id, trials.entry))
    .leftJoin(records, eq(records.trial, trials.id))
    .where(and(where, inArray(trials.status, ["finished", "quarantined"])))
    .orderBy(asc(entries.createdAt), asc(entries.id), asc(trials.position));

const resultOf = ({ times, ...trial }: Awaited<ReturnType<typeof endedTrials>>[number]): TrialResult => ({
  ...trial,
  times: chargesOf(times ?? {}),
  finished: true,
});

/** Counts that change together only where something has: what is withdrawn, void and audited counts for every board. */
async function boardRevision(database: Database, board: Board): Promise<string> {
  const [counted] = await database.all<{ revision: string }>(sql`
    SELECT count(*) || '.' || count(cancelled_at) || '.' || count(withdrawn_at) || '.' || coalesce(max(created_at), 0) || '.' || coalesce(sum((
      SELECT count(*) FROM trials WHERE trials.entry = entries.id AND trials.status IN ('finished', 'quarantined')
    )), 0) || '.' || (SELECT count(*) FROM withdrawn_records)
      || '.' || (SELECT count(*) + count(lifted_at) FROM voids)
      || '.' || (SELECT count(*) FROM audits WHERE status = 'finished') AS revision
    FROM entries
    WHERE suite = ${board.suite} AND ruleset = ${board.ruleset} AND hardware_class = ${board.hardwareClass}
      AND ${isPublic}`);
  return counted?.revision ?? "";
}
