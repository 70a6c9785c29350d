import { type Board, boardIdSchema, parseBoardId } from "@steepest/core/schema/boardId.ts";
import { hardwareClasses, hasSuite } from "@steepest/workloads/catalogue.ts";
import { notFound } from "../http/apiProblem.ts";

/** The board of an id, where its suite and hardware class exist. Throws a 404 problem otherwise. */
export function findBoard(id: string): Board {
  const unknown = notFound("board", id, "GET /v1/boards");
  if (!boardIdSchema.safeParse(id).success) throw unknown;
  const board = parseBoardId(id);
  const exists =
    hasSuite(board.suite) &&
    hardwareClasses.some((hardwareClass) => hardwareClass.id === board.hardwareClass);
  if (!exists) throw unknown;
  return board;
}
