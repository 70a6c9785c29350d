import { createRoute } from "@hono/zod-openapi";
import {
  createSignInLinkSchema,
  signInLinkSchema,
  signInWaysSchema,
} from "@steepest/core/schema/api/accounts.ts";
import { eq, sql } from "drizzle-orm";
import { actorOf, requireRole } from "../auth/requireRole.ts";
import { createSignInLink } from "../auth/signInByLink.ts";
import { signInSettings } from "../auth/signInSettings.ts";
import { eventsFrom } from "../database/event.ts";
import { type Database, openDatabase } from "../database/openDatabase.ts";
import { tokens, users } from "../database/userTables.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { createRouter } from "../http/createRouter.ts";
import { jsonAnswer, jsonBody, needsToken, problems } from "../http/describe.ts";

const tags = ["Accounts"];

export const signInRoutes = createRouter();

signInRoutes.openapi(
  createRoute({
    method: "get",
    path: "/sign-in",
    tags,
    summary: "How people sign in here",
    responses: { 200: jsonAnswer(signInWaysSchema, "Which ways are set up.") },
  }),
  (context) => {
    const settings = signInSettings(context.env, context.req.url);
    const ways = {
      enabled: settings !== null,
      github: settings?.github != null,
      mail: settings?.mail != null,
    };
    return context.json(ways, 200);
  },
);

signInRoutes.openapi(
  createRoute({
    method: "post",
    path: "/sign-in-links",
    tags,
    summary: "Make a link that signs a user in, once",
    description:
      "For operators: whoever opens it is that user, who is created where there is none. With `admin` the user becomes an admin, or is one no longer, and neither are their tokens.",
    security: needsToken,
    middleware: requireRole("admin"),
    request: { body: jsonBody(createSignInLinkSchema) },
    responses: { 201: jsonAnswer(signInLinkSchema, "The link."), ...problems(400, 401, 403, 409, 422) },
  }),
  async (context) => {
    const settings = signInSettings(context.env, context.req.url);
    if (settings === null) {
      throw new ApiProblem(409, "sign-in-off", {
        title: "Nobody signs in to this deployment.",
        detail: "It has neither STEEPEST_AUTH_SECRET nor STEEPEST_ADMIN_TOKEN.",
        solution: "Set one of them (docs/accounts.md).",
      });
    }
    const { user, minutes, admin } = context.req.valid("json");
    const database = openDatabase(context.env.DB);
    const { url, expiresAt } = await createSignInLink(database, settings.origin, { user, minutes });
    if (admin !== undefined) {
      const by = actorOf(context.get("actor")).user;
      await database.batch([
        eventsFrom(
          database,
          "admin-changed",
          { at: Date.now(), user: by, detail: `${user} is ${admin ? "an admin" : "no admin"}` },
          sql`FROM users WHERE name = ${user} AND is_admin <> ${admin ? 1 : 0}`,
        ),
        database.update(users).set({ isAdmin: admin }).where(eq(users.name, user)),
        // What they made as an admin would go on being one.
        ...(admin ? [] : revokeAdminTokens(database, { user, by, now: Date.now() })),
      ]);
    }
    context.header("cache-control", "no-store");
    return context.json({ url, user, expiresAt: expiresAt.toISOString() }, 201);
  },
);

/** Statements that end the tokens of a user that may do what admins may. */
function revokeAdminTokens(
  database: Database,
  { user, by, now }: { readonly user: string; readonly by: string; readonly now: number },
) {
  const theirs = sql`tokens.user = ${user} AND EXISTS (SELECT 1 FROM json_each(tokens.scopes) WHERE value = 'admin')`;
  return [
    eventsFrom(
      database,
      "token-revoked",
      { at: now, user: by, detail: sql`tokens.id` },
      sql`FROM tokens WHERE ${theirs}`,
    ),
    database.delete(tokens).where(theirs),
  ] as const;
}
