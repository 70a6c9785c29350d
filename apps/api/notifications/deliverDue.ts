import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { NotificationBody } from "@steepest/core/schema/api/notifications.ts";
import { eq, sql } from "drizzle-orm";
import { sendMail } from "../auth/sendMail.ts";
import { type MailSettings, mailSettings } from "../auth/signInSettings.ts";
import type { Bindings } from "../bindings.ts";
import { notifications } from "../database/notificationTables.ts";
import type { Database } from "../database/openDatabase.ts";
import { ApiProblem } from "../http/apiProblem.ts";
import { logFault } from "../http/logFault.ts";
import { choiceOf, urlOf } from "../settings/readVariable.ts";
import { mailText } from "./mailText.ts";
import { webhookAddress } from "./webhookAddress.ts";

/** Minutes from each attempt to the next; after the last there is none. */
export const retryMinutes = [1, 5, 30, 120, 720] as const;
export const mostAttempts = retryMinutes.length + 1;

/** What one request, or one run of the clock, sends: a Worker has a limited number of calls. */
const mostAtOnce = 5;
const answerMilliseconds = 10_000;

/** How messages leave: replaced by tests. */
export interface Ways {
  readonly fetch: (request: Request) => Promise<Response>;
  readonly sendMail: typeof sendMail;
}
const realWays: Ways = { fetch: (request) => fetch(request), sendMail };

/** Where mails are sent from, and links lead; null where this deployment sends none. */
export const outgoingMail = (env: Bindings): MailSettings | null =>
  urlOf(env, "STEEPEST_URL") === null ? null : mailSettings(env);

interface Due {
  readonly id: string;
  readonly user: string;
  readonly by: "mail" | "webhook";
  readonly kind: NotificationBody["kind"];
  readonly entry: string | null;
  readonly trial: string | null;
  readonly detail: string;
  readonly at: number;
  readonly attempts: number;
  readonly submission: string | null;
  readonly board: string | null;
  readonly byMail: number | null;
  readonly webhookUrl: string | null;
  readonly webhookSecret: string | null;
  readonly email: string | null;
  readonly bannedAt: number | null;
}

/**
 * Sends what is due, some at a time, and notes what has become of each. What is taken is due again after the time of a retry, so that a Worker that dies
 * here loses nothing: it is sent again then, perhaps for the second time, under the same id. Answers how many it took.
 */
export async function deliverDue(
  database: Database,
  env: Bindings,
  now: number,
  ways: Ways = realWays,
): Promise<number> {
  const waits = sql.join(
    retryMinutes.map((minutes, at) => sql`WHEN ${at} THEN ${minutes * 60_000}`),
    sql` `,
  );
  const taken = await database
    .update(notifications)
    .set({
      attempts: sql`attempts + 1`,
      // The last attempt may die as well: then it is looked at once more, to be given up.
      dueAt: sql`${now} + CASE attempts ${waits} ELSE 60000 END`,
    })
    .where(
      sql`id IN (SELECT id FROM notifications WHERE due_at <= ${now} ORDER BY due_at LIMIT ${mostAtOnce}) AND due_at <= ${now}`,
    )
    .returning({ id: notifications.id });
  if (taken.length === 0) return 0;
  const ids = JSON.stringify(taken.map(({ id }) => id));
  const due = await database.all<Due>(sql`
    SELECT told.id, told.user, told.by_way AS "by", told.kind, told.entry, told.trial, told.detail, told.at, told.attempts,
      versions.submission, entries.suite || '.' || entries.ruleset || '.' || entries.hardware_class AS board,
      wanted.by_mail AS byMail, wanted.webhook_url AS webhookUrl, wanted.webhook_secret AS webhookSecret,
      ${provenAddress(sql`told.user`)} AS email, users.banned_at AS bannedAt
    FROM json_each(${ids}) AS one
    CROSS JOIN notifications AS told ON told.id = one.value
    JOIN users ON users.name = told.user
    LEFT JOIN notification_settings AS wanted ON wanted.user = told.user
    LEFT JOIN entries ON entries.id = told.entry
    LEFT JOIN versions ON versions.version = entries.version`);
  await Promise.all(
    due.map(async (one) => {
      const error =
        one.attempts > mostAttempts ? "no attempt came to an end" : await deliver(env, one, now, ways);
      const isLast = one.attempts >= mostAttempts;
      await database
        .update(notifications)
        .set(
          error === null
            ? { deliveredAt: now, dueAt: null, error: null }
            : { error: error.slice(0, 300), ...(isLast ? { dueAt: null } : {}) },
        )
        .where(eq(notifications.id, one.id));
    }),
  );
  return due.length;
}

