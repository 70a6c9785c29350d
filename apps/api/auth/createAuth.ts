import { drizzleAdapter } from "better-auth/adapters/drizzle";
import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { genericOAuth } from "better-auth/plugins/generic-oauth";
import { magicLink } from "better-auth/plugins/magic-link";
import { and, count, gt, type SQL, sql } from "drizzle-orm";
import { eventsFrom } from "../database/event.ts";
import type { Database } from "../database/openDatabase.ts";
import { accounts, people, sessions, verifications } from "../database/userTables.ts";
import { githubProvider } from "./githubProvider.ts";
import { hashSecret } from "./secrets.ts";
import { sendMail } from "./sendMail.ts";
import { authPath, signInByLink } from "./signInByLink.ts";
import type { MailSettings, SignInSettings } from "./signInSettings.ts";

const daySeconds = 86_400;
const mailedLinkMinutes = 15;
/** Mails to one address within a link's life: nobody fills a stranger's mailbox by this form. */
const mostMails = 3;

/** better-auth over our tables: sessions in cookies, GitHub and mailed links where they are set up, and an operator's one-time links. */
export const createAuth = (database: Database, { secret, origin, github, mail }: SignInSettings) =>
  betterAuth({
    appName: "Steepest",
    baseURL: origin,
    basePath: authPath,
    secret,
    trustedOrigins: [origin],
    database: drizzleAdapter(database, {
      provider: "sqlite",
      schema: { user: people, session: sessions, account: accounts, verification: verifications },
    }),
    user: {
      additionalFields: {
        handle: { type: "string", required: false, input: false },
        suggestedHandle: { type: "string", required: false },
      },
    },
    session: { expiresIn: 30 * daySeconds, updateAge: daySeconds },
    account: { updateAccountOnSignIn: false },
    databaseHooks: {
      // Who somebody is at GitHub is all that we ask; what could act for them there is not kept.
      account: { create: { before: async (account) => ({ data: { ...account, ...noTokens } }) } },
      session: { create: { after: async ({ userId }) => noteAdmin(database, userId) } },
    },
    plugins: [
      ...(mail === null ? [] : [mailedLink(database, mail, origin)]),
      ...(github === null ? [] : [genericOAuth({ config: [githubProvider(github)] })]),
      signInByLink(database),
    ],
    onAPIError: { errorURL: "/sign-in" },
    advanced: {
      cookiePrefix: "steepest",
      useSecureCookies: origin.startsWith("https:"),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax" },
      ipAddress: { disableIpTracking: true },
    },
    logger: { level: "error" },
    telemetry: { enabled: false },
  });

export type Auth = ReturnType<typeof createAuth>;

/** Notes the sign-in of an admin, by whatever way. */
async function noteAdmin(database: Database, person: string): Promise<void> {
  await eventsFrom(
    database,
    "admin-signed-in",
    { at: Date.now(), user: sql`users.name` },
    sql`FROM people JOIN users ON users.name = people.handle WHERE people.id = ${person} AND users.is_admin`,
  );
}

const noTokens = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
};

const mailedLink = (database: Database, mail: MailSettings, origin: string) =>
  magicLink({
    expiresIn: 60 * mailedLinkMinutes,
    storeToken: { type: "custom-hasher", hash: async (token) => hashSecret(token) },
    async sendMagicLink({ email, url }) {
      if (email.toLowerCase().endsWith(".invalid"))
        throw new APIError("BAD_REQUEST", { message: "No mail can be sent there." });
      // The link that this mail is for is among them.
      if ((await linksTo(database, email, Date.now() - 60_000 * mailedLinkMinutes)) > mostMails) {
        throw new APIError("TOO_MANY_REQUESTS", {
          message: "Several links were mailed to this address already: use the latest, or wait.",
        });
      }
      await sendMail(mail, {
        to: email,
        subject: "Sign in to Steepest",
        text: [
          `Open this link to sign in to Steepest at ${origin}:`,
          url,
          `It works once, within ${mailedLinkMinutes} minutes, and in any browser.`,
          "If you have not asked for it, somebody typed your address: nothing happens unless you open it.",
        ].join("\n\n"),
      });
    },
  });

/** How many links to one mailbox were asked for since then: what stands behind a plus is the same one's with most providers. */
export async function linksTo(database: Database, email: string, since: number): Promise<number> {
  const mailbox = (address: SQL) => {
    const [local, domain] = [
      sql`substr(${address}, 1, instr(${address}, '@') - 1)`,
      sql`substr(${address}, instr(${address}, '@'))`,
    ];
    return sql`substr(${local}, 1, instr(${local} || '+', '+') - 1) || ${domain}`;
  };
  const asked = sql`lower(json_extract(${verifications.value}, '$.email'))`;
  const [sent] = await database
    .select({ count: count() })
    .from(verifications)
    .where(
      and(
        gt(verifications.createdAt, new Date(since)),
        sql`json_valid(${verifications.value}) AND ${mailbox(asked)} = ${mailbox(sql`lower(${email})`)}`,
      ),
    );
  return sent?.count ?? 0;
}
