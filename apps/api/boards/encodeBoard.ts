import type { FilteredFacts } from "@steepest/core/schema/api/boardFilter.ts";
import type { BoardRow, BoardView } from "@steepest/core/schema/api/boards.ts";
import { boardPage, pagesOf } from "@steepest/core/score/boardPage.ts";
import type { WholeBoard } from "@steepest/core/score/boardView.ts";

type List = "rows" | "selfReported" | "unranked";

/** A row in the text of all pages, or of what follows them: its submission, its first byte, and where it ends. */
export type IndexedRow = readonly [submission: string, start: number, end: number];

/** What is searched of a board: where each row stands in its pages, and how each page begins. */
export interface BoardIndex extends Readonly<Record<List | "earlier", readonly IndexedRow[]>> {
  /** A page without its rows. */
  readonly shell: Omit<BoardView, List>;
  /**
   * In which the rows are kept beside their rank: the orders follow each other in an object of their own, 4 bytes a row. In each `rows` come before `selfReported`; then
   * those of all versions (`rows` and `earlier` together, numbered on), that by rank the first.
   */
  readonly sorts: readonly string[];
}

/** Of every row of a `BoardIndex` what a filter may ask, in the same order: read only where one asks. */
export type IndexedFacts = Readonly<Record<List | "earlier", readonly FilteredFacts[]>>;

/** A board as it is kept: its pages as one text after the other, and what finds rows among them without reading all. */
export interface EncodedBoard {
  /** First byte of each page, and where the last ends. */
  readonly offsets: readonly number[];
  readonly bytes: Uint8Array;
  /** A `BoardIndex`, as JSON. */
  readonly index: string;
  /** An `IndexedFacts`, as JSON. */
  readonly facts: string;
  readonly orders: Uint8Array;
}

const lists = ["rows", "selfReported", "unranked"] as const;

/** The JSON of a page whose rows are JSON already. */
export const pageJson = (
  shell: Omit<BoardView, List>,
  rows: Readonly<Record<List, readonly string[]>>,
): string =>
  `${JSON.stringify(shell).slice(0, -1)},${lists.map((list) => `"${list}":[${rows[list].join(",")}]`).join(",")}}`;

/** Row by row, so that a board is there as objects and as bytes, and only a page of it as text. */
export function encodeBoard(
  whole: WholeBoard,
  factsOf: (row: { readonly entry: string }) => FilteredFacts,
): EncodedBoard {
  const encoder = new TextEncoder();
  const pieces: Uint8Array[] = [];
  let length = 0;
  const write = (text: string) => {
    const piece = encoder.encode(text);
    pieces.push(piece);
    length += piece.length;
  };
  const found: Record<List | "earlier", IndexedRow[]> = {
    ...{ rows: [], selfReported: [], unranked: [], earlier: [] },
  };
  const writeRow = (list: List | "earlier", row: { readonly submission: string }) => {
    const start = length;
    write(JSON.stringify(row));
    found[list].push([row.submission, start, length]);
  };
  const offsets = [0];
  for (let page = 1; page <= pagesOf(whole); page++) {
    const { rows, selfReported, unranked, ...shell } = boardPage(whole, page);
    const parts = { rows, selfReported, unranked };
    write(JSON.stringify(shell).slice(0, -1));
    for (const list of lists) {
      write(`,"${list}":[`);
      for (const [at, row] of parts[list].entries()) {
        if (at > 0) write(",");
        writeRow(list, row);
      }
      write("]");
    }
    write("}");
    offsets.push(length);
  }
  for (const row of whole.earlier) writeRow("earlier", row);
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const piece of pieces) {
    bytes.set(piece, end);
    end += piece.length;
  }
  const { rows: _, selfReported: __, unranked: ___, ...shell } = boardPage(whole, 1);
  const sorts = ["submission", "speedup", ...whole.workloads];
  return {
    offsets,
    bytes,
    index: JSON.stringify({ shell, sorts, ...found }),
    facts: JSON.stringify({
      rows: whole.rows.map(factsOf),
      selfReported: whole.selfReported.map(factsOf),
      unranked: whole.unranked.map(factsOf),
      earlier: whole.earlier.map(factsOf),
    } satisfies IndexedFacts),
    orders: ordersOf(whole, sorts),
  };
}

/** The places of rows in the order of each sort. */
function ordersOf({ rows, selfReported, earlier }: WholeBoard, sorts: readonly string[]): Uint8Array {
  const all = [...rows, ...earlier];
  const lists = [
    ...sorts.flatMap((sort) => [rows, selfReported].map((list) => ({ sort, list }))),
    ...["rank", ...sorts].map((sort) => ({ sort, list: all })),
  ];
  const orders = new Uint8Array(4 * lists.reduce((sum, { list }) => sum + list.length, 0));
  const view = new DataView(orders.buffer);
  let at = 0;
  for (const { sort, list } of lists) {
    const compare = comparing(sort);
    const order = [...list.keys()].sort((one, other) =>
      compare(list[one] as BoardRow, list[other] as BoardRow),
    );
    for (const place of order) view.setUint32(4 * at++, place, true);
  }
  return orders;
}

function comparing(sort: string): (one: BoardRow, other: BoardRow) => number {
  const ascending = (one: number, other: number) => (one === other ? 0 : one < other ? -1 : 1);
  const timeOf = (row: BoardRow) => row.times[sort] ?? Number.POSITIVE_INFINITY;
  if (sort === "submission") return (one, other) => (one.submission < other.submission ? -1 : 1);
  if (sort === "rank") return (one, other) => ascending(-one.score, -other.score);
  if (sort === "speedup") return (one, other) => ascending(-(one.speedup ?? 0), -(other.speedup ?? 0));
  return (one, other) => ascending(timeOf(one), timeOf(other));
}
