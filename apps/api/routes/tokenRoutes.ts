import { createRoute, z } from "@hono/zod-openapi";
import {
  createdTokenSchema,
  createTokenSchema,
  tokenSummarySchema,
} from "@steepest/core/schema/api/tokens.ts";
import { desc, eq } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { createSecret, hashSecret } from "../auth/secrets.ts";
import { event } from "../database/event.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { tokens, users } from "../database/schema.ts";
import { notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const shared = { tags: ["Tokens"], security: needsToken, middleware: requireRole("admin") };
const dayMilliseconds = 86_400_000;

export const tokenRoutes = createRouter();

tokenRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/tokens",
    summary: "Create a token, and its user where there is none",
    request: { body: jsonBody(createTokenSchema) },
    responses: {
      201: jsonAnswer(createdTokenSchema, "The token: its secret is shown here and never again."),
      ...problems(400, 401, 403, 422),
    },
  }),
  async (context) => {
    const { user, role, days } = context.req.valid("json");
    const database = openDatabase(context.env.DB);
    const now = Date.now();
    const token = createSecret();
    const row = {
      id: crypto.randomUUID(),
      user,
      role,
      secretSha256: hashSecret(token),
      createdAt: now,
      expiresAt: now + days * dayMilliseconds,
    };
    await database.batch([
      database.insert(users).values({ name: user, createdAt: now }).onConflictDoNothing(),
      database.insert(tokens).values(row),
      event(database, "token-created", {
        at: now,
        user: actorOf(context.get("actor")).user,
        detail: `${row.id}: ${role} for ${user}`,
      }),
    ]);
    context.header("cache-control", "no-store");
    const expiresAt = new Date(row.expiresAt).toISOString();
    return context.json({ id: row.id, token, user, role, expiresAt }, 201);
  },
);

tokenRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/tokens",
    summary: "Every token, without its secret",
    responses: { 200: jsonAnswer(z.array(tokenSummarySchema), "Newest first."), ...problems(401, 403) },
  }),
  async (context) => {
    const rows = await openDatabase(context.env.DB).select().from(tokens).orderBy(desc(tokens.createdAt));
    const list = rows.map(({ id, user, role, createdAt, expiresAt, lastUsedAt }) => ({
      id,
      user,
      role,
      createdAt: new Date(createdAt).toISOString(),
      expiresAt: new Date(expiresAt).toISOString(),
      lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
    }));
    return context.json(list, 200);
  },
);

tokenRoutes.openapi(
  createRoute({
    ...shared,
    method: "delete",
    path: "/tokens/{id}",
    summary: "Revoke a token",
    request: { params: z.object({ id: z.string() }) },
    responses: { 204: { description: "It is no longer accepted." }, ...problems(401, 403, 404) },
  }),
  async (context) => {
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    const gone = await database.delete(tokens).where(eq(tokens.id, id)).returning({ id: tokens.id });
    if (gone.length === 0) throw notFound("token", id, "GET /v1/tokens");
    const actor = actorOf(context.get("actor"));
    await event(database, "token-revoked", { at: Date.now(), user: actor.user, detail: id });
    return context.body(null, 204);
  },
);
