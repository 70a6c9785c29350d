import { parseBoardId } from "@steepest/core/schema/boardId.ts";
import type { Suite } from "@steepest/core/schema/suite.ts";

/** Whether a board takes no entries yet: the held-out variants of its suite are not drawn. */
export const isClosed = (board: string, suites: readonly Suite[]): boolean =>
  suites.find(({ id }) => id === parseBoardId(board).suite)?.heldOut?.published === null;
