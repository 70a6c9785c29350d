import { createRoute, z } from "@hono/zod-openapi";
import { comparedCurveSchema, compareViewSchema } from "@steepest/core/schema/api/compare.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { cards } from "@steepest/workloads/catalogue.ts";
import { compareEntries, drawEntries } from "../compare/compareEntries.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";

/** Names separated by commas. */
const list = z
  .string()
  .max(2000)
  .transform((text) => text.split(",").filter((name) => name !== ""));

export const compareRoutes = createRouter();

compareRoutes.openapi(
  createRoute({
    method: "get",
    path: "/compare",
    tags: ["Boards"],
    summary: "Two to eight entries of a board beside each other",
    description:
      "Times with their differences, intervals and tests by pair, scores among those compared alone, and of the workloads named in `curves` the runs to draw (40 at most).",
    request: {
      query: z.object({
        entries: list.openapi({ type: "string", description: "Ids, separated by commas.", example: "a1,b2" }),
        measure: measureSchema.optional(),
        curves: list.default([]).openapi({ type: "string", description: "Workloads, separated by commas." }),
      }),
    },
    responses: {
      200: jsonAnswer(compareViewSchema, "In the order in which they were named."),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const { entries, measure, curves } = context.req.valid("query");
    const asked = { entries, measure, curves, visible: visibleTo(context.get("actor")) };
    return context.json(await compareEntries(openDatabase(context.env.DB), context.env.STORE, asked), 200);
  },
);

compareRoutes.openapi(
  createRoute({
    method: "get",
    path: "/workloads/{id}/curves",
    tags: ["Boards"],
    summary: "The best run of a workload of each of up to eight entries",
    request: {
      params: z.object({ id: z.string() }),
      query: z.object({
        entries: list.openapi({ type: "string", description: "Ids of one board, separated by commas." }),
        measure: measureSchema.optional(),
      }),
    },
    responses: {
      200: jsonAnswer(
        z.array(comparedCurveSchema),
        "Without those of which no trial of the workload has ended; `of` is a place in `entries`.",
      ),
      ...problems(400, 404),
    },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    if (!cards.some((card) => card.id === id)) throw notFound("workload", id, "GET /v1/workloads");
    const { entries, measure } = context.req.valid("query");
    const asked = { entries, measure, workload: id, visible: visibleTo(context.get("actor")) };
    return context.json(await drawEntries(openDatabase(context.env.DB), context.env.STORE, asked), 200);
  },
);
