import { eq } from "drizzle-orm";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { tokens, users } from "../database/userTables.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { equalHashes, hashSecret } from "./secrets.ts";

/** `last_used_at` is for people: once a minute is often enough, and spares a write per request. */
const touchEveryMilliseconds = 60_000;

/** Sets `actor` from the bearer token, or to null where there is none. A token that is wrong is never ignored. */
export const authenticate = createMiddleware<ApiEnv>(async (context, next) => {
  const header = context.req.header("authorization");
  if (header === undefined) {
    context.set("actor", null);
    return next();
  }
  const secret = /^Bearer +(\S+)$/i.exec(header)?.[1];
  if (secret === undefined) {
    throw new ApiProblem(401, "token-malformed", {
      title: "The Authorization header is not a bearer token.",
      detail: "It must read `Authorization: Bearer stp_…`.",
      solution: "Send the token exactly as it was shown when it was created.",
    });
  }
  const database = openDatabase(context.env.DB);
  const hash = hashSecret(secret);
  const now = Date.now();
  const first = context.env.STEEPEST_ADMIN_TOKEN;
  if (first !== undefined && first !== "" && equalHashes(hash, hashSecret(first))) {
    await database.insert(users).values({ name: "admin", createdAt: now }).onConflictDoNothing();
    context.set("actor", {
      user: "admin",
      scopes: ["admin"],
      by: { kind: "token", id: null, expiresAt: Number.POSITIVE_INFINITY },
    });
    return next();
  }
  const [token] = await database.select().from(tokens).where(eq(tokens.secretSha256, hash));
  if (token === undefined) {
    throw new ApiProblem(401, "token-unknown", {
      title: "This token is not known here.",
      detail: "It was revoked, belongs to another deployment, or is not copied whole.",
      solution: "Make another: `steepest login`, or the site's page /account.",
    });
  }
  if (token.expiresAt <= now) {
    throw new ApiProblem(401, "token-expired", {
      title: "This token has expired.",
      detail: `It was valid until ${new Date(token.expiresAt).toISOString()}.`,
      solution: "Make another: `steepest login`, or the site's page /account.",
    });
  }
  if ((token.lastUsedAt ?? 0) < now - touchEveryMilliseconds) {
    await database.update(tokens).set({ lastUsedAt: now }).where(eq(tokens.id, token.id));
  }
  context.set("actor", {
    user: token.user,
    scopes: token.scopes,
    by: { kind: "token", id: token.id, expiresAt: token.expiresAt },
  });
  return next();
});
