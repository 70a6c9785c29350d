import { createRoute } from "@hono/zod-openapi";
import { healthSchema } from "@steepest/core/schema/api/health.ts";
import { sql } from "drizzle-orm";
import { openDatabase } from "../database/openDatabase.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer } from "../http/describe.ts";

export const healthRoutes = createRouter().openapi(
  createRoute({
    method: "get",
    path: "/health",
    tags: ["Service"],
    summary: "Whether the API and its database answer",
    responses: { 200: jsonAnswer(healthSchema, "They do.") },
  }),
  async (context) => {
    await openDatabase(context.env.DB).run(sql`SELECT 1`);
    return context.json({ status: "ok" as const, api: "v1" as const, time: new Date().toISOString() }, 200);
  },
);
