import { type Board, formatBoardId } from "@steepest/core/schema/boardId.ts";
import { suite } from "@steepest/workloads/catalogue.ts";

/** Names a board at a suite's version: `quick.self.cpu-wasm@3`. Results of different versions never meet. */
export const boardKey = (board: Board, suiteVersion: number = suite(board.suite).version): string =>
  `${formatBoardId(board)}@${suiteVersion}`;
