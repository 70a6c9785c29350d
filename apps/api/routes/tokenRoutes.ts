import { createRoute, z } from "@hono/zod-openapi";
import {
  createdTokenSchema,
  createTokenSchema,
  type Role,
  tokenSummarySchema,
} from "@steepest/core/schema/api/tokens.ts";
import { and, desc, eq, sql } from "drizzle-orm";
import { type Actor, isAdmin } from "../auth/actor.ts";
import { createToken } from "../auth/createToken.ts";
import { actorOf } from "../auth/requireRole.ts";
import { eventsFrom } from "../database/event.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { tokens } from "../database/userTables.ts";
import { ApiProblem, notFound } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const shared = { tags: ["Tokens"], security: needsToken };
const dayMilliseconds = 86_400_000;

export const tokenRoutes = createRouter();

tokenRoutes.openapi(
  createRoute({
    ...shared,
    method: "post",
    path: "/tokens",
    summary: "Create a token for oneself; by an admin for any user, who is created where there is none",
    description:
      "A token makes only tokens that may do no more, and no longer, than itself. A session makes any of its user.",
    request: { body: jsonBody(createTokenSchema) },
    responses: {
      201: jsonAnswer(createdTokenSchema, "The token: its secret is shown here and never again."),
      ...problems(400, 401, 403, 409, 422),
    },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const {
      user = actor.user,
      name,
      role,
      scopes = role === undefined ? [] : [role],
      days,
    } = context.req.valid("json");
    const now = Date.now();
    const expiresAt = now + days * dayMilliseconds;
    requireMayMake(actor, { user, scopes, expiresAt });
    const created = await createToken(
      openDatabase(context.env.DB),
      { user, name, scopes, expiresAt },
      actor.user,
      now,
      { makesUser: isAdmin(actor) },
    );
    context.header("cache-control", "no-store");
    return context.json(created, 201);
  },
);

/** Nobody gets more by a token than they have: a leaked one must not live on in others that it made. */
function requireMayMake(
  actor: Actor,
  {
    user,
    scopes,
    expiresAt,
  }: { readonly user: string; readonly scopes: readonly Role[]; readonly expiresAt: number },
): void {
  if (isAdmin(actor)) return;
  const refuse = (detail: string, solution: string) => {
    throw new ApiProblem(403, "token-beyond-yours", {
      title: "You may not make this token.",
      detail,
      solution,
    });
  };
  if (user !== actor.user) refuse("Only an admin makes tokens for other users.", "Leave `user` out.");
  const beyond = scopes.filter((scope) => !actor.scopes.includes(scope));
  if (beyond.length > 0) {
    refuse(
      `You have ${actor.scopes.join(" and ")}, not ${beyond.join(" and ")}.`,
      "Ask for the scopes that you have, or sign in on the site: there you have all of yours.",
    );
  }
  if (actor.by.kind === "token" && expiresAt > actor.by.expiresAt) {
    refuse(
      `The token given is valid until ${new Date(actor.by.expiresAt).toISOString()}.`,
      "Give fewer `days`, or sign in on the site and make it there.",
    );
  }
}

tokenRoutes.openapi(
  createRoute({
    ...shared,
    method: "get",
    path: "/tokens",
    summary: "One's own tokens, of an admin all, without their secrets",
    request: { query: z.object({ user: z.string().optional() }) },
    responses: { 200: jsonAnswer(z.array(tokenSummarySchema), "Newest first."), ...problems(400, 401) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { user } = context.req.valid("query");
    const rows = await openDatabase(context.env.DB)
      .select()
      .from(tokens)
      .where(
        and(
          isAdmin(actor) ? undefined : eq(tokens.user, actor.user),
          user === undefined ? undefined : eq(tokens.user, user),
        ),
      )
      .orderBy(desc(tokens.createdAt));
    const list = rows.map(({ id, user, name, scopes, createdAt, expiresAt, lastUsedAt }) => ({
      id,
      user,
      name,
      scopes: [...scopes],
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
    description:
      "A token revokes itself and those of its user that may do no more than it; a session all of its user's, an admin any.",
    request: { params: z.object({ id: z.string() }) },
    responses: { 204: { description: "It is no longer accepted." }, ...problems(401, 403, 404) },
  }),
  async (context) => {
    const actor = actorOf(context.get("actor"));
    const { id } = context.req.valid("param");
    const database = openDatabase(context.env.DB);
    const [token] = await database.select().from(tokens).where(eq(tokens.id, id));
    if (token === undefined || !(isAdmin(actor) || token.user === actor.user)) {
      throw notFound("token", id, "GET /v1/tokens");
    }
    const beyond = token.scopes.filter((scope) => !actor.scopes.includes(scope));
    if (!isAdmin(actor) && beyond.length > 0) {
      throw new ApiProblem(403, "token-beyond-yours", {
        title: "This token may do more than yours.",
        detail: `It has ${beyond.join(" and ")}.`,
        solution: "Revoke it on the site's page /account.",
      });
    }
    await database.batch([
      eventsFrom(
        database,
        "token-revoked",
        { at: Date.now(), user: actor.user, detail: id },
        sql`FROM tokens WHERE id = ${id}`,
      ),
      database.delete(tokens).where(eq(tokens.id, id)),
    ]);
    return context.body(null, 204);
  },
);
