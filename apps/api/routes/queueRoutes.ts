import { createRoute, z } from "@hono/zod-openapi";
import { queueViewSchema } from "@steepest/core/schema/api/queue.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { visibleTo } from "../entries/visibleTo.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, problems } from "../http/describe.ts";
import { queueView } from "../queue/queueView.ts";

export const queueRoutes = createRouter().openapi(
  createRoute({
    method: "get",
    path: "/entries/{id}/queue",
    tags: ["Entries"],
    summary: "Where an entry waits, and for whom",
    request: { params: z.object({ id: z.string() }) },
    responses: { 200: jsonAnswer(queueViewSchema, "Its place in the queue."), ...problems(404) },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const visible = visibleTo(context.get("actor"));
    context.header("cache-control", "no-store");
    return context.json(await queueView(openDatabase(context.env.DB), id, visible, Date.now()), 200);
  },
);
