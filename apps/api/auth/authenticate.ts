import { eq } from "drizzle-orm";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "../bindings.ts";
import { openDatabase } from "../database/openDatabase.ts";
import { prepareOnce, type Values } from "../database/prepareOnce.ts";
import { tokens, users } from "../database/userTables.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { requireSameOrigin } from "../http/requireSameOrigin.ts";
import { urlOf } from "../settings/readVariable.ts";
import { readSession } from "./readSession.ts";
import { equalHashes, hashSecret } from "./secrets.ts";

/** `last_used_at` is for people: once a minute is often enough, and spares a write per request. */
const touchEveryMilliseconds = 60_000;

const tokenOf = prepareOnce((database, { hash }: Values<"hash">) => [
  database
    .select({ token: tokens, bannedAt: users.bannedAt, banReason: users.banReason })
    .from(tokens)
    .innerJoin(users, eq(users.name, tokens.user))
    .where(eq(tokens.secretSha256, hash)),
]);

/** Sets `actor` from the bearer token, else from a session's cookie; to null where there is neither. A token that is wrong is never ignored. */
export const authenticate = createMiddleware<ApiEnv>(async (context, next) => {
  const header = context.req.header("authorization");
  context.set("actor", null);
  context.set("person", null);
  context.set("isScraper", false);
  if (header === undefined) {
    await takeSession(context);
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
  const scraper = context.env.STEEPEST_METRICS_TOKEN;
  if (scraper && context.req.path === "/v1/metrics" && equalHashes(hash, hashSecret(scraper))) {
    context.set("isScraper", true);
    return next();
  }
  const [lookUp] = tokenOf(database, { hash });
  const ahead = context.get("ahead");
  const [[found], rows] =
    ahead === undefined ? ([await lookUp, []] as const) : await database.batch([lookUp, ahead.statement]);
  ahead?.keep(rows);
  const token = found?.token;
  if (found === undefined || token === undefined) {
    throw new ApiProblem(401, "token-unknown", {
      title: "This token is not known here.",
      detail: "It was revoked, belongs to another deployment, or is not copied whole.",
      solution: "Make another: `steepest login`, or the site's page /account.",
    });
  }
  refuseBanned(token.user, found);
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

/** A session counts only with requests of the site's own pages: any other site can make a browser send its cookie along. */
async function takeSession(context: Context<ApiEnv>): Promise<void> {
  const database = openDatabase(context.env.DB);
  const request = context.req.raw;
  const person = await readSession(database, context.env, request);
  if (person === null) return;
  requireSameOrigin(request, urlOf(context.env, "STEEPEST_URL"));
  context.set("person", person);
  const { handle } = person;
  if (handle === null) return;
  const [user] = await database.select().from(users).where(eq(users.name, handle));
  // Whoever is banned may still take away what is known of them.
  const isLeaving = request.method === "DELETE" && context.req.path === "/v1/me";
  if (user !== undefined && !isLeaving) refuseBanned(handle, user);
  context.set("actor", {
    user: handle,
    scopes: user?.isAdmin ? ["submitter", "runner", "admin"] : ["submitter", "runner"],
    by: { kind: "session", person: person.id },
  });
}

/** Throws a 403 problem for a user whom an operator has banned. */
function refuseBanned(
  name: string,
  { bannedAt, banReason }: Pick<typeof users.$inferSelect, "bannedAt" | "banReason">,
): void {
  if (bannedAt === null) return;
  throw new ApiProblem(403, "user-banned", {
    title: `The user ${name} is banned.`,
    detail: banReason ?? "An operator has banned them.",
    solution: "Ask an operator of this deployment.",
  });
}
