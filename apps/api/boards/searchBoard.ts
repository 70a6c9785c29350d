import type { BoardRow, BoardView, RowDetails } from "@steepest/core/schema/api/boards.ts";
import type { Board } from "@steepest/core/schema/boardId.ts";
import type { Measure } from "@steepest/core/schema/measures.ts";
import { boardPage, pagesOf } from "@steepest/core/score/boardPage.ts";
import { hardwareClass, suite } from "@steepest/workloads/catalogue.ts";
import { eq, inArray, sql } from "drizzle-orm";
import type { Database } from "../database/openDatabase.ts";
import { entries, versions } from "../database/schema.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { type PageText, type Viewer, viewBoard, viewPages } from "./viewBoard.ts";

interface Choice {
  readonly measure?: Measure | undefined;
  readonly page: number;
  readonly find?: string | undefined;
  readonly sort?: string | undefined;
  readonly details: "true" | "false";
}

/** A page of a board: as it is kept, or of the rows that were asked for in the order that was asked for. Ranks are always those of the whole board. */
export async function searchBoard(viewer: Viewer, board: Board, choice: Choice): Promise<PageText> {
  const { find = "", sort = "rank", page, details } = choice;
  const measure = choice.measure ?? hardwareClass(board.hardwareClass).measure;
  const isWhole = find.trim() === "" && sort === "rank";
  if (isWhole && details === "false") return viewBoard(viewer, board, { measure, page });
  const order = orderOf(board, sort);
  const kept = isWhole ? await viewBoard(viewer, board, { measure, page }) : null;
  const found =
    kept ?? (await chosen(viewer, board, measure, { find: find.trim().toLowerCase(), order, page }));
  const view = JSON.parse(found.json) as BoardView;
  const more = details === "true" ? { details: await detailsOf(viewer.database, view.rows) } : {};
  return {
    tag: [found.tag, encodeURIComponent(find), encodeURIComponent(sort), page, details].join("."),
    json: JSON.stringify({ ...view, ...more }),
  };
}

type Order = ((one: BoardRow, other: BoardRow) => number) | null;

function orderOf(board: Board, sort: string): Order {
  const timeOf = (row: BoardRow) => row.times[sort] ?? Number.POSITIVE_INFINITY;
  const ascending = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
  if (sort === "rank") return null;
  if (sort === "submission") return (one, other) => (one.submission < other.submission ? -1 : 1);
  if (sort === "speedup") return (one, other) => ascending(-(one.speedup ?? 0), -(other.speedup ?? 0));
  if (suite(board.suite).workloads.includes(sort))
    return (one, other) => ascending(timeOf(one), timeOf(other));
  throw new ApiProblem(400, "unknown-order", {
    title: `A board is not sorted by "${sort}".`,
    detail: "Its rows have no such column.",
    solution: `Sort by rank, submission, speedup, ${suite(board.suite).workloads.join(", ")}.`,
  });
}

async function chosen(
  viewer: Viewer,
  board: Board,
  measure: Measure,
  { find, order, page }: { readonly find: string; readonly order: Order; readonly page: number },
): Promise<PageText> {
  const { tag, pages } = await viewPages(viewer, board, measure);
  const read = pages.map((text) => JSON.parse(text) as BoardView);
  const [first] = read as [BoardView, ...BoardView[]];
  const isFound = ({ submission }: { readonly submission: string }) => submission.includes(find);
  const sorted = (rows: readonly BoardRow[]) => (order === null ? [...rows] : rows.toSorted(order));
  const whole = {
    ...first,
    rows: sorted(read.flatMap(({ rows }) => rows.filter(isFound))),
    selfReported: sorted(read.flatMap(({ selfReported }) => selfReported.filter(isFound))),
    unranked: read.flatMap(({ unranked }) => unranked.filter(isFound)),
  };
  // A page beyond the last is empty: what is found changes while one types.
  return { tag, json: JSON.stringify(boardPage(whole, Math.min(page, pagesOf(whole)))) };
}

/** Of a page's rows: what their versions say of themselves, and what their records have cost. */
async function detailsOf(database: Database, rows: readonly BoardRow[]): Promise<Record<string, RowDetails>> {
  if (rows.length === 0) return {};
  const sum = (column: "charged_seconds" | "steps") => sql<number>`(
    SELECT coalesce(sum(entry_results.${sql.identifier(column)}), 0) FROM entry_results WHERE entry_results.entry = entries.id)`;
  const read = await database
    .select({
      id: entries.id,
      createdAt: entries.createdAt,
      manifest: versions.manifest,
      chargedSeconds: sum("charged_seconds"),
      steps: sum("steps"),
    })
    .from(entries)
    .innerJoin(versions, eq(versions.version, entries.version))
    .where(
      inArray(
        entries.id,
        rows.map(({ entry }) => entry),
      ),
    );
  return Object.fromEntries(
    read.map(({ id, createdAt, manifest, chargedSeconds, steps }) => [
      id,
      {
        authors: manifest.authors ?? [],
        paper: manifest.paper ?? null,
        stateBytesPerParameter: manifest.stateBytesPerParameter ?? null,
        enteredAt: new Date(createdAt).toISOString(),
        chargedSeconds,
        steps,
      },
    ]),
  );
}
