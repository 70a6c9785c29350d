import { createRoute, z } from "@hono/zod-openapi";
import { compareViewSchema } from "@steepest/core/schema/api/compare.ts";
import { measureSchema } from "@steepest/core/schema/measures.ts";
import { compareEntries } from "../compare/compareEntries.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { visibleTo } from "../entries/visibleTo.ts";
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
