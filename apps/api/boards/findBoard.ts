import { type Board, boardIdSchema, parseBoardId } from "@steepest/core/schema/boardId.ts";
import {
  hardwareClasses,
  hasSuite,
  isOpen,
  notOpen,
  unmeasuredClasses,
} from "@steepest/workloads/catalogue.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";

/** The board of an id, where its suite and hardware class exist and it is open. Throws a 404 problem otherwise. */
export function findBoard(id: string): Board {
  const unknown = notFound("board", id, "GET /v1/boards");
  if (!boardIdSchema.safeParse(id).success) throw unknown;
  const board = parseBoardId(id);
  const { suite, hardwareClass } = board;
  const isKnown = [...hardwareClasses, ...unmeasuredClasses].some((known) => known.id === hardwareClass);
  if (!hasSuite(suite) || !isKnown) throw unknown;
  if (!isOpen(suite, hardwareClass)) {
    const { message, details = "", solution } = notOpen(hardwareClass, suite);
    throw new ApiProblem(404, "class-unmeasured", { title: message, detail: details, solution });
  }
  return board;
}
