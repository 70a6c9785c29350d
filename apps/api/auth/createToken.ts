import type { CreatedToken, Role } from "@steepest/core/schema/api/tokens.ts";
import { count, eq } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { tokens, users } from "../database/userTables.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { handleRetired, makeUser } from "./chooseHandle.ts";
import { createSecret, hashSecret } from "./secrets.ts";

/** More than anybody has machines; a stolen session does not fill the table. */
export const mostTokens = 200;

interface NewToken {
  readonly user: string;
  readonly name: string;
  readonly scopes: readonly Role[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Makes a token of a user; where an operator asks for it, the user too, if there is none. `by`: who asked for it. Throws a 409 problem for a user who is gone. */
export async function createToken(
  database: Database,
  { user, name, scopes, expiresAt }: NewToken,
  by: string,
  now: number,
  { makesUser = false }: { readonly makesUser?: boolean } = {},
): Promise<CreatedToken> {
  const [held] = await database.select({ count: count() }).from(tokens).where(eq(tokens.user, user));
  if ((held?.count ?? 0) >= mostTokens) {
    throw new ApiProblem(409, "too-many-tokens", {
      title: `${user} has ${mostTokens} tokens.`,
      detail: "Nobody may have more at once, expired ones included.",
      solution: "Revoke those that are no longer used: GET /v1/tokens says when each was.",
    });
  }
  const token = createSecret();
  const row = {
    id: crypto.randomUUID(),
    user,
    name,
    scopes: [...new Set(scopes)],
    secretSha256: hashSecret(token),
    createdAt: now,
    expiresAt,
  };
  const batch = database.batch([
    ...(makesUser ? [makeUser(database, user, now)] : []),
    database.insert(tokens).values(row),
    event(database, "token-created", {
      at: now,
      user: by,
      detail: `${row.id}: ${row.scopes.join(" and ")} for ${user}`,
    }),
  ] as unknown as [BatchItem<"sqlite">]);
  await batch.catch(async (error: unknown) => {
    const [known] = await database.select().from(users).where(eq(users.name, user));
    // Its account was deleted, even while this was asked for.
    throw known === undefined ? handleRetired(user) : error;
  });
  return { id: row.id, token, user, name, scopes: row.scopes, expiresAt: new Date(expiresAt).toISOString() };
}
