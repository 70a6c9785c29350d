import type { FilteredFacts } from "@steepest/core/schema/api/boardFilter.ts";
import type { BoardSummary } from "@steepest/core/schema/api/boards.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { boardStudies } from "@steepest/core/score/boardStudies.ts";
import { type BoardEntry, boardView, type WholeBoard } from "@steepest/core/score/boardView.ts";
import { card, hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { eq, sql } from "drizzle-orm";
import { voidedEntries } from "../audits/trustViews.ts";
import { boards } from "../database/boardTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { isoDate } from "../http/isoDate.ts";
import { boardEntries } from "./boardEntries.ts";
import { boardKey } from "./boardKey.ts";
import { type EncodedBoard, encodeBoard } from "./encodeBoard.ts";

/** Raise it when `BoardView` or how it is computed changes: older views are then made anew. */
export const viewFormat = 8;

/** A board as it is scored. */
export interface MadeView extends EncodedBoard {
  /** Null where nobody has entered yet. */
  readonly revision: number | null;
  /** The study times that it was scored from, as JSON. */
  readonly studies: string;
  readonly leader: BoardSummary["leader"];
  /** What scoring it costs grows with: entries × workloads. */
  readonly cells: number;
}

/** Scores a board from what is kept of its entries. */
export async function makeView(database: Database, board: Board, measure: Measure): Promise<MadeView> {
  const { revision, entries } = await readBoard(database, board, measure);
  const suiteOfBoard = suite(board.suite);
  const input = {
    board,
    suite: suiteOfBoard,
    cards: suiteOfBoard.workloads.map(card),
    measure,
    official: hardwareClass(board.hardwareClass).measure,
    entries,
    updatedAt: new Date().toISOString(),
  };
  const view = boardView(input);
  const readOf = new Map(entries.map((entry) => [entry.entry, entry]));
  const counted = (row: WholeBoard["rows"][number]) => ({ ...row, records: readOf.get(row.entry)?.records });
  const whole = {
    ...view,
    rows: view.rows.map(counted),
    earlier: view.earlier.map(counted),
    selfReported: view.selfReported.map(counted),
    voided: await voidedEntries(database, board),
  };
  const [first] = whole.rows;
  return {
    revision,
    ...encodeBoard(whole, ({ entry }) => {
      const facts = readOf.get(entry)?.facts;
      if (facts === undefined)
        throw new Error(`the board has a row of ${entry}, which is none of its entries`);
      return facts;
    }),
    studies: JSON.stringify(boardStudies(input)),
    leader:
      first === undefined
        ? null
        : { submission: first.submission, score: first.score, provisional: first.provisional },
    cells: entries.length * suiteOfBoard.workloads.length,
  };
}

type ReadEntry = BoardEntry & {
  readonly records: { readonly claimed: number; readonly verified: number };
  readonly facts: FilteredFacts;
};

/** The revision and what it is of, in one transaction. */
export async function readBoard(database: Database, board: Board, measure: Measure) {
  const [revisions, rows] = await database.batch([
    database
      .select({ revision: boards.revision })
      .from(boards)
      .where(eq(boards.id, boardKey(board))),
    database
      .select({
        entry: entries.id,
        submission: versions.submission,
        version: entries.version,
        number: versions.number,
        trust: entries.trust,
        cancelledAt: entries.cancelledAt,
        withdrawnAt: entries.withdrawnAt,
        finishedAt: entries.finishedAt,
        createdAt: entries.createdAt,
        manifest: sql<string>`json_object('authors', json(coalesce(versions.manifest -> '$.authors', '[]')),
          'paper', versions.manifest ->> '$.paper', 'state', versions.manifest ->> '$.stateBytesPerParameter')`,
        // Sums here, not of numbers that were sent: of a large board, all rows are held at once.
        results: sql<string>`(
          SELECT json_array(total(planned), total(finished), total(claimed), total(verified), total(charged_seconds), total(steps),
            json_group_object(workload, times -> ${`$.${measure}`}))
          FROM entry_results WHERE entry_results.entry = entries.id)`,
      })
      .from(entries)
      .innerJoin(versions, eq(versions.version, entries.version))
      .where(sql`${boardEntries(board)} AND entries.voided_at IS NULL`)
      .orderBy(entries.createdAt, entries.id),
  ]);
  const read = rows.map((row): ReadEntry => {
    const { results, cancelledAt, withdrawnAt, finishedAt, createdAt, manifest, ...entry } = row;
    const [trials, finished, claimed, verified, seconds, steps, studies] = JSON.parse(results) as [
      ...[number, number, number, number, number, number],
      Record<string, (number | null)[]>,
    ];
    return {
      ...entry,
      cancelled: cancelledAt !== null,
      withdrawn: withdrawnAt !== null,
      endedAt: finishedAt === null ? null : new Date(finishedAt).toISOString(),
      trials,
      finished,
      records: { claimed, verified },
      facts: {
        ...(JSON.parse(manifest) as Pick<FilteredFacts, "authors" | "paper" | "state">),
        step: steps === 0 ? null : (1000 * seconds) / steps,
        entered: isoDate(createdAt).slice(0, 10),
      },
      studies,
    };
  });
  return { revision: revisions[0]?.revision ?? null, entries: read };
}
