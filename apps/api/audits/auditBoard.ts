import type { Board } from "@steepest/core/schema/boardId.ts";
import { type BoardEntry, boardView } from "@steepest/core/score/boardView.ts";
import { auditedRanks, rankSetting } from "@steepest/core/score/rankSetting.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { and, eq, sql } from "drizzle-orm";
import { boardKey } from "../boards/boardKey.ts";
import { readBoard } from "../boards/makeView.ts";
import { type AuditBar, boards } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { requestAudit } from "./requestAudit.ts";

/** Requests that go in one batch. */
const requestsPerBatch = 50;

/** So long, for each time on it, a board's complete entries are gathered before they are looked at again together. */
const gatherMillisecondsPerCell = 0.3;

/** Asks for an audit of all that sets a board, once for each record, and notes what an entry must be below to set nothing. */
export async function auditBoard(database: Database, board: Board, now: number): Promise<void> {
  const { measure } = hardwareClass(board.hardwareClass);
  const ofBoard = eq(boards.id, boardKey(board));
  // Whatever changes the board otherwise than by one more complete entry takes the mark away, and what was read before is no bar then.
  const mark = { making: crypto.randomUUID() };
  await database.update(boards).set({ bar: mark }).where(ofBoard);
  const { entries: all } = await readBoard(database, board, measure);
  const suiteOfBoard = suite(board.suite);
  const cards = suiteOfBoard.workloads.map(card);
  const { rows, fastest } = boardView({
    board,
    suite: suiteOfBoard,
    cards,
    measure,
    official: measure,
    entries: all.filter(({ trust, finished, trials }) => trust === "verified" && finished >= trials),
    updatedAt: new Date(now).toISOString(),
    resamples: 0,
  });
  const setting = rankSetting(rows);
  for (let at = 0; at < setting.length; at += requestsPerBatch) {
    const [first, ...others] = setting.slice(at, at + requestsPerBatch).map(({ entry, workload, seconds }) =>
      requestAudit(
        database,
        // The fastest of each study.
        sql`records.trial IN (
          SELECT own.id FROM trials AS own JOIN records AS its ON its.trial = own.id
          WHERE own.entry = ${entry} AND own.workload = ${workload} AND its.target_seconds <= ${seconds}
            AND its.target_seconds = (
              SELECT min(best.target_seconds) FROM trials AS other JOIN records AS best ON best.trial = other.id
              WHERE other.entry = own.entry AND other.workload = own.workload AND other.study = own.study))`,
        { reason: "rank", now },
      ),
    );
    if (first !== undefined) await database.batch([first, ...others]);
  }
  const tenth = rows[auditedRanks - 1];
  // A held-out variant takes a base workload's credit away, also from the fastest: no one time says what others are compared with.
  const hasBar = tenth !== undefined && cards.every(({ variantOf }) => variantOf === null);
  const cells = all.length * suiteOfBoard.workloads.length;
  await database.batch([
    database
      .update(boards)
      .set({ bar: hasBar ? { score: tenth.score, fastest: fastest.rows } : null })
      .where(and(ofBoard, sql`bar = ${JSON.stringify(mark)}`)),
    database
      .update(boards)
      .set({ gathersUntil: now + Math.round(cells * gatherMillisecondsPerCell) })
      .where(ofBoard),
  ]);
}

/**
 * Whether a complete entry sets nothing that is audited: it is slower than the fastest on every workload, so that others are compared as before, and scores
 * below the tenth. `times` are its study times by workload.
 */
export function isBelowBar(
  board: Board,
  entry: { readonly number: number; readonly studies: BoardEntry["studies"] },
  bar: AuditBar,
): boolean {
  // Of a later version the earlier one's rank is another's from now on.
  if (entry.number !== 1) return false;
  const { measure } = hardwareClass(board.hardwareClass);
  const suiteOfBoard = suite(board.suite);
  const cards = suiteOfBoard.workloads.map(card);
  const asEntry = (id: string, studies: BoardEntry["studies"]): BoardEntry => ({
    ...{ entry: id, submission: id, version: id, number: 1, trust: "verified" },
    ...{ cancelled: false, trials: 1, finished: 1, studies },
  });
  // Compared with the fastest of all, as if they were one.
  const { studies } = suiteOfBoard.rulesets[board.ruleset];
  const ideal = Object.fromEntries(
    suiteOfBoard.workloads.map((id) => [id, Array.from({ length: studies }, () => bar.fastest[id] ?? null)]),
  );
  const { rows } = boardView({
    board,
    suite: suiteOfBoard,
    cards,
    measure,
    official: measure,
    entries: [asEntry("ideal", ideal), asEntry("own", entry.studies)],
    updatedAt: "",
    resamples: 0,
  });
  const own = rows.find((row) => row.entry === "own");
  if (own === undefined) return false;
  const isSlower = suiteOfBoard.workloads.every((id) => {
    const [time, best] = [own.times[id] ?? null, bar.fastest[id] ?? null];
    return time === null || (best !== null && time > best);
  });
  return isSlower && own.score < bar.score;
}
