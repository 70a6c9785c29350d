import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";

/** Whether a suite's held-out variants are still to be drawn. */
export const isDrawOpen = ({ heldOut }: Suite): boolean => heldOut?.published === null;

/** Whether a board takes no entries yet: the held-out variants of its suite are not drawn. */
export const isClosed = (board: string, suites: readonly Suite[]): boolean =>
  suites.some((suite) => suite.id === parseBoardId(board).suite && isDrawOpen(suite));