/** An expression: the address that a user has shown to be theirs; null where there is none, or none that mail can be sent to. */
export const provenAddress = (user: ReturnType<typeof sql>) => sql`(
  SELECT email FROM people WHERE people.handle = ${user} AND people.email_verified AND lower(people.email) NOT LIKE '%.invalid')`;

/** Null where it has arrived; else why not, in words for its user. */
async function deliver(env: Bindings, due: Due, now: number, ways: Ways): Promise<string | null> {
  if (due.bannedAt !== null) return "the account is banned";
  const url = placeOf(env, due);
  if (due.by === "mail") {
    const settings = outgoingMail(env);
    if (settings === null) return "this deployment sends no mail";
    if (due.byMail !== 1 || due.email === null) return "mail was switched off, or no address is known";
    try {
      await ways.sendMail(settings, { to: due.email, ...mailText(due, url) });
      return null;
    } catch (error) {
      logFault(`mail of ${due.id}`, error);
      return "the mail server did not take it";
    }
  }
  if (due.webhookUrl === null || due.webhookSecret === null) return "the webhook was taken away";
  const body: NotificationBody = {
    format: "steepest-notification/1",
    id: due.id,
    kind: due.kind,
    at: new Date(due.at).toISOString(),
    submission: due.submission,
    board: due.board,
    entry: due.entry,
    trial: due.trial,
    detail: due.detail,
    url,
  };
  return callWebhook(env, { url: due.webhookUrl, secret: due.webhookSecret, body }, now, ways.fetch);
}

/** Where what is told can be looked at. */
function placeOf(env: Bindings, { entry, trial }: Due): string | null {
  const origin = urlOf(env, "STEEPEST_URL")?.origin;
  if (origin === undefined) return null;
  if (trial !== null) return `${origin}/trials/${encodeURIComponent(trial)}`;
  return entry === null ? `${origin}/account` : `${origin}/entries/${encodeURIComponent(entry)}`;
}

/** What a webhook is to be called by here. */
export const webhookRules = (env: Bindings) => ({
  allow: choiceOf(env, "STEEPEST_WEBHOOKS"),
  ownHost: urlOf(env, "STEEPEST_URL")?.host ?? null,
});

interface Call {
  readonly url: string;
  readonly secret: string;
  readonly body: NotificationBody;
}

/** The header that says that a body is this platform's, and of when: HMAC-SHA256, by the secret, of the time, a dot and the body. */
export const signatureOf = (secret: string, body: string, now: number): string => {
  const seconds = Math.floor(now / 1000);
  return `t=${seconds},v1=${bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(`${seconds}.${body}`)))}`;
};

async function callWebhook(
  env: Bindings,
  { url, secret, body }: Call,
  now: number,
  send: Ways["fetch"],
): Promise<string | null> {
  try {
    // The rules may have changed since it was set.
    const address = webhookAddress(url, webhookRules(env));
    const text = JSON.stringify(body);
    const answer = await send(
      new Request(address, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "steepest-webhook/1",
          "steepest-notification": body.id,
          "steepest-signature": signatureOf(secret, text, now),
        },
        body: text,
        // Where it leads was not checked.
        redirect: "manual",
        signal: AbortSignal.timeout(answerMilliseconds),
      }),
    );
    await answer.body?.cancel();
    if (answer.ok) return null;
    return answer.status >= 300 && answer.status < 400
      ? `answered ${answer.status}: redirects are not followed`
      : `answered ${answer.status}`;
  } catch (error) {
    if (error instanceof ApiProblem) return error.problem.detail ?? error.message;
    const isLate = error instanceof Error && error.name === "TimeoutError";
    // No more than that: what answers inside a network is nobody's to find out by us.
    return isLate ? `no answer within ${answerMilliseconds / 1000} s` : "could not be reached";
  }
}
