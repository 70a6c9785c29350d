import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import type { BetterAuthPlugin } from "better-auth/types";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { event } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { people, verifications } from "../database/userTables.ts";
import { handleRetired, isRetired, makeUser } from "./chooseHandle.ts";
import { createSecret, hashSecret } from "./secrets.ts";

/** Where better-auth's routes are. */
export const authPath = "/v1/auth";

const identifierOf = (token: string): string => `sign-in-link:${hashSecret(token)}`;

/** A link that signs a user in once, whoever opens it. Its secret is kept by hash only. */
export async function createSignInLink(
  database: Database,
  origin: string,
  { user, minutes }: { readonly user: string; readonly minutes: number },
): Promise<{ readonly url: string; readonly expiresAt: Date }> {
  const token = createSecret();
  const now = new Date();
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  const [found] = await database.all<{ retired: number }>(sql`SELECT ${isRetired(user)} AS retired`);
  if (found?.retired === 1) throw handleRetired(user);
  await database.batch([
    makeUser(database, user, now.getTime()),
    database.insert(verifications).values({
      id: crypto.randomUUID(),
      identifier: identifierOf(token),
      value: user,
      expiresAt,
      createdAt: now,
      updatedAt: now,
    }),
  ]);
  return { url: `${origin}${authPath}/link?token=${token}`, expiresAt };
}

/** The route that such a link leads to: it starts a session of the user and goes on to the site. */
export const signInByLink = (database: Database) =>
  ({
    id: "sign-in-by-link",
    endpoints: {
      signInByLink: createAuthEndpoint(
        "/link",
        { method: "GET", query: z.object({ token: z.string() }) },
        async (context) => {
          const { internalAdapter } = context.context;
          const used = await internalAdapter.consumeVerificationValue(identifierOf(context.query.token));
          if (used === null || used.expiresAt < new Date())
            throw context.redirect("/sign-in?error=INVALID_TOKEN");
          const handle = used.value;
          const id = await personOf(database, handle);
          const session = await internalAdapter.createSession(id);
          const user = await internalAdapter.findUserById(id);
          if (user === null) throw new Error(`the person of ${handle} has gone`);
          await setSessionCookie(context, { session, user });
          await event(database, "signed-in-by-link", { at: Date.now(), user: handle });
          throw context.redirect("/account");
        },
      ),
    },
  }) satisfies BetterAuthPlugin;

/** The person who acts as a user: made at their first sign-in, without an address. */
async function personOf(database: Database, handle: string): Promise<string> {
  const now = new Date();
  await database
    .insert(people)
    .values({
      id: crypto.randomUUID(),
      handle,
      name: handle,
      email: `${handle}@users.invalid`,
      emailVerified: false,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
  const [person] = await database.select({ id: people.id }).from(people).where(eq(people.handle, handle));
  if (person === undefined) throw new Error(`no person could be made for ${handle}`);
  return person.id;
}
