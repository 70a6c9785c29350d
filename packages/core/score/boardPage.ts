import type { BoardView } from "../schema/api/boards.ts";
import type { WholeBoard } from "./boardView.ts";

/** Rows of each list on a page. */
export const rowsPerPage = 50;

/** How many pages a board has: at least one. */
export const pagesOf = ({ rows, selfReported, unranked }: WholeBoard): number =>
  Math.max(1, ...[rows, selfReported, unranked].map(({ length }) => Math.ceil(length / rowsPerPage)));

/** One page of a board, from 1: its part of each list. */
export function boardPage(board: WholeBoard, page: number): BoardView {
  const part = <Row>(rows: readonly Row[]): Row[] => rows.slice((page - 1) * rowsPerPage, page * rowsPerPage);
  const { rows, selfReported, unranked, earlier: _, ...shared } = board;
  return {
    ...shared,
    page,
    pages: pagesOf(board),
    totals: { rows: rows.length, selfReported: selfReported.length, unranked: unranked.length },
    rows: part(rows),
    selfReported: part(selfReported),
    unranked: part(unranked),
  };
}
