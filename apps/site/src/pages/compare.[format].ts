import { measureSchema } from "@steepest/core/schema/measures.ts";
import { comparisonTable } from "@steepest/core/score/comparisonTable.ts";
import type { APIRoute } from "astro";
import { comparedIds } from "../compare/comparedIds.ts";
import { clientFor } from "../data/client.ts";
import { orMissing } from "../data/orMissing.ts";
import { answerTable } from "../tables/answerTable.ts";

/** What the page of the same query compares, as a file: every pair and workload. */
export const GET: APIRoute = async (context) => {
  const asked = context.url.searchParams;
  const measure = measureSchema.safeParse(asked.get("measure")).data;
  const view = await orMissing(clientFor(context).compare(comparedIds(asked), { measure }));
  return answerTable(view && comparisonTable(view), context.params["format"]);
};
