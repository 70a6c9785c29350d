import { boardTable } from "@steepest/core/score/boardTable.ts";
import type { APIRoute } from "astro";
import { readBoardQuestion } from "../../../board/boardQuestion.ts";
import { clientFor } from "../../../data/client.ts";
import { orMissing } from "../../../data/orMissing.ts";
import { answerTable } from "../../../tables/answerTable.ts";

/** The page of a board that the same query shows, as a file. */
export const GET: APIRoute = async (context) => {
  const { measure, page, choice } = readBoardQuestion(context.url.searchParams);
  const view = await orMissing(clientFor(context).board(context.params["id"] ?? "", measure, page, choice));
  return answerTable(view && boardTable(view), context.params["format"]);
};
