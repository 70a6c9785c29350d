import { measureSchema } from "@steepest/core/schema/measures.ts";
import { boardTable } from "@steepest/core/score/boardTable.ts";
import type { APIRoute } from "astro";
import { chosenColumns } from "../../../board/boardColumns.ts";
import { clientFor } from "../../../data/client.ts";
import { orMissing } from "../../../data/orMissing.ts";
import { answerTable } from "../../../tables/answerTable.ts";

/** The page of a board that the same query shows, as a file. */
export const GET: APIRoute = async (context) => {
  const asked = context.url.searchParams;
  const measure = measureSchema.safeParse(asked.get("measure")).data;
  const page = Number(/^[1-9]\d{0,5}$/.exec(asked.get("page") ?? "")?.[0] ?? 1);
  const choice = {
    find: asked.get("find")?.slice(0, 60) || undefined,
    sort: asked.get("sort") ?? "rank",
    versions: asked.get("versions") === "all" ? ("all" as const) : undefined,
    details: chosenColumns(asked).length > 0,
  };
  const view = await orMissing(clientFor(context).board(context.params["id"] ?? "", measure, page, choice));
  return answerTable(view && boardTable(view), context.params["format"]);
};
