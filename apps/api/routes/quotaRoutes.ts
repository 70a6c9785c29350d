import { createRoute, z } from "@hono/zod-openapi";
import { quotaViewSchema, setQuotaSchema } from "@steepest/core/schema/api/quotas.ts";
import { eq } from "drizzle-orm";
import { actorOf, mayActFor, requireRole } from "../auth/requireRole.ts";
import { event } from "../database/event.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { users } from "../database/userTables.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";
import { quotaOf } from "../limits/quotas.ts";

const tags = ["Accounts"];
const oneUser = { params: z.object({ name: z.string() }) };

export const quotaRoutes = createRouter();

quotaRoutes.openapi(
  createRoute({
    method: "get",
    path: "/users/{name}/quota",
    tags,
    summary: "What a user may have, and has",
    description: "One's own; of an admin anybody's.",
    security: needsToken,
    request: oneUser,
    responses: { 200: jsonAnswer(quotaViewSchema, "Their quota and its use."), ...problems(401, 404) },
  }),
  async (context) => {
    const { name } = context.req.valid("param");
    if (!mayActFor(actorOf(context.get("actor")), name)) throw notFound("user", name, "GET /v1/me");
    context.header("cache-control", "no-store");
    return context.json(await quotaOf(openDatabase(context.env.DB), context.env, name, Date.now()), 200);
  },
);

quotaRoutes.openapi(
  createRoute({
    method: "post",
    path: "/users/{name}/quota",
    tags,
    summary: "Let a user have more, or less, than others",
    description: "For operators. What is left out is as for everybody; null is without a limit.",
    security: needsToken,
    middleware: requireRole("admin"),
    request: { ...oneUser, body: jsonBody(setQuotaSchema) },
    responses: {
      200: jsonAnswer(quotaViewSchema, "Their quota and its use."),
      ...problems(400, 401, 403, 404, 422),
    },
  }),
  async (context) => {
    const { name } = context.req.valid("param");
    const set = context.req.valid("json");
    const database = openDatabase(context.env.DB);
    const now = Date.now();
    // Throws where there is no such user.
    await quotaOf(database, context.env, name, now);
    await database.batch([
      database
        .update(users)
        .set({ quota: Object.keys(set).length === 0 ? null : set })
        .where(eq(users.name, name)),
      event(database, "quota-changed", {
        at: now,
        user: actorOf(context.get("actor")).user,
        detail: `${name} may have ${JSON.stringify(set)}`,
      }),
    ]);
    return context.json(await quotaOf(database, context.env, name, now), 200);
  },
);
